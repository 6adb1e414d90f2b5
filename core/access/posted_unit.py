"""The unit that an officer's account sees: where the officer is posted, whatever the account was made with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.access.roles import Role
from core.access.viewer import Scope
from core.store.catalogue_tables import table_of
from core.time.days import CHINA, day_number

if TYPE_CHECKING:
    from sqlite3 import Connection


def posted_unit(connection: Connection, officer: str, now: int) -> int | None:
    """Return the station that an officer is posted to, or else the unit; None where no posting is known."""
    day = day_number(datetime.fromtimestamp(now, CHINA).date())
    row = connection.execute(
        f"SELECT a.ancestor FROM {table_of('posting')} p JOIN unit_ancestor a ON a.unit = p.unit "
        "WHERE p.officer = ? AND p.from_day <= ? AND ifnull(p.to_day, ? + 1) > ? "
        "ORDER BY p.from_day DESC, a.kind = 'station' DESC, a.ancestor = p.unit DESC LIMIT 1",
        [officer, day, day, day],
    ).fetchone()
    return None if row is None else int(row[0])


def at_posted_unit(connection: Connection, scope: Scope, now: int) -> Scope:
    """Return an officer's scope at the unit of the posting; every other scope, and one without a posting, as it is."""
    if scope.role is not Role.OFFICER or scope.officer is None:
        return scope
    unit = posted_unit(connection, scope.officer, now)
    return scope if unit is None else replace(scope, unit=unit)
