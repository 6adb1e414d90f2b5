"""Sessions: opened by signing in or by a kiosk's link, asked for at every request, ended by time or by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.roles import Role
from core.access.tokens import digest, new_token
from core.access.viewer import Scope, Viewer
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

_LIVE = """
SELECT s.id, a.name, a.role, a.unit, a.officer, k.name, k.unit
FROM session s LEFT JOIN account a ON a.id = s.account LEFT JOIN kiosk k ON k.id = s.kiosk
WHERE s.digest = ? AND s.until > ? AND s.revoked_at IS NULL AND a.disabled_at IS NULL AND k.revoked_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as it is listed; `state` is live, expired or revoked."""

    id: int
    name: str
    kiosk: bool
    opened_at: int
    until: int
    address: str
    state: str


def open_session(
    connection: Connection,
    *,
    account: int | None = None,
    kiosk: int | None = None,
    address: str,
    now: int,
    seconds: int,
) -> str:
    """Opens a session within the open transaction and returns its token, which is kept nowhere."""
    token = new_token()
    connection.execute(
        "INSERT INTO session (digest, account, kiosk, opened_at, until, address) VALUES (?, ?, ?, ?, ?, ?)",
        [digest(token), account, kiosk, now, now + seconds, address],
    )
    return token


def viewer_of(connection: Connection, session_digest: str, now: int) -> Viewer | None:
    """Whose session this is; None if it is unknown, over, ended, or its account or kiosk is barred."""
    row = connection.execute(_LIVE, [session_digest, now]).fetchone()
    if row is None:
        return None
    session, name, role, unit, officer, kiosk, kiosk_unit = row
    if kiosk is not None:
        return Viewer(f"kiosk:{kiosk}", kiosk, Scope(Role.KIOSK, kiosk_unit), session)
    return Viewer(f"user:{name}", name, Scope(Role(role), unit, officer), session)


def sessions(connection: Connection, now: int, name: str | None = None) -> list[SessionLine]:
    """The sessions, the newest first; of one account or kiosk, if a name is given."""
    rows = connection.execute(
        "SELECT s.id, coalesce(a.name, k.name), s.kiosk IS NOT NULL, s.opened_at, s.until, s.address, "
        "CASE WHEN s.revoked_at IS NOT NULL THEN 'revoked' WHEN s.until <= ? THEN 'expired' ELSE 'live' END "
        "FROM session s LEFT JOIN account a ON a.id = s.account LEFT JOIN kiosk k ON k.id = s.kiosk "
        "WHERE ? IS NULL OR a.name = ? OR k.name = ? ORDER BY s.id DESC",
        [now, name, name, name],
    )
    return [SessionLine(number, owner, bool(kiosk), *details) for number, owner, kiosk, *details in rows]


def end_session(connection: Connection, session: int, *, actor: str, now: int) -> bool:
    """Ends a session; says whether it was there and not yet ended."""
    with trail_transaction(connection, actor=actor, action="sign_out", detail=f"登录 {session}", now=now):
        cursor = connection.execute(
            "UPDATE session SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [now, session]
        )
    return bool(cursor.rowcount)
