"""Periods to choose from, and two issues beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.bulletins.build import build_document
from core.bulletins.issue_comparison import figure_pairs
from core.bulletins.periods import recent_periods
from core.engine import Engine
from core.metrics.reporting_period import resolve_period
from core.store.open import open_store

AS_OF = date(2026, 10, 31)


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Engine:
    return Engine(open_store(demo_db, read_only=True, now=None))


@pytest.mark.parametrize(
    ("kind", "as_of", "expected"),
    [
        ("daily", AS_OF, [("2026-10-31", True), ("2026-10-30", True), ("2026-10-29", True)]),
        ("weekly", AS_OF, [("2026-W44", False), ("2026-W43", True), ("2026-W42", True)]),
        ("weekly", date(2027, 1, 2), [("2026-W53", False), ("2026-W52", True), ("2026-W51", True)]),
        ("monthly", AS_OF, [("2026-10", True), ("2026-09", True), ("2026-08", True)]),
        ("monthly", date(2026, 1, 30), [("2026-01", False), ("2025-12", True), ("2025-11", True)]),
        ("quarterly", AS_OF, [("2026Q4", False), ("2026Q3", True), ("2026Q2", True)]),
        ("yearly", AS_OF, [("2026", False), ("2025", True), ("2024", True)]),
    ],
)
def test_periods_are_the_newest_first_and_say_whether_they_are_over(
    engine: Engine, kind: str, as_of: date, expected: list[tuple[str, bool]]
) -> None:
    calendar, declared = engine.catalogue.reporting_calendar, engine.bulletin_rules().kinds[kind]
    choices = recent_periods(declared, as_of, calendar, 3)
    assert [(choice.period, choice.is_over) for choice in choices] == expected
    assert all(resolve_period(choice.period, as_of, calendar).shape == declared.period for choice in choices)
    assert len({choice.label for choice in choices}) == 3


def test_two_issues_stand_beside_each_other_by_what_they_printed(engine: Engine) -> None:
    rules = engine.bulletin_rules()
    first, second = (build_document(engine, rules, "monthly", period) for period in ("2026-04", "2026-05"))
    second = replace(second, figures=second.figures[1:])  # an issue without the figure that the other begins with
    pairs = {pair.kpi_zh: pair for pair in figure_pairs(first, second)}
    for document, column in ((first, 1), (second, 2)):
        own = {line.kpi_zh: line.text for line in document.figures if line.unit == document.unit}
        assert {kpi: pairs[kpi][column] for kpi in own} == own
    missing = first.figures[0]
    assert pairs[missing.kpi_zh] == (missing.kpi_zh, missing.text, "—")
