"""Every KPI, as the engine answers it, equals a slow and obvious reading of the raw records."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.metrics.types import Change, ChangeUnit, Figure, Window
from core.time.days import day_number, month_text
from tests.support.examples import examples
from tests.support.oracle import NaiveCalendar, World, percentile_bin, total
from tests.support.oracle_check import FROM_RECORDS, check
from tests.support.worlds import CATALOGUE, empty_store, stored, worlds

pytestmark = pytest.mark.slow

PERIODS = [
    "ytd",
    "mtd",
    "qtd",
    "last7",
    "2024-02",
    "2024",
    "2024Q1",
    "2024-02-29",
    "2024-W09",
    "2024-01-15..2024-03-02",
]


OWN = '[statistics_month]\nbegins = 26\n[assessment_year]\nbegins = "12-21"\n'
CALENDARS = {"": NaiveCalendar(), OWN: NaiveCalendar(26, (12, 21))}
NAMED = ("ytd", "mtd", "qtd", "2024-02", "2024", "2024Q1")


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {text: empty_store(tmp_path_factory.mktemp("oracle"), text) for text in CALENDARS}


def check_value(world: World, kpi_id: str, unit: int, window: Window, value: float | None) -> None:
    """A month of a series, as known at its own end, against the oracle's."""
    kpi, what = CATALOGUE.kpis[kpi_id], (kpi_id, unit, window.start, window.end)
    ask = (unit, window.start, window.end, window.end)
    if kpi.kind == "percentile":
        expected = percentile_bin(world, kpi, *ask)
        open_ended = expected is None or expected[1] == float("inf")
        assert (value is None) == open_ended, what
        assert value is None or expected is None or expected[0] <= value * kpi.scale <= expected[1], what
        return
    top = total(world, kpi.numerator, *ask)
    bottom = total(world, kpi.denominator, *ask) if kpi.denominator else 1
    if top is None or not bottom or (kpi.kind == "rate" and top > bottom):
        assert value is None, what
    else:
        assert value == pytest.approx(top / bottom * kpi.scale, rel=1e-12), what


def year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def expected_change(kpi_id: str, now: Figure, then: Figure, change: Change) -> None:
    """The raw change, or words where there is none."""
    if now.value is None or then.value is None:
        assert change.change is None and change.reason
    elif CATALOGUE.kpis[kpi_id].kind == "rate":
        assert change.unit == ChangeUnit.POINTS
        assert change.change == pytest.approx(100 * now.value - 100 * then.value)
    elif then.value == 0:
        assert change.change is None and change.reason
    else:
        assert change.unit == "%"
        assert change.change == pytest.approx(100 * (now.value - then.value) / then.value)


@settings(max_examples=examples(15, thorough=400), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    world=worlds(),
    period=st.sampled_from(PERIODS),
    as_of=st.sampled_from(
        [date(2025, 4, 30), date(2025, 2, 28), date(2024, 2, 29), date(2024, 12, 31), date(2025, 3, 15)]
    ),
    own=st.sampled_from(list(CALENDARS)),
)
def test_engine_equals_oracle(
    templates: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    world: World,
    period: str,
    as_of: date,
    own: str,
) -> None:
    path, calendar = tmp_path_factory.getbasetemp() / "world.db", CALENDARS[own]
    store = stored(world, templates[own], path)
    try:
        engine = Engine(store)
        board = engine.board(period=period, as_of=as_of, kpis=FROM_RECORDS, months=3, units=[2, 3, 4, 5, 7])
        if period in NAMED:
            first, last = calendar.days(period, as_of)
            assert (board.period.start, board.period.end) == (first, min(last, as_of))
        months = [calendar.days(month_text(month), as_of) for month in board.months]
        for (kpi, unit), figure in board.figures.items():
            age = ((figure.outcomes_until or as_of) - board.period.end).days
            check(world, kpi, unit, board.period, as_of, figure)
            change = board.changes[kpi, unit, "yoy"]
            base = change.base
            assert (base.start, base.end) == (year_before(board.period.start), year_before(board.period.end))
            check(world, kpi, unit, base, base.end + timedelta(days=age), change.base_figure)
            expected_change(kpi, figure, change.base_figure, change)
            before = board.changes[kpi, unit, "mom"]
            assert before.base.end == board.period.start - timedelta(days=1) or not board.is_complete
            check(world, kpi, unit, before.base, before.base.end + timedelta(days=age), before.base_figure)
            for (first, last), value in zip(months, board.series[kpi, unit], strict=True):
                window = Window(day_number(first), min(day_number(last), day_number(as_of)))
                check_value(world, kpi, unit, window, value)
    finally:
        store.close()
