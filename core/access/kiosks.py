"""Kiosks (大屏): a link, good once, that lets a wall show the chief's board until it is revoked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core.access.accounts import NAME, AccountError, has_accounts, tidy_name
from core.access.sessions import open_session
from core.access.tokens import digest, new_token
from core.store.trail import TakenMeanwhile, trail_transaction
from core.store.units import unit_label

if TYPE_CHECKING:
    from sqlite3 import Connection

LINK_SECONDS = 24 * 3600
SEAMS = "seams"
# Walls put together of panels, columns by rows, that a layout is made for.
SEAM_GRIDS = {"2x1": (2, 1), "2x2": (2, 2), "3x2": (3, 2), "3x3": (3, 3)}
SESSION_SECONDS = 396 * 86_400  # browsers keep no cookie for more than 400 days


def link_query(*, carousel: bool, seams: str | None) -> str:
    """Returns the query of a link: scenes that follow each other from the first moment, the seams of the wall."""
    parameters = {"carousel": "1"} if carousel else {}
    if seams:
        parameters[SEAMS] = seams
    return f"?{urlencode(parameters)}" if parameters else ""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk as it is listed; `state` is waiting, expired (its link), open or revoked."""

    id: int
    name: str
    unit_name: str
    created_at: int
    state: str


def add_kiosk(connection: Connection, name: str, unit: int, *, actor: str, now: int) -> str:
    """Makes a kiosk and returns the token of its link, which is kept nowhere. Raises AccountError (Chinese)."""
    name = tidy_name(name)
    if not has_accounts(connection):
        raise AccountError("还没有账号，看板不需要登录，也就用不着大屏链接：请先 fengjing user add。")
    if not NAME.fullmatch(name):
        raise AccountError("大屏名称要有 1 到 32 个字：汉字、字母、数字，以及 . _ - @。")
    if any(kiosk.name == name for kiosk in kiosks(connection, now)):
        raise AccountError(f"大屏“{name}”已经有了。")
    token = new_token()
    detail = f"{name} 单位 {unit_label(connection, unit)}"
    with trail_transaction(connection, actor=actor, action="kiosk_add", detail=detail, now=now):
        connection.execute(
            "INSERT INTO kiosk (name, unit, link, link_until, created_at) VALUES (?, ?, ?, ?, ?)",
            [name, unit, digest(token), now + LINK_SECONDS, now],
        )
    return token


def kiosks(connection: Connection, now: int) -> list[Kiosk]:
    """All kiosks, the oldest first."""
    rows = connection.execute(
        "SELECT k.id, k.name, u.name, k.created_at, CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' "
        "WHEN k.link IS NULL THEN 'open' WHEN k.link_until <= ? THEN 'expired' ELSE 'waiting' END "
        "FROM kiosk k JOIN unit u ON u.id = k.unit ORDER BY k.id",
        [now],
    )
    return [Kiosk(*row) for row in rows]


def open_kiosk(connection: Connection, token: str, *, address: str, now: int) -> str | None:
    """Takes a link, once, and returns the token of the session that it opens; None if it is not good (any more)."""
    row = connection.execute(
        "SELECT id, name FROM kiosk WHERE link = ? AND link_until > ? AND revoked_at IS NULL", [digest(token), now]
    ).fetchone()
    if row is None:
        return None
    with (
        suppress(TakenMeanwhile),
        trail_transaction(connection, actor=f"kiosk:{row[1]}", action="kiosk_open", detail=address, now=now),
    ):
        cursor = connection.execute("UPDATE kiosk SET link = NULL WHERE id = ? AND link IS NOT NULL", [row[0]])
        if not cursor.rowcount:
            raise TakenMeanwhile
        return open_session(connection, kiosk=row[0], address=address, now=now, seconds=SESSION_SECONDS)
    return None


def revoke_kiosk(connection: Connection, name: str, *, actor: str, now: int) -> None:
    """Ends a kiosk for ever, its link and its session. Raises AccountError (Chinese) if there is none."""
    tidied_name = tidy_name(name)
    with trail_transaction(connection, actor=actor, action="kiosk_revoke", detail=tidied_name, now=now):
        cursor = connection.execute(
            "UPDATE kiosk SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", [now, tidied_name]
        )
        if not cursor.rowcount:
            raise AccountError(f"没有大屏“{name}”，或已作废：用 fengjing kiosk list 查看。")
