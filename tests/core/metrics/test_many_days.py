"""Sums as of one day after another, taken over from days before, are those that the records give the plain way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.metrics.as_of_span import AsOfSpan
from core.metrics.cube_cache import CubeCache
from core.metrics.cube_reader import CubeReader
from core.store.measure_sql import columns_of, date_groups
from core.store.records import apply_records, delete_records
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import CHINA, day_number
from tests.support.examples import examples
from tests.support.oracle import Record
from tests.support.worlds import CATALOGUE, copied, empty_store, records, row_of

COHORT, FLOW, STOCK = "disputes_resolved", "disputes_reported", "disputes_outstanding"
QUERIES = [[1, 3, 4], [5, 3]]  # the bureau and two stations; a community with its station
RECORDS = 60
START, END = day_number(date(2024, 1, 20)), day_number(date(2025, 3, 20))
FIRSTS = [day_number(date(*first)) for first in ((2024, 1, 1), (2024, 2, 1), (2024, 2, 10), (2025, 1, 1))]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("many_days"))


def moved(record: Record, number: int, chance: Random) -> Record:
    """Return a record like another, at a unit and time of its own, come to its outcome within months or not at all."""
    start = datetime(2023, 12, 20, tzinfo=CHINA) + timedelta(minutes=chance.randrange(456 * 24 * 60))
    outcome = start + timedelta(minutes=chance.choice([0, 3 * 1440, 20 * 1440, 90 * 1440])) + timedelta(minutes=7)
    times = {"occurred_at": start, "outcome_at": chance.choice([outcome, outcome, None]), "recorded_at": None}
    return {**record, **times, "id": f"dispute{number}", "unit": chance.choice([3, 4, 5, 6])}


def plain_sum(store: Store, measure: str, unit: int, span: AsOfSpan) -> int:
    """Sum a measure of disputes over the records themselves."""
    (column,) = columns_of(measure, CATALOGUE.measures[measure])
    fact, cohort, total = CATALOGUE.facts["dispute"], CATALOGUE.measures[measure].cohort, 0
    known = f"AND {fact.day_sql(cohort)} <= {span.known_by}" if cohort else ""
    for group in date_groups(CATALOGUE, "dispute"):
        if column in group.amounts:
            total += store.conn.execute(
                f"SELECT ifnull(SUM({group.amounts[column]}), 0) FROM fact_dispute f JOIN unit u ON u.id = f.unit "
                f"JOIN unit_ancestor a ON a.unit = f.unit WHERE a.ancestor = ? AND {group.day_sql} BETWEEN ? AND ? "
                f"{known}",
                [unit, span.first, span.last],
            ).fetchone()[0]
    return int(total)


def spans_as_of(day: int) -> list[AsOfSpan]:
    """Return spans as boards ask for them, and such as end earlier than they are known."""
    running = [AsOfSpan(first, day, day) for first in (*FIRSTS, day - 6, day - 29)]
    ended = [AsOfSpan(FIRSTS[1], last, day) for last in (FIRSTS[1] + 28, FIRSTS[2])]
    return [span for span in (*running, *ended) if span.first <= span.last <= day]


def assert_as_the_records_say(store: Store, cache: CubeCache, units: list[int], day: int) -> None:
    """Compare flows and levels of units as of a day with the plain sums."""
    spans = spans_as_of(day)
    flows = CubeReader(store, unit_tree(store), cache, [FLOW, COHORT], units)
    for span, sums in zip(spans, flows.flow_sums(spans), strict=True):
        expected = [[plain_sum(store, name, unit, span) for name in (FLOW, COHORT)] for unit in units]
        assert sums.tolist() == expected, span
    level = CubeReader(store, unit_tree(store), cache, [STOCK], units).stock_levels([day])[day]
    assert level.tolist() == [[plain_sum(store, STOCK, unit, AsOfSpan(0, day, day))] for unit in units]


@settings(
    max_examples=examples(3, thorough=60),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # each example writes a database: to make a failing one small takes minutes
)
@given(data=st.data())
def test_day_after_day_is_what_the_records_say(
    template: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    store = copied(template, tmp_path_factory.getbasetemp() / "many_days.db")
    template_record = data.draw(records("dispute", 0))
    chance = data.draw(st.randoms(use_true_random=False))
    rows = [row_of("dispute", moved(template_record, number, chance)) for number in range(RECORDS)]
    with store.write("test", "write", "", 0):
        apply_records(store, "dispute", rows)
    cache = CubeCache(store)
    days = data.draw(st.lists(st.integers(START, END), min_size=4, max_size=5))
    for place, day in enumerate([*days, days[0] - 1, days[0] + 1]):
        if place == len(days):
            with store.write("test", "write", "", 0):
                delete_records(store, "dispute", [rows[0][0]])
        cache.advance_to(store.data_version())
        for units in QUERIES:
            assert_as_the_records_say(store, cache, units, day)
    store.close()
