"""For random viewers and questions, what is seen lies within the scope, and what lies within it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_engine import ScopedEngine
from core.access.scoped_indices import ScopedIndices
from core.access.viewer import AccessRefused, Scope, Viewer
from core.board.source import BelowFocus
from core.engine import Engine
from core.metrics.reporting_period import resolve_period
from core.store.open import open_store
from core.time.reporting_calendar import CALENDAR
from tests.support.demo import DEMO_AS_OF
from tests.support.examples import examples

pytestmark = pytest.mark.slow

AS_OF = date.fromisoformat(DEMO_AS_OF)
KPIS = ["alerts_total", "dispute_resolution_rate", "station_force_share"]
PERIODS = ["ytd", "mtd", "2026-09", "last7", "2026-03-05..2026-05-17"]


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def below(engine: Engine, unit: int) -> set[int]:
    """A unit and all below it, by following each unit's parent upwards: slow and obvious."""
    parents = dict(engine.store.conn.execute("SELECT id, parent FROM unit").fetchall())

    def reaches(ancestor: int | None) -> bool:
        while ancestor is not None and ancestor != unit:
            ancestor = parents[ancestor]
        return ancestor == unit

    return {candidate for candidate in parents if reaches(candidate)}


def posts(engine: Engine, day: int) -> dict[str, int]:
    """Returns the unit at which each officer serves on a day."""
    rows = engine.store.conn.execute("SELECT officer, unit, from_day, to_day FROM fact_posting").fetchall()
    return {officer: unit for officer, unit, first, end in rows if first <= day and (end is None or end > day)}


@settings(max_examples=examples(50, thorough=1500), deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.data())
def test_what_is_seen_lies_within_the_scope(engine: Engine, chance: st.DataObject) -> None:
    everywhere = sorted(engine.units.units)
    officers = sorted(row[0] for row in engine.store.conn.execute("SELECT id FROM officer"))
    role = chance.draw(st.sampled_from(list(Role)), "role")
    scope_unit = chance.draw(st.sampled_from(everywhere), "scope")
    officer = chance.draw(st.one_of(st.none(), st.sampled_from(officers)), "officer")
    notes: list[str] = []
    pages = engine.catalogue.domain_pages
    is_department = role is Role.DEPARTMENT
    domain = chance.draw(st.one_of(st.none(), st.sampled_from(list(pages))), "domain") if is_department else None
    viewer = Viewer("user:x", "x", Scope(role, scope_unit, officer, domain), 1)
    scoped = ScopedEngine(RequestContext(engine, viewer, lambda action, detail: notes.append(detail)))
    inside = below(engine, scope_unit)
    assert set(scoped.units.units) == inside and scoped.units.root.id == scope_unit

    unit = chance.draw(st.sampled_from(everywhere), "unit")
    units = chance.draw(
        st.one_of(st.sampled_from(BelowFocus), st.lists(st.sampled_from(everywhere), max_size=3)), "units"
    )
    period = chance.draw(st.sampled_from(PERIODS), "period")
    kpi = chance.draw(st.sampled_from(KPIS), "kpi")
    is_own_field = not is_department or (domain is not None and kpi in pages[domain].all_kpis(engine.catalogue.kpis))
    named = [] if isinstance(units, BelowFocus) else units
    if {unit, *named} <= inside and is_own_field:
        board = scoped.board(unit, period, AS_OF, [kpi], 1, units)
        visible = {unit_ref.id for unit_ref in board.units}
        assert unit in visible and visible <= inside
        assert {key[1] for key in board.figures} == {key[1] for key in board.changes} == visible
        assert board.figures[kpi, unit] == engine.board(unit, period, AS_OF, [kpi], 1, units).figures[kpi, unit]
    else:
        with pytest.raises(AccessRefused):
            scoped.board(unit, period, AS_OF, [kpi], 1, units)

    window = resolve_period(period, AS_OF, CALENDAR).window
    serving = posts(engine, window.last)
    own = {number for number, post in serving.items() if post in inside} if role is Role.STATION else set()
    if role is Role.OFFICER and officer is not None:
        own = {officer}
    listed = {row[0] for row in scoped.officers(window.end)}
    assert listed == own & set(serving)
    person = chance.draw(st.sampled_from(officers), "person")
    if person in own:
        scoped.officer_figures(person, window)
        assert notes == ([] if person == officer else [f"警号 {person}"])
    else:
        with pytest.raises(AccessRefused):
            scoped.officer_figures(person, window)
        assert notes == []

    indices = ScopedIndices(RequestContext(engine, viewer))
    if is_department:
        with pytest.raises(AccessRefused):
            indices.table(indices.code_index("station"), indices.last_month(), "station")
        return
    standing = indices.table(indices.code_index("station"), indices.last_month(), "station")
    assert {unit_ref.id for unit_ref in standing.units} | set(standing.scores) | set(standing.codes) <= inside
