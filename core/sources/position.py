"""The position up to which a table has been read: the last value of its rising column, and the key of that row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from core.sources.values import kept_value, read_value
from core.time.days import to_time

NUMBERS_BACK = 1000  # of a rising number: a transaction that took its number early may be written late


class Position(NamedTuple):
    """A place in a table sorted by (rising, key). Without a key it is before all rows of that rising value."""

    rising: Any
    key: Any = None

    def kept(self) -> list[Any]:
        """Return what is kept of it."""
        return [kept_value(self.rising), None if self.key is None else kept_value(self.key)]

    def back(self, minutes: int) -> Position:
        """Return the place from which the next run reads, so that rows written late are not missed.

        A text rises in an order that nobody can count back in: there it is the row itself.
        """
        if isinstance(self.rising, dt.datetime):
            return Position(self.rising - dt.timedelta(minutes=minutes))
        if isinstance(self.rising, dt.date):
            return Position(self.rising - dt.timedelta(days=1))
        if isinstance(self.rising, int | Decimal):
            return Position(self.rising - NUMBERS_BACK)
        return Position(self.rising)

    def not_after(self, now: int) -> Position:
        """Return the place, or the present where a row bears a time to come: what follows it would never be read."""
        if isinstance(self.rising, dt.datetime):
            present = to_time(now) if self.rising.tzinfo else to_time(now).replace(tzinfo=None)
            return Position(present) if self.rising > present else self
        if isinstance(self.rising, dt.date):
            return Position(to_time(now).date()) if self.rising > to_time(now).date() else self
        return self


def read_position(kept: list[Any] | None) -> Position | None:
    """Return the position of which this was kept; None at the beginning."""
    return None if kept is None else Position(read_value(kept[0]), None if kept[1] is None else read_value(kept[1]))
