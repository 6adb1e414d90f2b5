"""Spec cases: for each kind of KPI a table of ten rows with its arithmetic written out by hand (spec/*.toml).

They are what the tests run and what the reference shows as worked examples.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parent / "spec"


@dataclass(frozen=True)
class SpecCase:
    """A worked example: its KPI, its table of records and, in Chinese, the arithmetic and the results by unit."""

    kpi: str
    fact: str
    period: str
    as_of: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    zh: str
    results: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def spec_cases() -> tuple[SpecCase, ...]:
    """All of them, in the order of their files."""
    return tuple(_case(tomllib.loads(path.read_text("utf-8"))) for path in sorted(SPEC.glob("*.toml")))


def _case(document: dict[str, Any]) -> SpecCase:
    return SpecCase(
        document["kpi"],
        document["fact"],
        document["period"],
        document.get("as_of", ""),
        tuple(document["columns"]),
        tuple(map(tuple, document["rows"])),
        document["zh"],
        tuple((unit, result["display"]) for unit, result in document["expected"].items()),
    )
