"""Sessions: opened by signing in or by a kiosk's link, asked for at every request, ended by time or by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.access.policy import access_policy
from core.access.posted_unit import at_posted_unit
from core.access.roles import Role
from core.access.tokens import digest, new_token
from core.access.viewer import Scope, Viewer
from core.store.file_identity import counted_write
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

_LIVE = """
SELECT s.id, a.name, a.role, a.unit, a.officer, a.domain, k.name, k.unit
FROM session s LEFT JOIN account a ON a.id = s.account LEFT JOIN kiosk k ON k.id = s.kiosk
WHERE s.digest = ? AND s.until > ? AND s.revoked_at IS NULL AND a.disabled_at IS NULL AND k.revoked_at IS NULL
AND (s.kiosk IS NOT NULL OR s.last_seen BETWEEN ? AND ?)
"""
SEEN_EVERY = 60  # seconds until a session that is used is noted as seen again
CLOCKS_DIFFER = 900  # seconds at most between servers; what was seen later than that was seen by a wrong clock
_LONGEST_DEVICE = 64
_LONG_AGO = -1


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as it is listed; `state` is live, idle (locked for want of use), expired or revoked."""

    id: int
    name: str
    kiosk: bool
    opened_at: int
    until: int
    address: str
    device: str
    last_seen: int
    state: str


@dataclass(frozen=True, slots=True)
class LastSignIn:
    """The sign-in before this one, and how many failed in between."""

    at: int | None
    address: str | None
    failures: int


class KeptSignIn(NamedTuple):
    """A sign-in that goes on where all others of an account end: a session, or half a sign-in by its digest."""

    session: int | None = None
    step: str | None = None


NOTHING_KEPT = KeptSignIn()


def open_session(
    connection: Connection,
    *,
    account: int | None = None,
    kiosk: int | None = None,
    address: str,
    now: int,
    seconds: int,
    device: str = "",
) -> str:
    """Opens a session within the open transaction and returns its token, which is kept nowhere.

    Of an account's sessions beyond the policy's number, those that were used longest ago end; so do those that a
    clock ahead of its time has opened, which would be the newest for years.
    """
    token = new_token()
    previous_at, previous_address, failures = None, None, 0
    if account is not None:
        previous_at, previous_address = connection.execute(
            "SELECT opened_at, address FROM session WHERE account = ? ORDER BY id DESC LIMIT 1", [account]
        ).fetchone() or (None, None)
        (failures,) = connection.execute("SELECT failures FROM account WHERE id = ?", [account]).fetchone()
        connection.execute("UPDATE account SET failures = 0 WHERE id = ?", [account])
    connection.execute(
        "INSERT INTO session (digest, account, kiosk, opened_at, until, address, last_seen, device, "
        "previous_at, previous_address, failures) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(digest(token), account, kiosk, now, now + seconds, address, now, device[:_LONGEST_DEVICE]),
            *(previous_at, previous_address, failures),
        ],
    )
    if account is not None:
        _end_later(connection, account, now)
        _end_beyond(connection, account, access_policy(connection).max_sessions, now)
    return token


def _end_later(connection: Connection, account: int, now: int) -> None:
    connection.execute(
        "UPDATE session SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL AND last_seen > ?",
        [now, account, now + CLOCKS_DIFFER],
    )


def _end_beyond(connection: Connection, account: int, count: int, now: int) -> None:
    connection.execute(
        "UPDATE session SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL AND until > ? AND id NOT IN "
        "(SELECT id FROM session WHERE account = ? AND revoked_at IS NULL AND until > ? "
        "ORDER BY last_seen DESC, id DESC LIMIT ?)",
        [now, account, now, account, now, count],
    )


def viewer_of(connection: Connection, session_digest: str, now: int) -> Viewer | None:
    """Whose session this is; None if it is unknown, over, idle, ended, or its account or kiosk is barred."""
    row = connection.execute(_LIVE, [session_digest, now, *_seen_within(connection, now)]).fetchone()
    if row is None:
        return None
    session, name, role, unit, officer, domain, kiosk, kiosk_unit = row
    if kiosk is not None:
        return Viewer(f"kiosk:{kiosk}", kiosk, Scope(Role.KIOSK, kiosk_unit), session)
    scope = at_posted_unit(connection, Scope(Role(role), unit, officer, domain), now)
    return Viewer(f"user:{name}", name, scope, session)


def _idle_since(connection: Connection, now: int) -> int:
    """Return the time since when a session must have been used to be live."""
    minutes = access_policy(connection).idle_minutes
    return now - 60 * minutes if minutes else _LONG_AGO


def _seen_within(connection: Connection, now: int) -> tuple[int, int]:
    """Return the first and the last second in which a session that is live was used."""
    return _idle_since(connection, now) + 1, now + CLOCKS_DIFFER


def note_use(connection: Connection, session: int, now: int) -> None:
    """Note that somebody uses a session, at most once a minute. One that is idle for too long stays so."""
    row = connection.execute("SELECT last_seen FROM session WHERE id = ?", [session]).fetchone()
    if row is None or row[0] > now - SEEN_EVERY:
        return
    with counted_write(connection):
        connection.execute(
            "UPDATE session SET last_seen = ? WHERE id = ? AND last_seen <= ? AND last_seen > ?",
            [now, session, now - SEEN_EVERY, _idle_since(connection, now)],
        )


def last_sign_in(connection: Connection, session: int) -> LastSignIn:
    """Return what there was before a session was opened."""
    return LastSignIn(
        *connection.execute(
            "SELECT previous_at, previous_address, failures FROM session WHERE id = ?", [session]
        ).fetchone()
    )


def sessions(connection: Connection, now: int, name: str | None = None) -> list[SessionLine]:
    """The sessions, the newest first; of one account or kiosk, if a name is given."""
    rows = connection.execute(
        "SELECT s.id, coalesce(a.name, k.name), s.kiosk IS NOT NULL, s.opened_at, s.until, s.address, s.device, "
        "s.last_seen, CASE WHEN s.revoked_at IS NOT NULL THEN 'revoked' WHEN s.until <= ? THEN 'expired' "
        "WHEN s.kiosk IS NULL AND s.last_seen NOT BETWEEN ? AND ? THEN 'idle' ELSE 'live' END "
        "FROM session s LEFT JOIN account a ON a.id = s.account LEFT JOIN kiosk k ON k.id = s.kiosk "
        "WHERE ? IS NULL OR a.name = ? OR k.name = ? ORDER BY s.id DESC",
        [now, *_seen_within(connection, now), name, name, name],
    )
    return [SessionLine(number, owner, bool(kiosk), *details) for number, owner, kiosk, *details in rows]


def end_session(connection: Connection, session: int, *, actor: str, now: int) -> bool:
    """Ends a session; says whether it was there and not yet ended."""
    with trail_transaction(connection, actor=actor, action="sign_out", detail=f"登录 {session}", now=now):
        cursor = connection.execute(
            "UPDATE session SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [now, session]
        )
    return bool(cursor.rowcount)


def end_sessions(connection: Connection, account: int, now: int, keep: KeptSignIn = NOTHING_KEPT) -> int:
    """Ends every session of an account, but for one, within the open transaction; returns how many.

    Half a sign-in ends too: whoever got so far by a password that is no longer good must not go on.
    """
    connection.execute("DELETE FROM sign_in_step WHERE account = ? AND digest IS NOT ?", [account, keep.step])
    cursor = connection.execute(
        "UPDATE session SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL AND id IS NOT ?",
        [now, account, keep.session],
    )
    return int(cursor.rowcount)
