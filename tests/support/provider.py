"""An identity provider for tests: oidc-provider-mock with a key of ours, which may be told to lie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "fengjing-test", "a secret of the test"
Claims = dict[str, Any]


@dataclass
class Provider:
    """Where it is, what it signs with, and how it answers; `lie` changes the claims of every token."""

    url: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    published: list[RSAKey] = field(default_factory=list)
    lie: Callable[[Claims], Claims] = lambda claims: claims
    algorithm: str = "RS256"
    metadata: dict[str, Any] = field(default_factory=dict)
    broken: int = 0  # an HTTP status for everything
    challenges: dict[str, str] = field(default_factory=dict)
    exchanges: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.published = self.published or [self.key]

    def tell_truth(self) -> None:
        """As it is at the start."""
        self.published, self.lie, self.algorithm, self.metadata, self.broken = (
            [self.key],
            lambda claims: claims,
            "RS256",
            {},
            0,
        )

    def signed(self, claims: Claims) -> str:
        """A token of these claims, signed as it is told to."""
        header: dict[str, Any] = {"alg": self.algorithm, "kid": self.key.kid}
        if self.algorithm == "none":
            return f"{_part(header)}.{_part(claims)}."
        if self.algorithm == "HS256":  # the public key as if it were a shared secret
            text = f"{_part(header)}.{_part(claims)}"
            return f"{text}.{_base64(hmac.digest(self.key.as_pem(private=False), text.encode(), 'sha256'))}"
        return jwt.encode(header, claims, self.key)


def _part(content: Mapping[str, Any]) -> str:
    return _base64(json.dumps(content).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@contextmanager
def provider(people: Mapping[str, Claims]) -> Iterator[Provider]:
    """Serves on localhost, which to a browser is another site than 127.0.0.1."""
    app = oidc_provider_mock.app(
        user_claims=[oidc_provider_mock.User(sub=sub, claims=dict(claims)) for sub, claims in people.items()]
    )
    server = make_server("localhost", 0, app, threaded=True)
    found = Provider(f"http://localhost:{server.server_port}")
    app.before_request(lambda: _before(found))
    app.after_request(lambda answer: _after(found, answer))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def _before(provider: Provider) -> flask.Response | None:
    if provider.broken:
        return flask.Response("broken", provider.broken)
    request = flask.request
    if request.path == "/oauth2/token":
        form = request.form.to_dict()
        provider.exchanges.append({**form, "authorization": request.headers.get("Authorization", "")})
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = _base64(digest)
        if provider.challenges.get(form.get("code", "")) != challenge:  # the mock itself does not look at it
            return flask.Response('{"error": "invalid_grant"}', 400, content_type="application/json")
    return None


def _after(provider: Provider, answer: flask.Response) -> flask.Response:
    path = flask.request.path
    if path == "/oauth2/authorize" and answer.location:
        assert flask.request.args["code_challenge_method"] == "S256"
        code = answer.location.partition("code=")[2].partition("&")[0]
        provider.challenges[code] = flask.request.args["code_challenge"]
    elif path == "/.well-known/openid-configuration" and answer.status_code == 200:
        answer.set_data(json.dumps({**json.loads(answer.get_data()), **provider.metadata}))
    elif path == "/jwks" and answer.status_code == 200:
        answer.set_data(json.dumps({"keys": [key.as_dict(private=False) for key in provider.published]}))
    elif path == "/oauth2/token" and answer.status_code == 200:
        token = json.loads(answer.get_data())
        middle = token["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        answer.set_data(json.dumps({**token, "id_token": provider.signed(provider.lie(claims))}))
    return answer
