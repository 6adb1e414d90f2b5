"""Rows of key disputes and cases, written by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.time.days import CHINA
from tests.support.worlds import CATALOGUE


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp())


def row(kind: str, /, **given: Any) -> tuple[Any, ...]:
    blank = {name: 0 if column.type == "flag" else None for name, column in CATALOGUE.facts[kind].columns.items()}
    return tuple((blank | given).values())
