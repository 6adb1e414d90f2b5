"""A station's changes taken apart: against a slow reading of the records, and never past what may be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import Engine
from core.features.stations import change_decomposition as moved
from core.features.stations.change_text import rounding_note, sentences
from core.features.stations.types import ChangeDecomposition
from core.metrics.types import Figure, Verdict, Window
from core.store.open import open_store
from core.time.days import day_number
from tests.conftest import DEMO_AS_OF
from tests.support.oracle import World, total
from tests.support.worlds import CATALOGUE, empty_store, stored, worlds

AS_OF = date.fromisoformat(DEMO_AS_OF)
STATION, BELOW = 3, {"一社区": 5, "二社区": 6}
YEARS = {"now": (date(2024, 1, 1), date(2024, 12, 31)), "then": (date(2023, 1, 1), date(2023, 12, 31))}
TAKEN: list[int] = []  # how many parts each random world's change had
KINDS = ["alerts_valid", "onscene_completion_rate", "dispute_resolution_rate"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("moved"))


@pytest.fixture(scope="module")
def demo(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def counted(world: World, kpi: str, unit: int) -> list[tuple[int, int] | None]:
    """A KPI's two counts over the year before and this year (a cohort's as known at each year's own end)."""
    declared, found = CATALOGUE.kpis[kpi], []
    for side in ("then", "now"):
        first, last = YEARS[side]
        top = total(world, declared.numerator, unit, first, last, last)
        bottom = total(world, declared.denominator, unit, first, last, last) if declared.denominator else 0
        found.append(None if top is None or bottom is None else (top, bottom))
    return found


def adds_up(found: ChangeDecomposition) -> None:
    if not found.components:
        assert found.reason
        return
    for side in ("then", "now"):
        whole = getattr(found, side)
        figures = [getattr(part, side) for part in found.components]
        assert sum(one.numerator for one in figures) == whole.numerator
        if whole.denominator is not None:
            assert sum(one.denominator for one in figures) == whole.denominator
    if found.figure.denominator is None:
        assert found.contribution == Fraction(int(found.figure.numerator or 0) - int(found.base_figure.numerator or 0))
    else:
        ends = [
            Fraction(int(one.numerator or 0), int(one.denominator or 1)) for one in (found.base_figure, found.figure)
        ]
        assert found.contribution == ends[1] - ends[0]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(20), kpi=st.sampled_from(KINDS))
def test_the_parts_are_the_records_of_each_kind(template: Path, world: World, kpi: str) -> None:
    store = stored(world, template, template.with_name("kinds.db"))
    engine = Engine(store)
    board = engine.board(STATION, "2024", YEARS["now"][1], [kpi], 0, [])
    found = moved.decompose_by_kind(engine, STATION, kpi, "2024", board)
    adds_up(found)
    TAKEN.append(len(found.components))
    own = {CATALOGUE.kpis[part].label: part for part in moved.component_kpis(CATALOGUE, kpi)}
    for part in found.components:
        if part.zh not in own:
            assert part.judgement is None
            continue
        told = [(int(one.numerator or 0), int(one.denominator or 0)) for one in (part.base_figure, part.figure)]
        assert told == counted(world, own[part.zh], STATION)
    store.close()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(20), kpi=st.sampled_from([*KINDS, "criminal_alerts"]))
def test_the_communities_are_their_own_records(template: Path, world: World, kpi: str) -> None:
    store = stored(world, template, template.with_name("below.db"))
    first, last = YEARS["now"]
    answer = moved.decompose_by_community(
        Engine(store), STATION, kpi, Window(day_number(first), day_number(last)), last
    )
    adds_up(answer.decomposition)
    TAKEN.append(len(answer.decomposition.components))
    assert [one.zh for one in answer.communities] == list(BELOW)
    for part in answer.decomposition.components:
        if part.judgement is not None:
            told = [(int(one.numerator or 0), int(one.denominator or 0)) for one in (part.base_figure, part.figure)]
            assert told == counted(world, kpi, BELOW[part.zh])
    store.close()


def test_random_worlds_were_taken_apart() -> None:
    assert not TAKEN or sum(parts > 1 for parts in TAKEN) > 5


@pytest.mark.parametrize("period", ["ytd", "2026-09", "last30", "2025"])
def test_every_change_of_a_station_adds_up_or_says_why_not(demo: Engine, period: str) -> None:
    taken = 0
    for station in demo.units.stations(demo.units.root.id):
        board = demo.board(station.id, period, AS_OF, None, 0, [])
        for kpi in board.kpis:
            found = moved.decompose_by_kind(demo, station.id, kpi, period, board)
            adds_up(found)
            assert found.judgement == board.judgements[kpi, station.id, found.change_kind], (
                "the whole is judged as shown"
            )
            assert all(sentences(demo.catalogue.kpis[kpi], found))
            taken += bool(found.components)
    assert taken > 5


def test_a_community_tells_nothing_that_its_board_hides(demo: Engine) -> None:
    hidden = 0
    for station in demo.units.stations(demo.units.root.id):
        for kpi in ("alerts_valid", "dispute_resolution_rate"):
            answer = moved.decompose_by_community(
                demo, station.id, kpi, Window(*map(day_number, (date(2026, 1, 1), AS_OF))), AS_OF
            )
            assert (answer.decomposition.window.start, answer.decomposition.window.end) == (
                date(2026, 1, 1),
                date(2026, 9, 30),
            )
            adds_up(answer.decomposition)
            below = [one for one in demo.units.children(station.id) if one.kind == "community"]
            board = demo.board(station.id, "2026-01-01..2026-09-30", date(2026, 9, 30), [kpi], 0, [u.id for u in below])
            for unit, told in zip(below, answer.communities, strict=True):
                assert told.zh == unit.name and told.figure == board.figures[kpi, unit.id]
                part = next((one for one in answer.decomposition.components if one.zh == unit.name), None)
                both = told.figure.value is not None and told.base_figure.value is not None
                assert part is None or both or told.figure.denominator is not None
                hidden += told.figure.value is None
    assert hidden > 0


def test_the_days_of_communities_are_whole_blocks() -> None:
    def told(first: date, last: date, as_of: date) -> tuple[date, date]:
        return moved.releasable_days(Window(day_number(first), day_number(last)), as_of, 3)

    assert told(date(2026, 1, 1), date(2026, 10, 31), AS_OF) == (date(2026, 1, 1), date(2026, 9, 30))
    assert told(date(2026, 10, 1), date(2026, 10, 31), AS_OF) == (date(2026, 7, 1), date(2026, 9, 30))
    assert told(date(2026, 9, 24), date(2026, 9, 30), AS_OF) == (date(2026, 7, 1), date(2026, 9, 30))
    assert told(date(2026, 2, 1), date(2026, 2, 28), AS_OF) == (date(2025, 10, 1), date(2025, 12, 31))


def test_what_is_left_over_is_possible_or_the_parts_are_no_parts() -> None:
    for top, bottom, rate, possible in (
        (0, None, False, True), (-1, None, False, False), (2, 5, True, True), (6, 5, True, False), (0, -1, True, False),
    ):  # fmt: skip
        assert moved._possible(Figure(top, bottom, None), rate=rate) is possible


def test_what_may_be_chance_is_said_to_be(demo: Engine) -> None:
    station = demo.units.stations(demo.units.root.id)[0].id
    board = demo.board(station, "ytd", AS_OF, None, 0, [])
    found = moved.decompose_by_kind(demo, station, "alerts_valid", "ytd", board)
    assert found.judgement.verdict == Verdict.NORMAL and found.components
    said = sentences(demo.catalogue.kpis["alerts_valid"], found)
    assert Verdict.NORMAL in said[0] and "不说明原因" in said[1]
    assert not any("站得住的是" in text for text in said)


def test_a_percentile_and_a_stock_are_not_taken_apart(demo: Engine) -> None:
    station = demo.units.stations(demo.units.root.id)[0].id
    board = demo.board(station, "ytd", AS_OF, None, 0, [])
    for kpi, why in (("response_time_p90", "分位数"), ("station_force_share", "时点数")):
        found = moved.decompose_by_kind(demo, station, kpi, "ytd", board)
        assert not found.components and why in found.reason
        assert rounding_note(demo.catalogue.kpis[kpi], found) == ""
