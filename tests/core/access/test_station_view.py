"""A station's own questions are asked within the scope alone, and tell of others no more than their middle half."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from core.access.context import LOOK, RequestContext
from core.access.roles import Role
from core.access.station_view import CHAIN, READERS, StationView
from core.access.viewer import AccessRefused, Viewer
from core.engine import Engine
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Board
from core.store.open import open_store
from core.store.units import unit_label
from core.time.reporting_calendar import CALENDAR
from tests.support.access_world import Bureau, guarded
from tests.support.demo import DEMO_AS_OF

AS_OF = date.fromisoformat(DEMO_AS_OF)
WINDOW = resolve_period("ytd", AS_OF, CALENDAR).window


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="module")
def engine(bureau: Bureau) -> Iterator[Engine]:
    store = open_store(bureau.path, read_only=True)
    yield Engine(store)
    store.close()


def board(engine: Engine, unit: int) -> Board:
    return engine.board(unit, "ytd", AS_OF, ["alerts_valid"], 0, [])


QUESTIONS: dict[str, Callable[[StationView, Engine, int], object]] = {
    "peer_groups": lambda view, _, unit: view.peer_groups(unit, "ytd"),
    "peer_positions": lambda view, _, unit: view.peer_positions(unit, ["alerts_valid"], "ytd", "all"),
    "decompose_by_kind": lambda view, engine, unit: view.decompose_by_kind(
        unit, "alerts_valid", "ytd", board(engine, unit)
    ),
    "decompose_by_community": lambda view, _, unit: view.decompose_by_community(
        unit, "premises_inspected", WINDOW, AS_OF
    ),
    "workload_spreads": lambda view, _, unit: view.workload_spreads(unit, WINDOW),
    "individual_workloads": lambda view, _, unit: view.individual_workloads(unit, WINDOW),
    "disputes_due": lambda view, _, unit: view.disputes_due(unit, AS_OF),
}


def station_view(engine: Engine, bureau: Bureau, role: Role, notes: list[tuple[str, str]] | None = None) -> StationView:
    viewer = Viewer(f"user:{role}", role, bureau.scope(role), 1)
    lines = [] if notes is None else notes
    return StationView(RequestContext(engine, viewer, lambda action, detail: lines.append((action, detail))))


def test_every_question_is_in_the_table() -> None:
    public = {name for name, _ in inspect.getmembers(StationView) if not name.startswith("_")}
    assert public == set(QUESTIONS) | {"may_see_individuals", "source_ends"}, "a new question needs its place here"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_station_is_asked_within_the_scope_alone(engine: Engine, bureau: Bureau, role: Role, name: str) -> None:
    view, ask = station_view(engine, bureau, role), QUESTIONS[name]
    allowed = role in READERS and (name != "individual_workloads" or role is Role.STATION)
    own = [bureau.station] if role is Role.STATION else [bureau.station, bureau.other_station]
    for unit in own:
        if allowed:
            ask(view, engine, unit)
        else:
            with pytest.raises(AccessRefused):
                ask(view, engine, unit)
    outside = [bureau.root, bureau.other_station] if role is Role.STATION else []
    for unit in outside:
        with pytest.raises(AccessRefused, match="查看范围"):
            ask(view, engine, unit)
    for unit in (0, -1, 10**9):
        with pytest.raises((AccessRefused, KeyError)):
            ask(view, engine, unit)


def test_nobody_else_is_named_among_the_peers(engine: Engine, bureau: Bureau) -> None:
    view, kpis = station_view(engine, bureau, Role.STATION), list(engine.catalogue.board)
    answers = repr(view.peer_positions(bureau.station, kpis, "ytd", "all")) + repr(
        view.peer_groups(bureau.station, "ytd")
    )
    for unit in engine.units.units.values():
        if unit.kind in ("station", "community") and unit.id != bureau.station:
            assert unit.name not in answers and unit.code not in answers


def test_single_amounts_are_the_chiefs_alone_and_leave_a_line(engine: Engine, bureau: Bureau) -> None:
    notes: list[tuple[str, str]] = []
    view = station_view(engine, bureau, Role.STATION, notes)
    assert not any(spread.amounts for spread in view.workload_spreads(bureau.station, WINDOW)) and notes == []
    spreads = view.individual_workloads(bureau.station, WINDOW)
    assert notes == [(LOOK, f"单位 {unit_label(engine.store.conn, bureau.station)} 的警力负荷")]
    assert any(spread.amounts for spread in spreads)
    assert all(not spread.amounts for spread in spreads if spread.officer_count < 5), "so few would point at persons"
    names = [row[0] for row in engine.store.conn.execute("SELECT name FROM officer")]
    assert not any(name in repr(spreads) for name in names)


def test_who_answers_for_a_dispute_is_told_up_the_chain(engine: Engine, bureau: Bureau) -> None:
    stations = [bureau.station, bureau.other_station]
    for role in READERS:
        view = station_view(engine, bureau, role)
        own = stations[:1] if role is Role.STATION else stations
        owners = {due.owner for unit in own for due in view.disputes_due(unit, AS_OF)}
        leaders = {due.leader for unit in own for due in view.disputes_due(unit, AS_OF)}
        assert owners, "the demo has disputes that are due"
        assert any(owners) if role in CHAIN else not any(owners | leaders)
