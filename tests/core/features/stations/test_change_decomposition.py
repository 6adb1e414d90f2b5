"""A station's changes decomposed: against a slow reading of the records, and never past what may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.features.stations.change_decomposition import (
    component_kpis,
    decompose_by_community,
    decompose_by_kind,
    is_possible,
    releasable_days,
)
from core.features.stations.change_text import rounding_note, sentences
from core.features.stations.types import ChangeComponent, ChangeDecomposition
from core.metrics.types import Figure, Verdict, Window
from core.store.open import open_store
from core.time.days import day_number
from tests.support.demo import DEMO_AS_OF
from tests.support.examples import examples
from tests.support.oracle import World, total
from tests.support.worlds import CATALOGUE, empty_store, stored, worlds

pytestmark = pytest.mark.slow

AS_OF = date.fromisoformat(DEMO_AS_OF)
STATION, BELOW = 3, {"一社区": 5, "二社区": 6}
BASE_YEAR, YEAR = (date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31))
COMPONENT_COUNTS: list[int] = []  # of each random world's change
KPIS = ["alerts_valid", "onscene_completion_rate", "dispute_resolution_rate"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("decomposed"))


@pytest.fixture(scope="module")
def demo(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def oracle_counts(world: World, kpi: str, unit: int) -> list[tuple[int, int] | None]:
    """A KPI's two counts over the year before and this year (a cohort's as known at each year's own end)."""
    declared, counts = CATALOGUE.kpis[kpi], []
    for first, last in (BASE_YEAR, YEAR):
        numerator = total(world, declared.numerator, unit, first, last, last)
        denominator = total(world, declared.denominator, unit, first, last, last) if declared.denominator else 0
        counts.append(None if numerator is None or denominator is None else (numerator, denominator))
    return counts


def component_counts(component: ChangeComponent) -> list[tuple[int, int]]:
    figures = component.base_figure, component.figure
    return [(int(figure.numerator or 0), int(figure.denominator or 0)) for figure in figures]


def assert_adds_up(decomposition: ChangeDecomposition) -> None:
    base_total, now_total = decomposition.base_figure, decomposition.figure
    components = decomposition.components
    if not components:
        assert decomposition.reason
        return
    for total_figure, figures in (
        (base_total, [component.base_figure for component in components]),
        (now_total, [component.figure for component in components]),
    ):
        assert sum(figure.numerator or 0 for figure in figures) == total_figure.numerator
        if total_figure.denominator is not None:
            assert sum(figure.denominator or 0 for figure in figures) == total_figure.denominator
    if now_total.denominator is None:
        assert decomposition.contribution == int(now_total.numerator or 0) - int(base_total.numerator or 0)
    else:
        base, now = (
            Fraction(int(figure.numerator or 0), int(figure.denominator or 1)) for figure in (base_total, now_total)
        )
        assert decomposition.contribution == now - base


@settings(max_examples=examples(10, thorough=250), deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(20), kpi=st.sampled_from(KPIS))
def test_the_components_are_the_records_of_each_kind(template: Path, world: World, kpi: str) -> None:
    store = stored(world, template, template.with_name("kinds.db"))
    engine = Engine(store)
    board = engine.board(STATION, "2024", YEAR[1], [kpi], 0, [])
    decomposition = decompose_by_kind(engine, STATION, kpi, "2024", board)
    assert_adds_up(decomposition)
    COMPONENT_COUNTS.append(len(decomposition.components))
    kpi_of_label = {CATALOGUE.kpis[name].label: name for name in component_kpis(CATALOGUE, kpi)}
    for component in decomposition.components:
        if component.zh not in kpi_of_label:
            assert component.judgement is None
            continue
        assert component_counts(component) == oracle_counts(world, kpi_of_label[component.zh], STATION)
    store.close()


@settings(max_examples=examples(8, thorough=200), deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(20), kpi=st.sampled_from([*KPIS, "criminal_alerts"]))
def test_the_communities_are_their_own_records(template: Path, world: World, kpi: str) -> None:
    store = stored(world, template, template.with_name("below.db"))
    first, last = YEAR
    breakdown = decompose_by_community(Engine(store), STATION, kpi, Window(day_number(first), day_number(last)), last)
    components = breakdown.decomposition.components
    assert_adds_up(breakdown.decomposition)
    COMPONENT_COUNTS.append(len(components))
    assert [community.zh for community in breakdown.communities] == list(BELOW)
    for component in components:
        if component.judgement is not None:
            assert component_counts(component) == oracle_counts(world, kpi, BELOW[component.zh])
    store.close()


def test_random_worlds_were_decomposed() -> None:
    assert not COMPONENT_COUNTS or sum(count > 1 for count in COMPONENT_COUNTS) > 5


@pytest.mark.parametrize("period", ["ytd", "2026-09", "last30", "2025"])
def test_every_change_of_a_station_adds_up_or_says_why_not(demo: Engine, period: str) -> None:
    decomposed = 0
    for station in demo.units.stations(demo.units.root.id):
        board = demo.board(station.id, period, AS_OF, None, 0, [])
        for kpi in board.kpis:
            decomposition = decompose_by_kind(demo, station.id, kpi, period, board)
            assert_adds_up(decomposition)
            key = kpi, station.id, decomposition.change_kind
            assert decomposition.judgement == board.judgements[key], "the total is judged as shown"
            assert all(sentences(demo.catalogue.kpis[kpi], decomposition))
            decomposed += bool(decomposition.components)
    assert decomposed > 5


def test_a_community_tells_nothing_that_its_board_hides(demo: Engine) -> None:
    hidden = 0
    window = Window(*map(day_number, (date(2026, 1, 1), AS_OF)))
    stations = demo.units.stations(demo.units.root.id)
    # What is safe of alerts by class takes a second a quarter: one station does.
    for station, kpi in [(stations[0], "alerts_valid"), *((unit, "dispute_resolution_rate") for unit in stations)]:
        breakdown = decompose_by_community(demo, station.id, kpi, window, AS_OF)
        decomposition = breakdown.decomposition
        assert (decomposition.window.start, decomposition.window.end) == (date(2026, 1, 1), date(2026, 9, 30))
        assert_adds_up(decomposition)
        below = [child for child in demo.units.children(station.id) if child.kind == "community"]
        ids = [unit.id for unit in below]
        board = demo.board(station.id, "2026-01-01..2026-09-30", date(2026, 9, 30), [kpi], 0, ids)
        by_name = {component.zh: component for component in decomposition.components}
        for unit, community in zip(below, breakdown.communities, strict=True):
            assert community.zh == unit.name and community.figure == board.figures[kpi, unit.id]
            has_both = community.figure.value is not None and community.base_figure.value is not None
            assert unit.name not in by_name or has_both or community.figure.denominator is not None
            hidden += community.figure.value is None
    assert hidden > 0


def test_the_days_of_communities_are_whole_blocks() -> None:
    def days(first: date, last: date, as_of: date) -> tuple[date, date]:
        return releasable_days(Window(day_number(first), day_number(last)), as_of, CATALOGUE)

    assert days(date(2026, 1, 1), date(2026, 10, 31), AS_OF) == (date(2026, 1, 1), date(2026, 9, 30))
    assert days(date(2026, 10, 1), date(2026, 10, 31), AS_OF) == (date(2026, 7, 1), date(2026, 9, 30))
    assert days(date(2026, 9, 24), date(2026, 9, 30), AS_OF) == (date(2026, 7, 1), date(2026, 9, 30))
    assert days(date(2026, 2, 1), date(2026, 2, 28), AS_OF) == (date(2025, 10, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_rate", "expected"),
    [
        (0, None, False, True),
        (-1, None, False, False),
        (2, 5, True, True),
        (6, 5, True, False),
        (0, -1, True, False),
    ],
)
def test_the_remainder_is_possible_or_there_is_no_decomposition(
    numerator: int, denominator: int | None, is_rate: bool, expected: bool
) -> None:
    assert is_possible(Figure(numerator, denominator, None), is_rate=is_rate) is expected


def test_what_may_be_chance_is_said_to_be(demo: Engine) -> None:
    station = demo.units.stations(demo.units.root.id)[0].id
    board = demo.board(station, "ytd", AS_OF, None, 0, [])
    decomposition = decompose_by_kind(demo, station, "alerts_valid", "ytd", board)
    assert decomposition.judgement.verdict is Verdict.UNCLEAR and decomposition.components
    texts = sentences(demo.catalogue.kpis["alerts_valid"], decomposition)
    assert Verdict.UNCLEAR in texts[0] and "不说明原因" in texts[1]
    assert not any("站得住的是" in text for text in texts)


def test_a_percentile_and_a_stock_are_not_decomposed(demo: Engine) -> None:
    station = demo.units.stations(demo.units.root.id)[0].id
    board = demo.board(station, "ytd", AS_OF, None, 0, [])
    for kpi, reason in (("response_time_p90", "分位数"), ("station_force_share", "时点数")):
        decomposition = decompose_by_kind(demo, station, kpi, "ytd", board)
        assert not decomposition.components and reason in decomposition.reason
        assert rounding_note(demo.catalogue.kpis[kpi], decomposition) == ""
