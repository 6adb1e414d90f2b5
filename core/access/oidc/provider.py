"""The bureau's identity provider, asked over its own network: its metadata and keys, and the identity behind a code."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from core.access.oidc.identity import Identity
from core.access.oidc.refusals import Reason, SignOnRefusedError
from core.access.oidc.settings import Settings, safe_address
from core.access.oidc.token import identity_of

DISCOVERY = "/.well-known/openid-configuration"
_WAIT_SECONDS = 10
_KEEP_SECONDS = 600  # its discovery document
_REST_SECONDS = 5  # without asking again after a failure: strangers may press the button too
_REFUSALS = {
    "invalid_grant": Reason.CODE,
    "invalid_client": Reason.MISCONFIGURED,
    "unauthorized_client": Reason.MISCONFIGURED,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Discovery:
    """Metadata and keys of the provider, as read at a moment of the monotonic clock."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


class Provider:
    """Identity provider, asked when somebody signs in and not before: the screens do not wait for it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._discovery: Discovery | None = None
        self._failed: tuple[float, SignOnRefusedError] | None = None
        self._lock = Lock()

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Returns the address at which the browser signs in. Raises SignOnRefusedError."""
        endpoint = self.discover().metadata["authorization_endpoint"]
        with self._session() as session:
            address, _ = session.create_authorization_url(endpoint, state=state, code_verifier=verifier, nonce=nonce)
        return str(address)

    def identity(self, code: str, *, nonce: str, verifier: str, now: int) -> Identity:
        """Returns the identity behind a code, by a token that is checked in full. Raises SignOnRefusedError."""
        discovery = self.discover()
        with self._session(discovery.metadata) as session:
            token = self._token(session, str(discovery.metadata["token_endpoint"]), code, verifier)
            try:
                identity = identity_of(token, discovery.keys, self.settings, nonce=nonce, now=now)
            except InvalidKeyIdError:  # the provider may have changed its keys
                try:
                    identity = identity_of(
                        token, self.discover(newer=discovery).keys, self.settings, nonce=nonce, now=now
                    )
                except InvalidKeyIdError as error:
                    raise SignOnRefusedError(Reason.SIGNATURE, "no such key") from error
            return self._with_userinfo(session, discovery.metadata, identity) if self.settings.userinfo else identity

    def discover(self, *, newer: Discovery | None = None) -> Discovery:
        """Returns metadata and keys, read again after a while or where they must be newer than some."""
        with self._lock:
            now = time.monotonic()
            if self._failed and now - self._failed[0] < _REST_SECONDS:
                raise SignOnRefusedError(self._failed[1].reason, "as a moment ago")
            if self._discovery is None or self._discovery is newer or now - self._discovery.at > _KEEP_SECONDS:
                try:
                    self._discovery = self._read(now)
                except SignOnRefusedError as error:
                    self._failed = now, error
                    raise
            return self._discovery

    def _read(self, now: float) -> Discovery:
        with self._session() as session:
            metadata = self._json(session, self.settings.issuer.rstrip("/") + DISCOVERY)
            if metadata.get("issuer") != self.settings.issuer:
                raise SignOnRefusedError(Reason.MISCONFIGURED, "the provider calls itself by another issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _endpoint(metadata, name)
            try:
                keys = KeySet.import_key_set(self._json(session, metadata["jwks_uri"]))  # type: ignore[arg-type]
            except (JoseError, KeyError, TypeError, ValueError) as error:
                raise SignOnRefusedError(Reason.MISCONFIGURED, "its keys cannot be read") from error
        return Discovery(metadata, keys, now)

    def _session(self, metadata: Mapping[str, Any] | None = None) -> OAuth2Session:
        secret = self.settings.client_secret
        ways = (metadata or {}).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        session = OAuth2Session(
            client_id=self.settings.client_id,
            client_secret=secret.get_secret_value() if secret else None,
            token_endpoint_auth_method=way if secret else "none",
            scope=" ".join(self.settings.scopes),
            redirect_uri=self.settings.callback,
            code_challenge_method="S256",
            default_timeout=_WAIT_SECONDS,
        )
        session.trust_env = False  # no proxy, and no password file of the machine's own
        if self.settings.ca_file is not None:
            session.verify = str(self.settings.ca_file)
        return session

    def _token(self, session: OAuth2Session, endpoint: str, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            token: Mapping[str, Any] = session.fetch_token(
                endpoint,
                grant_type="authorization_code",
                code=code,
                redirect_uri=self.settings.callback,
                code_verifier=verifier,
                allow_redirects=False,
            )
        except RequestException as error:
            raise SignOnRefusedError(Reason.UNREACHABLE, type(error).__name__) from error
        except OAuthError as error:
            reason = _REFUSALS.get(str(error.error), Reason.TURNED_DOWN)
            raise SignOnRefusedError(reason, str(error.error)[:40]) from error
        except (ValueError, KeyError, TypeError) as error:
            raise SignOnRefusedError(Reason.MISCONFIGURED, "no JSON from the token endpoint") from error
        return token

    def _with_userinfo(self, session: OAuth2Session, metadata: Mapping[str, Any], identity: Identity) -> Identity:
        """Adds the claims of the userinfo endpoint, which must be of the same subject."""
        more = self._json(session, _endpoint(metadata, "userinfo_endpoint"), withhold_token=False)
        if more.get("sub") != identity.subject:
            raise SignOnRefusedError(Reason.TOKEN, "userinfo is of another subject")
        return Identity(identity.issuer, identity.subject, {**more, **identity.claims})

    def _json(self, session: OAuth2Session, address: str, *, withhold_token: bool = True) -> dict[str, Any]:
        try:
            answer = session.request("GET", address, withhold_token=withhold_token, allow_redirects=False)
        except RequestException as error:
            _log.warning("identity provider: %s", type(error).__name__)
            raise SignOnRefusedError(Reason.UNREACHABLE, type(error).__name__) from error
        if answer.status_code >= 500:
            raise SignOnRefusedError(Reason.UNREACHABLE, f"HTTP {answer.status_code}")
        try:
            document = answer.json() if answer.status_code == 200 else None
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise SignOnRefusedError(Reason.MISCONFIGURED, f"HTTP {answer.status_code} without a JSON object")
        return document


def _endpoint(metadata: Mapping[str, Any], name: str) -> str:
    """Returns one of the provider's addresses."""
    try:
        return safe_address(str(metadata.get(name, "")))
    except ValueError as error:
        raise SignOnRefusedError(Reason.MISCONFIGURED, f"its {name} is not a safe address") from error
