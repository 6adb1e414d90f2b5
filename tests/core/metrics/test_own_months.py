"""Hours of the week, officers' counts and words over a bureau's own months, against a plain count of the records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.board.change_text import label_of
from core.engine import Engine
from core.features.officers.counts import counts_by_officer
from core.metrics.display import cut_month_note
from core.metrics.types import Window
from core.store.catalogue_tables import cube_columns
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import CHINA, day_number
from core.time.reporting_calendar import ReportingCalendar
from tests.support.worlds import CATALOGUE, OFFICERS, copied, empty_store

STATION, COMMUNITY = 3, 5
FIRST, LAST = date(2024, 1, 1), date(2024, 6, 30)
WINDOW = Window(day_number(date(2024, 2, 20)), day_number(date(2024, 5, 28)))
# Every seventh hour of half a year: every hour of the week and the ends of all months are met.
TIMES = [datetime(2024, 1, 1, tzinfo=CHINA) + timedelta(hours=7 * n) for n in range(182 * 24 // 7)]
PLAIN, FROM_26TH, FROM_5TH = "", "[statistics_month]\nbegins = 26\n", "[statistics_month]\nbegins = 5\n"


def store_with(folder: Path, own_calendar: str) -> Store:
    """A database in which every seventh hour a station's community has an alert, of the officers in turn."""
    store = copied(empty_store(folder, own_calendar), folder / "months.db")
    blank: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    blank |= {"unit": COMMUNITY, "class": "help", "kind": "lost"}
    blank |= dict.fromkeys(("on_scene", "non_police", "diverted", "joint"), 0)
    rows = [
        blank | {"id": f"A{n}", "occurred_at": int(at.timestamp()), "officer": OFFICERS[n % 2]}
        for n, at in enumerate(TIMES)
    ]
    with store.write("test", "records", "", 0):
        apply_records(store, "alert", [tuple(row.values()) for row in rows])
        add_coverage(store, "alert", 1, day_number(FIRST), day_number(LAST))
    return store


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    by_calendar = {name: store_with(tmp_path_factory.mktemp("months"), name) for name in (PLAIN, FROM_26TH)}
    yield by_calendar
    for store in by_calendar.values():
        store.close()


@pytest.mark.parametrize("own_calendar", [PLAIN, FROM_26TH, FROM_5TH])
def test_cells_by_hour_and_officer_add_up_to_the_records(tmp_path: Path, own_calendar: str) -> None:
    store = store_with(tmp_path, own_calendar)
    inside = [(n, at) for n, at in enumerate(TIMES) if WINDOW.start <= at.date() <= WINDOW.end]
    hours = Engine(store).hours(STATION, WINDOW)
    shown = {(day, hour): count for day, row in enumerate(hours) for hour, count in enumerate(row) if count}
    assert shown == Counter((at.weekday(), at.hour) for _, at in inside)
    handled = cube_columns(CATALOGUE, "cube_officer").index("m_alerts_handled")
    counts = counts_by_officer(store, OFFICERS, WINDOW)
    assert {officer: counts[officer][handled] for officer in OFFICERS} == Counter(OFFICERS[n % 2] for n, _ in inside)
    store.close()


@settings(max_examples=60, deadline=None)
@given(first=st.dates(FIRST, LAST), days=st.integers(1, 120), unit=st.sampled_from([STATION, COMMUNITY]))
@pytest.mark.parametrize("own_calendar", [PLAIN, FROM_26TH])
def test_hours_of_any_days_are_those_of_their_records(
    stores: dict[str, Store], own_calendar: str, first: date, days: int, unit: int
) -> None:
    last = min(first + timedelta(days=days - 1), LAST)
    window = Window(day_number(first), day_number(last))
    hours = Engine(stores[own_calendar]).hours(unit, window)
    shown = {(day, hour): count for day, row in enumerate(hours) for hour, count in enumerate(row) if count}
    assert shown == Counter((at.weekday(), at.hour) for at in TIMES if first <= at.date() <= last)


@pytest.mark.parametrize(("own_calendar", "begins"), [(PLAIN, 1), (FROM_26TH, 26), (FROM_5TH, 5)])
def test_a_month_chart_has_the_bureaus_months(tmp_path: Path, own_calendar: str, begins: int) -> None:
    store, calendar = store_with(tmp_path, own_calendar), ReportingCalendar(begins)
    chart = Engine(store).month_chart("alerts_valid", None, LAST)
    points = [point for point in chart.points if point.exact is not None]
    assert len(points) >= 4
    for point in points:
        first, last = calendar.months_days(point.first_month, point.last_month)
        assert point.days == last - first + 1 and last <= day_number(LAST)
        assert point.exact == sum(first <= day_number(at.date()) <= last for at in TIMES)
    store.close()


@pytest.mark.parametrize(
    ("own_calendar", "day", "note", "label"),
    [
        (PLAIN, date(2024, 5, 28), "5月未满，至 28日", "4月环比"),
        (PLAIN, date(2024, 5, 31), "", "5月环比"),
        (FROM_26TH, date(2024, 5, 28), "6月未满，至 5月28日", "5月环比"),
        (FROM_26TH, date(2024, 5, 25), "", "5月环比"),
        (FROM_5TH, date(2024, 5, 4), "", "4月环比"),
        (FROM_5TH, date(2024, 5, 28), "5月未满，至 5月28日", "4月环比"),
    ],
)
def test_words_name_the_bureaus_months(tmp_path: Path, own_calendar: str, day: date, note: str, label: str) -> None:
    store = store_with(tmp_path, own_calendar)
    board = Engine(store).board(period="2024", as_of=day, kpis=["alerts_total"], months=6, units=[])
    assert cut_month_note(board) == note
    assert label_of(board.changes["alerts_total", 1, "month"]) == label
    store.close()
