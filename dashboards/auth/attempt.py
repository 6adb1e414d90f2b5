"""An attempt to sign in by single sign-on, between leaving for the provider and coming back: in a signed cookie.

Nothing of it is kept here, so that strangers who only press the button fill no memory; used attempts are kept.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from threading import Lock

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from core.access.oidc.refusals import Reason, SignOnRefusedError
from core.access.tokens import digest, new_token
from core.lru import LruDict

ATTEMPT_SECONDS = 600
_COOKIE = "fengjing_sso_"
MAX_USED_ATTEMPTS = 10_000  # an older one has run out by then, or its code was used


@dataclass(frozen=True, slots=True)
class Attempt:
    """Secrets that tie the provider's answer to this browser (state), to this token (nonce) and to us (verifier)."""

    state: str
    nonce: str
    verifier: str
    next_path: str


class Attempts:
    """The attempts of this process: after a restart people press the button again."""

    def __init__(self) -> None:
        self._signer = URLSafeTimedSerializer(secrets.token_bytes(32), salt="sso-attempt")
        self._used: LruDict[str, None] = LruDict(MAX_USED_ATTEMPTS)
        self._lock = Lock()

    def start(self, next_path: str) -> tuple[Attempt, str, str]:
        """Start an attempt; return it with the name and the value of its cookie. Each tab has its own."""
        attempt = Attempt(new_token(), new_token(), new_token(), next_path)
        return attempt, cookie_name(attempt.state), str(self._signer.dumps(asdict(attempt)))

    def take(self, state: str, cookie: str | None) -> Attempt:
        """Return the attempt that an answer belongs to, once. Raises SignOnRefusedError."""
        try:
            attempt = Attempt(**self._signer.loads(cookie or "", max_age=ATTEMPT_SECONDS))
        except SignatureExpired as error:
            raise SignOnRefusedError(Reason.TOO_SLOW) from error
        except BadSignature as error:
            raise SignOnRefusedError(Reason.STATE, "no attempt of this browser's") from error
        if not secrets.compare_digest(attempt.state.encode(), state.encode()):
            raise SignOnRefusedError(Reason.STATE, "another attempt's cookie")
        with self._lock:
            if state in self._used:
                raise SignOnRefusedError(Reason.STATE, "used before")
            self._used[state] = None
        return attempt


def cookie_name(state: str) -> str:
    """Return the name of the cookie of the attempt with this state."""
    return _COOKIE + digest(state)[:12]
