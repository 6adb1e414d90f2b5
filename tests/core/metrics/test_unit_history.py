"""For any history of units, every figure equals a slow reading by the day, and the cube kept up equals a rebuild."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.store.check import check_store
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number
from tests.support.examples import examples
from tests.support.oracle import Record, World
from tests.support.oracle_check import check
from tests.support.unit_world import Wish, histories, placed, try_wish, unit_records, unit_template, world_of
from tests.support.worlds import CATALOGUE, FIRST, LAST, copied, coverages, row_of

pytestmark = pytest.mark.slow

Covered = dict[tuple[str, int], list[tuple[date, date]]]
KPIS = [
    *(
        "alerts_total",
        "response_time_p90",
        "alerts_per_100_officers",
        "dispute_resolution_rate",
        "disputes_outstanding",
    ),
    *("cases_under_investigation", "police_total", "station_force_share", "telecom_fraud_cases"),
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unit_template(tmp_path_factory.mktemp("units"))


def load(store: Store, made: dict[str, list[Record]], covered: Covered) -> None:
    with store.write("test", "records", "", 0):
        for kind, rows in made.items():
            apply_records(store, kind, [row_of(kind, record) for record in rows])
        for (kind, unit), spans in covered.items():
            for first, last in spans:
                add_coverage(store, kind, unit, day_number(first), day_number(last))


@settings(max_examples=examples(15, thorough=300), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    wishes=histories(),
    made=unit_records(),
    covered=coverages(),
    is_loaded_first=st.booleans(),
    period=st.sampled_from(["2024-02", "2024-02-29", "2024-02-05..2024-03-02"]),
)
@example(  # the new county has 三所 below it, whose last known level is of a day on which others made up the county
    wishes=[
        Wish("merge", ("S1", "S2"), date(2023, 2, 10), 0),
        Wish("merge", ("K2", "K1"), date(2023, 2, 10), 1),
    ],
    made={kind: [] for kind in CATALOGUE.facts},
    covered={("case", unit): [(FIRST, LAST)] for unit in (3, 4)},
    is_loaded_first=False,
    period="2024-02",
)
def test_figures_follow_the_history_of_units(
    template: Path,
    tmp_path: Path,
    wishes: list[Wish],
    made: dict[str, list[Record]],
    covered: Covered,
    is_loaded_first: bool,
    period: str,
) -> None:
    store = copied(template, tmp_path / "units.db")
    try:
        if is_loaded_first:
            load(store, placed(made, unit_tree(store), wishes), covered)
        done = [wish.verb for wish in wishes if try_wish(store, wish) is not None]
        event(f"changes: {sorted(done)}")
        if not is_loaded_first:
            load(store, placed(made, unit_tree(store), wishes), covered)
        assert check_store(store) == []
        check_figures(store, world_of(store, made, covered), period)
    finally:
        store.close()


def check_figures(store: Store, world: World, period: str) -> None:
    """Every unit that ever was, over the period and over the year before."""
    board = Engine(store).board(period=period, as_of=LAST, kpis=KPIS, months=0, units=list(world.parent))
    for (kpi, unit), figure in board.figures.items():
        age = (figure.outcomes_until or LAST) - board.period.end
        check(world, kpi, unit, board.period, LAST, figure)
        base = board.changes[kpi, unit, "yoy"]
        known = base.base.end + age
        if figure.value is None and base.base_figure.outcomes_until:  # the base alone says how far outcomes are known
            known = base.base_figure.outcomes_until
        check(world, kpi, unit, base.base, known, base.base_figure)
