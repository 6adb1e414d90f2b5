"""29 February in every shape of period: bases, amounts and per-day changes against a reading day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.metrics.types import Board, ChangeKind
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import day_number
from tests.support.worlds import CATALOGUE, copied, empty_store, row_of

FIRST, LAST = date(2022, 1, 1), date(2025, 4, 30)
ONE = timedelta(days=1)
KPI = "alerts_valid"


def amount(day: date) -> int:
    """How many alerts a day has: 29 February many, so that leaving it out or counting it twice is seen."""
    return 9 if (day.month, day.day) == (2, 29) else 1 + day.toordinal() % 3


def days(first: date, last: date) -> Iterator[date]:
    return (first + ONE * n for n in range((last - first).days + 1))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("leap")
    store: Store = copied(empty_store(folder), folder / "leap.db")
    rows = []
    for day in days(FIRST, LAST):
        for index in range(amount(day)):
            at = day_number(day) * 86_400 + index * 3600
            record = dict.fromkeys(CATALOGUE.facts["alert"].columns)
            record |= {"id": f"{day}-{index}", "unit": 3, "occurred_at": at, "class": "help", "recorded_at": at}
            rows.append(row_of("alert", record | {"on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}))
    with store.write("test", "records", "", 0):
        apply_records(store, "alert", rows)
        add_coverage(store, "alert", 1, day_number(FIRST), day_number(LAST))
    yield Engine(store)
    store.close()


def a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return date(day.year - 1, 2, 28)


def named(shape: str, day: date, length: int) -> tuple[str, date, date]:
    """A period of a shape that ends on or holds a day: its text, first and last day, cut at the day."""
    month = day.replace(day=1)
    quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    year, week = day.isocalendar()[:2]
    start = max(day - ONE * length, date(2023, 1, 1))
    return {
        "day": (f"{day}", day, day),
        "week": (f"{year}-W{week:02d}", day - ONE * day.weekday(), day),
        "month": (f"{day:%Y-%m}", month, day),
        "quarter": (f"{day.year}Q{quarter.month // 3 + 1}", quarter, day),
        "year": (f"{day.year}", day.replace(month=1, day=1), day),
        "range": (f"{start}..{day}", start, day),
        "mtd": ("mtd", month, day),
        "qtd": ("qtd", quarter, day),
        "ytd": ("ytd", day.replace(month=1, day=1), day),
        "last7": ("last7", day - ONE * 6, day),
        "last28": ("last28", day - ONE * 27, day),
        "last30": ("last30", day - ONE * 29, day),
    }[shape]


SHAPES = ["day", "week", "month", "quarter", "year", "range", "mtd", "qtd", "ytd", "last7", "last28", "last30"]
# Around the leap day, a year after it, and month ends beside it.
NEAR = st.one_of(
    st.dates(date(2024, 2, 20), date(2024, 3, 10)),
    st.dates(date(2025, 2, 20), date(2025, 3, 10)),
    st.sampled_from([date(2024, 1, 31), date(2024, 3, 31), date(2024, 12, 31), date(2025, 3, 31), date(2023, 2, 28)]),
)


def checked(board: Board, kind: ChangeKind, first: date, last: date) -> None:
    """A comparison of the whole bureau against the days of its base, one by one."""
    change = board.changes[KPI, 1, kind]
    now = sum(map(amount, days(board.period.start, board.period.end)))
    then = sum(map(amount, days(first, last)))
    assert (change.base.start, change.base.end) == (first, last)
    assert (board.figures[KPI, 1].value, change.base_figure.value) == (now, then)
    assert change.change == pytest.approx(float(100 * (Fraction(now, then) - 1)))
    here, there = board.period.days, (last - first).days + 1
    if here == there:
        assert change.per_day is None
    else:
        assert change.per_day is not None and change.per_day == pytest.approx(
            float(100 * (Fraction(now, here) / Fraction(then, there) - 1))
        )
        sentence = board.judgements[KPI, 1, kind].sentence
        sign = "+" if change.per_day >= 0 else "−"
        assert f"按日均 {sign}" in sentence or (abs(change.per_day) < 0.5 and "按日均 0%" in sentence)
        assert f"本期 {here} 天、基期 {there} 天" in sentence


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(shape=st.sampled_from(SHAPES), day=NEAR, length=st.integers(0, 400))
@example(shape="day", day=date(2024, 2, 29), length=0)
@example(shape="month", day=date(2024, 2, 29), length=0)
@example(shape="month", day=date(2025, 2, 28), length=0)
@example(shape="ytd", day=date(2024, 2, 29), length=0)
@example(shape="ytd", day=date(2025, 3, 1), length=0)
@example(shape="last7", day=date(2025, 3, 2), length=0)
@example(shape="range", day=date(2025, 2, 28), length=365)
def test_every_shape_day_by_day(engine: Engine, shape: str, day: date, length: int) -> None:
    text, first, last = named(shape, day, length)
    board = engine.board(period=text, as_of=day, kpis=[KPI], months=0)
    assert (board.period.start, board.period.end) == (first, last)
    checked(board, "yoy", a_year_before(first), a_year_before(last))


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)])
def test_the_month_before_has_its_own_days(engine: Engine, day: date) -> None:
    board = engine.board(period=f"{day:%Y-%m}", as_of=day, kpis=[KPI], months=0)
    first = (day.replace(day=1) - ONE).replace(day=1)
    whole = (day + ONE).month != day.month
    last = day.replace(day=1) - ONE if whole else first + ONE * (day.day - 1)
    checked(board, "mom", first, last)
