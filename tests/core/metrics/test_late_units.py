"""Of a unit whose records came late no outcome is known after its last day: no figure may be said as of a later one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.metrics.as_of_span import AsOfSpan
from core.metrics.display import figure_mark
from core.store.coverage import add_coverage
from core.store.create import create_store
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import NewUnit, add_units
from core.time.days import CHINA, day_number
from tests.support.examples import examples
from tests.support.oracle import Record, World
from tests.support.oracle_check import check
from tests.support.worlds import CATALOGUE, FIRST, KIND, LAST, PARENT, copied, empty_store, row_of

FIRST_STATION, SECOND_STATION, BUREAU = 3, 4, 1
UNITS = [BUREAU, FIRST_STATION, SECOND_STATION]
RATE = "dispute_resolution_rate"
STATION_OF = {FIRST_STATION: FIRST_STATION, 5: FIRST_STATION, 6: FIRST_STATION, SECOND_STATION: SECOND_STATION, 7: 4}


def delivered(made: list[Record], last: dict[int, date]) -> list[Record]:
    """What the stations have brought by their last days: later disputes are not there, later outcomes not known."""
    brought = []
    for record in made:
        end = last[STATION_OF[record["unit"]]]
        if record["occurred_at"].date() > end:
            continue
        is_known = record["outcome_at"] is not None and record["outcome_at"].date() <= end
        brought.append(record if is_known else record | {"outcome_at": None})
    return brought


def load(store: Store, made: list[Record], last: dict[int, date]) -> None:
    with store.write("test", "disputes", "", 0):
        apply_records(store, "dispute", [row_of("dispute", record) for record in made])
        for station, day in last.items():
            add_coverage(store, "dispute", station, day_number(FIRST), day_number(day))


def truth(made: list[Record]) -> World:
    """All that happened, as if every station had brought everything."""
    rows = {kind: made if kind == "dispute" else [] for kind in CATALOGUE.facts}
    return World(CATALOGUE, rows, PARENT, KIND, {("dispute", BUREAU): [(FIRST, LAST)]})


@st.composite
def disputes(draw: st.DrawFn) -> list[Record]:
    """Disputes of the two stations, most of them settled within some weeks."""
    made = []
    for number in range(draw(st.integers(4, 14))):
        taken_in = datetime(2025, 3, 1, 12, tzinfo=CHINA) + timedelta(days=draw(st.integers(-20, 60)))
        settled = draw(st.one_of(st.none(), st.integers(0, 45), st.integers(0, 45)))
        outcome = None if settled is None else taken_in + timedelta(days=settled)
        made.append(dispute(number, draw(st.sampled_from(list(STATION_OF))), taken_in, outcome))
    return made


def dispute(number: int, unit: int, taken_in: datetime, outcome: datetime | None) -> Record:
    columns = CATALOGUE.facts["dispute"].columns
    blank = {name: 0 if column.type == "flag" else None for name, column in columns.items()}
    said = {"origin": "canvassed", "kind": "neighbour", "body": "station"}
    return blank | said | {"id": f"J{number}", "unit": unit, "occurred_at": taken_in, "outcome_at": outcome}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("late"))


@settings(max_examples=examples(15, thorough=300), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    made=disputes(),
    lag=st.sampled_from([0, 1, 2, 3, 5, 20, 40]),
    period=st.sampled_from(["2025-03", "2025Q1", "2025-03-05..2025-04-02", "ytd", "last30"]),
)
def test_every_figure_is_the_truth_of_the_day_that_it_names(
    template: Path, tmp_path_factory: pytest.TempPathFactory, made: list[Record], lag: int, period: str
) -> None:
    last = {FIRST_STATION: LAST, SECOND_STATION: LAST - timedelta(days=lag)}
    store = copied(template, tmp_path_factory.getbasetemp() / "late.db")
    try:
        load(store, delivered(made, last), last)
        for as_of in (LAST, None):
            board = Engine(store).board(period=period, as_of=as_of, kpis=[RATE], months=2, units=UNITS)
            for unit in UNITS:
                figure = board.figures[RATE, unit]
                if figure.value is not None:
                    check(truth(made), RATE, unit, board.period, figure.outcomes_until or board.as_of, figure)
    finally:
        store.close()


APRIL_20 = date(2025, 4, 20)


@pytest.fixture
def lagging(template: Path, tmp_path: Path) -> Iterator[Engine]:
    """Each station took in four disputes in March and settled one of them in March, one on 25 April.

    The second has brought nothing since 20 April.
    """
    days = [(3, datetime(2025, 3, 10, 12, tzinfo=CHINA)), (4, datetime(2025, 3, 10, 12, tzinfo=CHINA))]
    settled = [datetime(2025, 3, 20, 12, tzinfo=CHINA), datetime(2025, 4, 25, 12, tzinfo=CHINA), None, None]
    made = [
        dispute(10 * unit + number, unit, taken_in, outcome)
        for unit, taken_in in days
        for number, outcome in enumerate(settled)
    ]
    year_before = [datetime(2024, 3, 20, 12, tzinfo=CHINA), datetime(2024, 4, 25, 12, tzinfo=CHINA)]
    made += [
        dispute(100 + number, 4, datetime(2024, 3, 10, 12, tzinfo=CHINA), outcome)
        for number, outcome in enumerate(year_before)
    ]
    last = {FIRST_STATION: LAST, SECOND_STATION: APRIL_20}
    store = copied(template, tmp_path / "lagging.db")
    load(store, delivered(made, last), last)
    yield Engine(store)
    store.close()


def test_a_finished_months_rate_of_one_that_lies_behind_is_as_of_its_own_day(lagging: Engine) -> None:
    board = lagging.board(period="2025-03", kpis=[RATE], months=2, units=UNITS)
    first, second, bureau = (board.figures[RATE, unit] for unit in (FIRST_STATION, SECOND_STATION, BUREAU))
    assert board.as_of == LAST and (first.numerator, first.denominator, first.outcomes_until) == (2, 4, None)
    assert (second.numerator, second.denominator, second.outcomes_until) == (1, 4, APRIL_20)
    assert (bureau.numerator, bureau.denominator) == (2, 8)
    assert bureau.outcomes_until == APRIL_20  # one day for all its parts
    assert "截至 04-20" in figure_mark(second) and "截至" not in figure_mark(first)  # wherever the number stands


def test_a_unit_that_lies_behind_is_no_worse_than_a_year_before_for_that(lagging: Engine) -> None:
    """Its base is of the same age as its figure, not of the board's."""
    board = lagging.board(period="2025-03", kpis=[RATE], months=2, units=UNITS)
    change = board.changes[RATE, SECOND_STATION, "yoy"]
    assert (change.base_figure.numerator, change.base_figure.denominator) == (1, 2)  # by 20 April of that year
    assert change.base_figure.outcomes_until == date(2024, 4, 20) and change.change == -25


def test_levels_are_compared_at_one_day(lagging: Engine) -> None:
    comparison = lagging.comparison(RATE, "2025-03")
    assert [peer.unit.id for peer in comparison.ranked_units] == [FIRST_STATION]
    (left_out,) = comparison.left_out
    assert left_out.unit.id == SECOND_STATION and "只到 2025-04-20" in left_out.reason


def test_a_late_unit_holds_no_other_back_and_has_figures_of_its_own_day(lagging: Engine) -> None:
    bureau, own = lagging.board(period="ytd", kpis=[RATE], months=2), lagging.board(SECOND_STATION, "ytd", kpis=[RATE])
    assert bureau.as_of == LAST and bureau.figures[RATE, FIRST_STATION].denominator == 4
    assert "二所" in (bureau.figures[RATE, BUREAU].reason or "")
    assert own.as_of == own.period.end == APRIL_20 and own.figures[RATE, SECOND_STATION].numerator == 1


def test_units_on_time_are_added_up_on_the_last_day_that_all_of_them_have(template: Path, tmp_path: Path) -> None:
    store = copied(template, tmp_path / "on_time.db")
    load(store, [], {FIRST_STATION: LAST, SECOND_STATION: LAST - timedelta(days=2)})
    board = Engine(store).board(period="ytd", kpis=["disputes_reported"], months=2, units=UNITS)
    assert board.as_of == LAST - timedelta(days=2)
    assert [board.figures["disputes_reported", unit].value for unit in UNITS] == [0, 0, 0]
    store.close()


def test_without_a_board_no_figure_is_made_of_outcomes_that_are_not_known(lagging: Engine) -> None:
    """Whoever reads amounts is told whose records end too early, whichever feature asks."""
    span = AsOfSpan(day_number(date(2025, 3, 1)), day_number(date(2025, 3, 31)), day_number(LAST))
    values = lagging._read(["disputes_resolved"], UNITS, [span])
    assert values.get("disputes_resolved", FIRST_STATION, span).amounts == (2,)
    for unit in (SECOND_STATION, BUREAU):
        assert "二所的矛盾纠纷记录只到 2025-04-20" in (values.get("disputes_resolved", unit, span).reason or "")


def test_a_county_of_which_no_station_has_brought_anything_since_is_named_itself(tmp_path: Path) -> None:
    store = create_store(tmp_path / "city.db", bureau="某市局", demo=False, now=0)
    counties = [NewUnit("K1", "东县局", "county", "某市局"), NewUnit("K2", "西县局", "county", "某市局")]
    stations = [NewUnit(f"S{number}", f"{number}所", "station", f"K{1 + number // 3}") for number in range(1, 5)]
    with store.write("test", "units", "", 0):
        add_units(store, [*counties, *stations])
        add_coverage(store, "alert", 2, day_number(FIRST), day_number(LAST))
        add_coverage(store, "alert", 3, day_number(FIRST), day_number(APRIL_20))
    engine = Engine(store)
    reason = engine.board(period="ytd", kpis=["alerts_valid"]).figures["alerts_valid", BUREAU].reason
    assert reason == "“有效警情”缺西县局的数据（只到 2025-04-20）"
    assert engine.as_of(["alerts_valid"]) == LAST and engine.as_of(["alerts_valid"], 3) == APRIL_20
    store.close()
