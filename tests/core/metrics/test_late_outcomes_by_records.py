"""Cohorts as known on any day, told by sums and by records, are what counting the records one by one comes to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.metrics import late_outcomes
from core.metrics.arrays import Ints
from core.metrics.as_of_span import AsOfSpan
from core.store.measure_sql import where_sql
from core.store.open import open_store
from core.time.days import day_number

MEASURES = ["hazards_rectified", "sweeps_warned", "sweeps_disposed", "disputes_resolved", "services_completed"]
KINDS = ("bureau", "department", "station", "community")
SPANS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 130), st.integers(0, 200)), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    engine = Engine(open_store(demo_db, read_only=True))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def records(engine: Engine) -> dict[str, Ints]:
    """The (own unit, day of report, day of outcome) of all records that each measure counts."""
    catalogue, rows = engine.catalogue, {}
    for name in MEASURES:
        measure = catalogue.measures[name]
        assert measure.fact and measure.date and measure.cohort
        fact = catalogue.facts[measure.fact]
        query = (
            f"SELECT f.unit, {fact.day_sql(measure.date)}, {fact.day_sql(measure.cohort)} FROM fact_{measure.fact} f "
            f"JOIN unit u ON u.id = f.unit WHERE {where_sql(fact, measure)}"
        )
        rows[name] = np.array(engine.store.conn.execute(query).fetchall(), np.int64)
    return rows


def known(rows: Ints, units: set[int], span: AsOfSpan) -> int:
    """Count the records of some units that were reported in a span and had come to their outcome by its day."""
    unit, reported, outcome = rows.T
    in_span = (span.first <= reported) & (reported <= span.last) & (outcome <= span.known_by)
    return int((in_span & np.isin(unit, list(units))).sum())


@given(drawn=SPANS, by_month=st.booleans(), chance=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_known_on_a_day_is_what_its_records_say(
    engine: Engine,
    records: dict[str, Ints],
    drawn: list[tuple[int, int, int]],
    by_month: bool,
    chance: st.DataObject,
) -> None:
    calendar, end = engine.catalogue.reporting_calendar, day_number(engine.as_of())
    spans = []
    for back, length, later in drawn:
        first, last = end - back - length, end - back
        if by_month:
            first = calendar.month_days(calendar.month_of(first))[0]
        spans.append(AsOfSpan(first, last, min(last + later, end)))
    tree = engine.units
    units = [
        chance.draw(st.sampled_from([unit.id for unit in tree.units.values() if unit.kind == kind])) for kind in KINDS
    ]
    most_listed = chance.draw(st.sampled_from([0, late_outcomes.MOST_COMMUNITIES_LISTED]))
    with patch.object(late_outcomes, "MOST_COMMUNITIES_LISTED", most_listed):
        values = engine._read(MEASURES, units, spans)
    for name in MEASURES:
        has_figure, amounts = values.has_figure(name), values.amounts[name][..., 0]
        assert has_figure[:, 0].all(), "the bureau has all its records"
        for index, span in enumerate(values.spans):
            for row, unit in enumerate(units):
                if has_figure[index, row]:
                    below = {unit, *(other.id for other in tree.below(unit))}
                    assert amounts[index, row] == known(records[name], below, span), (name, span, tree.units[unit].kind)
