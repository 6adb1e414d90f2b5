"""A database's values → the texts that a file would have, and back from what is kept of a position."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.intake.text_matching import trimmed
from core.intake.workbook.cell_text import cell_text
from core.intake.workbook.number_format import NumberFormat
from core.time.days import CHINA

Sortable = int | Decimal | str | dt.datetime | dt.date | UUID
_NO_DATE = ("0000-00-00", "0000-00-00 00:00:00")  # MySQL's word for none
_PLAIN = (int, float, str, dt.time, dt.date, dt.timedelta)


def value_text(value: Any) -> str:
    """Return the text of a value; empty for none."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        local = value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
        return cell_text(local, NumberFormat.DATE_TIME)  # midnight is a time, not a bare date
    if isinstance(value, str):
        return "" if value in _NO_DATE or value.startswith(f"{_NO_DATE[1]}.") else trimmed(value)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value.is_finite() else str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return _bytes_text(bytes(value))
    return cell_text(value, None) if isinstance(value, _PLAIN) else str(value)


def _bytes_text(value: bytes) -> str:
    """Return the text of bytes: a BIT as its digit, text as itself, anything else in hexadecimal."""
    if len(value) == 1 and value[0] <= 1:
        return str(value[0])
    try:
        return trimmed(value.decode("utf-8"))
    except UnicodeDecodeError:
        return value.hex()


_KINDS: dict[str, tuple[type, Callable[[str], Any]]] = {
    "time": (dt.datetime, dt.datetime.fromisoformat),
    "date": (dt.date, dt.date.fromisoformat),
    "int": (int, int),
    "decimal": (Decimal, Decimal),
    "uuid": (UUID, UUID),
    "text": (str, str),
}


def is_sortable(value: Any) -> bool:
    """Tell whether a position can stand on a value: floats and bytes compare in ways of their own."""
    return not isinstance(value, bool) and any(isinstance(value, kind) for kind, _ in _KINDS.values())


def kept_value(value: Sortable) -> list[str]:
    """Return what is kept of a value; to the last digit."""
    name = next(name for name, (kind, _) in _KINDS.items() if isinstance(value, kind))
    return [name, value.isoformat() if isinstance(value, dt.date) else str(value)]


def read_value(kept: list[str]) -> Any:
    """Return the value of which this was kept."""
    return _KINDS[kept[0]][1](kept[1])
