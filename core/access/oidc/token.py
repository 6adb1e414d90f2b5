"""ID tokens: believed only when every check of OpenID Connect Core 3.1.3.7 holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError, MissingClaimError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from core.access.oidc.identity import Identity
from core.access.oidc.refusals import Reason, SignOnRefusedError
from core.access.oidc.settings import Settings

# Signatures that only the provider can make. Not "none", and none by a secret that we hold as well (HS256).
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
_LONGEST_SUBJECT = 255  # OpenID Connect Core 2
_REASONS = {
    "iss": Reason.ISSUER,
    "aud": Reason.AUDIENCE,
    "azp": Reason.AUDIENCE,
    "nonce": Reason.NONCE,
    "exp": Reason.CLOCK,
    "iat": Reason.CLOCK,
    "nbf": Reason.CLOCK,
}


def identity_of(token: Mapping[str, Any], keys: KeySet, settings: Settings, *, nonce: str, now: int) -> Identity:
    """Returns the identity in a token. Raises SignOnRefusedError, or InvalidKeyIdError for a key not known yet."""
    encoded = token.get("id_token")
    if not isinstance(encoded, str):
        raise SignOnRefusedError(Reason.TOKEN, "the answer has no id_token")
    try:
        id_token = jwt.decode(encoded, keys, registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False))
    except InvalidKeyIdError:
        raise
    except JoseError as error:
        raise SignOnRefusedError(Reason.SIGNATURE, type(error).__name__) from error
    except ValueError as error:  # no token at all
        raise SignOnRefusedError(Reason.TOKEN, type(error).__name__) from error
    _check(id_token, token.get("access_token"), settings, nonce=nonce, now=now)
    subject = str(id_token.claims["sub"])
    if len(subject) > _LONGEST_SUBJECT:
        raise SignOnRefusedError(Reason.TOKEN, "sub is too long")
    return Identity(settings.issuer, subject, id_token.claims)


def _check(id_token: jwt.Token, access_token: object, settings: Settings, *, nonce: str, now: int) -> None:
    token = CodeIDToken(
        id_token.claims,
        id_token.header,
        options={
            "iss": {"essential": True, "value": settings.issuer},
            "aud": {"essential": True, "value": settings.client_id},
            "sub": {"essential": True},
        },
        params={"nonce": nonce, "client_id": settings.client_id, "access_token": access_token},
    )
    try:
        token.validate(now, settings.clock_skew)
    except ClaimError as error:
        detail = f"{type(error).__name__} {error.claim}"
        reason = _REASONS.get(error.claim, Reason.TOKEN)
        if isinstance(error, MissingClaimError) and error.claim not in ("azp", "nonce"):
            reason = Reason.TOKEN
        if reason is Reason.CLOCK:
            ahead = {name: id_token.claims.get(name) for name in ("iat", "nbf", "exp")}
            detail += f", here it is {now}, the token says {ahead}"
        raise SignOnRefusedError(reason, detail) from error
