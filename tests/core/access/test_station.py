"""A station's own questions are asked within the scope alone, and tell of others no more than their middle half."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from core.access.roles import Role
from core.access.scoped_engine import LOOK
from core.access.station_view import CHAIN, READERS, StationView
from core.access.viewer import AccessRefused, Viewer
from core.engine import Engine
from core.metrics.reporting_period import resolve_period
from core.store.open import open_store
from tests.conftest import DEMO_AS_OF
from tests.support.access_world import Bureau, guarded

AS_OF = date.fromisoformat(DEMO_AS_OF)
WINDOW = resolve_period("ytd", AS_OF).window


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="module")
def engine(bureau: Bureau) -> Iterator[Engine]:
    store = open_store(bureau.path, read_only=True)
    yield Engine(store)
    store.close()


def board(engine: Engine, unit: int) -> object:
    return engine.board(unit, "ytd", AS_OF, ["alerts_valid"], 0, [])


ASKED: dict[str, Callable[[StationView, Engine, int], object]] = {
    "peer_groups": lambda one, _, unit: one.peer_groups(unit, "ytd"),
    "among": lambda one, _, unit: one.peer_positions(unit, ["alerts_valid"], "ytd", "all"),
    "by_kind": lambda one, engine, unit: one.decompose_by_kind(unit, "alerts_valid", "ytd", board(engine, unit)),  # type: ignore[arg-type]
    "by_community": lambda one, _, unit: one.decompose_by_community(unit, "premises_inspected", WINDOW, AS_OF),
    "spreads": lambda one, _, unit: one.workload_spreads(unit, WINDOW),
    "each": lambda one, _, unit: one.individual_workloads(unit, WINDOW),
    "disputes_due": lambda one, _, unit: one.disputes_due(unit, AS_OF),
}


def asker(engine: Engine, bureau: Bureau, role: Role, notes: list[tuple[str, str]] | None = None) -> StationView:
    viewer = Viewer(f"user:{role}", role, bureau.scope(role), 1)
    held = [] if notes is None else notes
    return StationView(engine, viewer, lambda action, detail: held.append((action, detail)))


def test_every_question_is_in_the_table() -> None:
    public = {name for name, _ in inspect.getmembers(StationView) if not name.startswith("_")}
    assert public == set(ASKED) | {"may_see_each", "ends"}, "a new question needs its place here"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", ASKED)
def test_a_station_is_asked_within_the_scope_alone(engine: Engine, bureau: Bureau, role: Role, name: str) -> None:
    one, ask = asker(engine, bureau, role), ASKED[name]
    allowed = role in READERS and (name != "each" or role is Role.STATION)
    own = [bureau.station] if role is Role.STATION else [bureau.station, bureau.other_station]
    for unit in own:
        if allowed:
            ask(one, engine, unit)
        else:
            with pytest.raises(AccessRefused):
                ask(one, engine, unit)
    outside = [bureau.root, bureau.other_station] if role is Role.STATION else []
    for unit in outside:
        with pytest.raises(AccessRefused, match="查看范围"):
            ask(one, engine, unit)
    for unit in (0, -1, 10**9):
        with pytest.raises((AccessRefused, KeyError)):
            ask(one, engine, unit)


def test_nobody_else_is_named_among_the_peers(engine: Engine, bureau: Bureau) -> None:
    one, kpis = asker(engine, bureau, Role.STATION), list(engine.catalogue.board)
    told = repr(one.peer_positions(bureau.station, kpis, "ytd", "all")) + repr(one.peer_groups(bureau.station, "ytd"))
    for unit in engine.units.units.values():
        if unit.kind in ("station", "community") and unit.id != bureau.station:
            assert unit.name not in told and unit.code not in told


def test_single_amounts_are_the_chiefs_alone_and_leave_a_line(engine: Engine, bureau: Bureau) -> None:
    notes: list[tuple[str, str]] = []
    one = asker(engine, bureau, Role.STATION, notes)
    assert not any(spread.amounts for spread in one.workload_spreads(bureau.station, WINDOW)) and notes == []
    found = one.individual_workloads(bureau.station, WINDOW)
    assert notes == [(LOOK, f"单位 {bureau.station} 的警力负荷")]
    assert any(spread.amounts for spread in found)
    assert all(not spread.amounts for spread in found if spread.officer_count < 5), "so few would point at persons"
    names = [row[0] for row in engine.store.conn.execute("SELECT name FROM officer")]
    assert not any(name in repr(found) for name in names)


def test_who_answers_for_a_dispute_is_told_up_the_chain(engine: Engine, bureau: Bureau) -> None:
    stations = [bureau.station, bureau.other_station]
    for role in READERS:
        one = asker(engine, bureau, role)
        mine = stations[:1] if role is Role.STATION else stations
        owners = {due.owner for unit in mine for due in one.disputes_due(unit, AS_OF)}
        leaders = {due.leader for unit in mine for due in one.disputes_due(unit, AS_OF)}
        assert owners, "the demo has disputes that are due"
        assert any(owners) if role in CHAIN else not any(owners | leaders)
