"""Access of a department (业务部门): its own field of work in all stations, and nothing of any other.

Every question of every scoped interface stands in a table here, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import core.access
from core.access.context import RequestContext, ScopedInterface
from core.access.roles import Role
from core.access.scoped_engine import ScopedEngine
from core.access.scoped_indices import ScopedIndices
from core.access.scoped_instructions import ScopedInstructions
from core.access.scoped_signals import ScopedSignals
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.features.domains.concerned_kpis import kpis_of_instruction, kpis_of_signal
from core.instructions.model import InstructionContent, Step, StepRequest
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Board
from core.store.open import open_store
from core.time.days import month_number
from core.time.reporting_calendar import CALENDAR
from tests.support.access_world import Bureau, guarded
from tests.support.demo import DEMO_AS_OF

pytestmark = pytest.mark.slow

AS_OF = date.fromisoformat(DEMO_AS_OF)
WINDOW = resolve_period("mtd", AS_OF, CALENDAR).window
NOT_YOURS = "业务"


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("departments"))


@pytest.fixture(scope="module")
def engine(bureau: Bureau) -> Iterator[Engine]:
    store = open_store(bureau.path)
    yield Engine(store)
    store.close()


def request_of(engine: Engine, domain: str | None, name: str = "department") -> RequestContext:
    return RequestContext(engine, Viewer(f"user:{name}", name, Scope(Role.DEPARTMENT, 1, domain=domain), 1))


def everything(engine: Engine) -> Board:
    """A board of all fields, such as another viewer may hold."""
    return engine.board(None, "mtd", AS_OF, list(engine.catalogue.kpis), 0, [])


# Questions on a KPI: of one's own they are answered, of another field refused.
OF_A_KPI: dict[str, Callable[[ScopedEngine, str], object]] = {
    "board": lambda scoped, kpi: scoped.board(None, "mtd", AS_OF, [kpi], 0, []),
    "comparison": lambda scoped, kpi: scoped.comparison(kpi, "mtd", AS_OF),
    "reporting": lambda scoped, kpi: scoped.reporting(kpi),
    "expected_range": lambda scoped, kpi: scoped.expected_range(kpi),
    "expected_so_far": lambda scoped, kpi: scoped.expected_so_far(kpi),
    "month_chart": lambda scoped, kpi: scoped.month_chart(kpi),
    "pace": lambda scoped, kpi: scoped.pace(kpi),
    "explain": lambda scoped, kpi: scoped.explain(kpi, 1, everything(scoped._engine)),
    "contest": lambda scoped, kpi: scoped.contest("alerts", "mtd", AS_OF),
}
OF_A_MEASURE: dict[str, Callable[[ScopedEngine], object]] = {
    "hours": lambda scoped: scoped.hours(1, WINDOW, "alerts_valid"),
    "weeks": lambda scoped: scoped.weeks(1, ["alerts_valid"], WINDOW.start, WINDOW.end),
}
OF_SEVERAL_FIELDS: dict[str, Callable[[ScopedEngine], object]] = {
    "bulletin": lambda scoped: scoped.bulletin("hundred_days"),
    "campaign_effects": lambda scoped: scoped.campaign_effects("hundred_days"),
    "composition": lambda scoped: scoped.composition(1, WINDOW, WINDOW, AS_OF),
    "slips": lambda scoped: scoped.slips(1, AS_OF),
    "published_lists": lambda scoped: scoped.published_lists(month_number(AS_OF)),
}
OF_CASES: dict[str, Callable[[ScopedEngine], object]] = {
    "open_cases": lambda scoped: scoped.open_cases(1, AS_OF),
    "case_history": lambda scoped: scoped.case_history(1, "X1", AS_OF),
}
OF_DISPUTES: dict[str, Callable[[ScopedEngine], object]] = {
    "key_disputes": lambda scoped: scoped.key_disputes(1, AS_OF),
    "resolved_key_disputes": lambda scoped: scoped.resolved_key_disputes(1, WINDOW.start, AS_OF),
    "dispute_history": lambda scoped: scoped.dispute_history(1, "X1", AS_OF),
}
OF_A_PERSON: dict[str, Callable[[ScopedEngine, str], object]] = {
    "officer_figures": lambda scoped, officer: scoped.officer_figures(officer, WINDOW),
    "own_cases": lambda scoped, officer: scoped.own_cases(officer, AS_OF, AS_OF),
    "due_disputes": lambda scoped, officer: scoped.due_disputes(officer, AS_OF, AS_OF),
}
# What tells no figure: dates, names of units and KPIs, a line in the trail. `officers` and `campaign` have tests below.
WITHOUT_FIGURES = {
    *("unit", "units", "station_names", "peer_groups", "catalogue", "bulletin_rules", "data_version", "as_of"),
    "record_export",
}
TESTED_BELOW = {"officers", "campaign", "visible_kpis"}


def public(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}


def test_every_question_has_its_place_here() -> None:
    tables = (OF_A_KPI, OF_A_MEASURE, OF_SEVERAL_FIELDS, OF_CASES, OF_DISPUTES, OF_A_PERSON)
    assert public(ScopedEngine) == {name for table in tables for name in table} | WITHOUT_FIGURES | TESTED_BELOW
    for module in pkgutil.iter_modules(core.access.__path__):
        importlib.import_module(f"core.access.{module.name}")
    assert {kind.__name__ for kind in ScopedInterface.__subclasses__()} == {
        "ScopedEngine",
        "ScopedIndices",
        "ScopedInstructions",
        "ScopedSignals",
        "ScopedSearch",  # see tests/core/access/test_scoped_search.py
        "ScopedBulletins",  # for chiefs, inspectors and stations alone
        "StationView",  # for chiefs and inspectors alone
        "Desk",  # for those who have a duty of running the system
        "StewardIntake",
        "StewardBatches",
        "WallLinks",
    }


@pytest.mark.parametrize("name", OF_A_KPI)
def test_a_kpi_of_another_field_is_refused(engine: Engine, name: str) -> None:
    ask = OF_A_KPI[name]
    for domain, own, foreign in (
        ("legal", "case_filing_on_time_rate", "alerts_valid"),
        ("command", "alerts_valid", "case_filing_on_time_rate"),
    ):
        scoped = ScopedEngine(request_of(engine, domain))
        with pytest.raises(AccessRefused, match=NOT_YOURS):
            ask(scoped, foreign)
        if name == "contest":
            continue  # it counts what two fields have
        try:
            ask(scoped, own)
        except AccessRefused:
            raise
        except LookupError as error:
            assert name in ("expected_range", "expected_so_far", "pace", "contest"), error  # not of every kind of KPI


@pytest.mark.parametrize("domain", [None, "", "nothing"])
def test_without_a_field_nothing_is_answered(engine: Engine, domain: str | None) -> None:
    request = request_of(engine, domain)
    scoped = ScopedEngine(request)
    assert scoped.visible_kpis == frozenset()
    for kpi in engine.catalogue.kpis:
        with pytest.raises(AccessRefused):
            scoped.board(None, "mtd", AS_OF, [kpi], 0, [])
    with pytest.raises(AccessRefused):
        scoped.board(None, "mtd", AS_OF, None, 0, [])
    with pytest.raises(AccessRefused):
        scoped.board(None, "mtd", AS_OF, [], 0, [])
    with pytest.raises(AccessRefused):
        ScopedSignals(request).signals()
    with pytest.raises(AccessRefused):
        ScopedInstructions(request).list_visible(int(time.time()))


@pytest.mark.parametrize("name", OF_A_MEASURE)
def test_a_measure_is_for_the_field_that_counts_it(engine: Engine, name: str) -> None:
    OF_A_MEASURE[name](ScopedEngine(request_of(engine, "command")))
    with pytest.raises(AccessRefused, match=NOT_YOURS):
        OF_A_MEASURE[name](ScopedEngine(request_of(engine, "legal")))


@pytest.mark.parametrize("name", OF_SEVERAL_FIELDS)
def test_what_is_of_several_fields_is_refused(engine: Engine, name: str) -> None:
    for domain in engine.catalogue.domain_pages:
        with pytest.raises(AccessRefused, match=NOT_YOURS):
            OF_SEVERAL_FIELDS[name](ScopedEngine(request_of(engine, domain)))


@pytest.mark.parametrize(("table", "domain"), [(OF_CASES, "legal"), (OF_DISPUTES, "governance")])
def test_a_list_of_work_is_for_the_field_whose_page_has_it(
    engine: Engine, table: dict[str, Callable[[ScopedEngine], object]], domain: str
) -> None:
    for ask in table.values():
        ask(ScopedEngine(request_of(engine, domain)))
        for other in engine.catalogue.domain_pages:
            if other != domain:
                with pytest.raises(AccessRefused, match=NOT_YOURS):
                    ask(ScopedEngine(request_of(engine, other)))


def test_a_department_sees_nobody_by_name(engine: Engine, bureau: Bureau) -> None:
    for domain in engine.catalogue.domain_pages:
        scoped = ScopedEngine(request_of(engine, domain))
        assert scoped.officers(AS_OF) == []
        for ask in OF_A_PERSON.values():
            with pytest.raises(AccessRefused, match="本人"):
                ask(scoped, bureau.officer)
    disputes = ScopedEngine(request_of(engine, "governance")).key_disputes(1, AS_OF)
    assert disputes and all(one.leader_name is one.owner_name is None for one in disputes)
    cases = ScopedEngine(request_of(engine, "legal")).open_cases(1, AS_OF)
    assert cases and all(case.owner_name is None for case in cases)


def test_of_a_campaign_a_department_sees_its_own_lines(engine: Engine) -> None:
    whole = engine.campaign("hundred_days", 1)
    own = ScopedEngine(request_of(engine, "security")).campaign("hundred_days")
    assert set(own.kpis) < set(whole.kpis) and "dispute_resolution_rate_alert" not in own.kpis
    assert {kpi for kpi, _ in own.lines} <= set(own.kpis)
    assert not ScopedEngine(request_of(engine, "legal")).campaign("hundred_days").lines


def test_a_board_without_kpis_has_the_tiles_of_the_own_page(engine: Engine) -> None:
    board = ScopedEngine(request_of(engine, "service")).board(None, "mtd", AS_OF, None, 0, [])
    assert list(board.kpis) == engine.catalogue.domain_pages["service"].tiles


def test_lists_and_indices_are_refused(engine: Engine) -> None:
    lists = ScopedIndices(request_of(engine, "legal"))
    month = lists.last_month()
    published = lists._engine.store.conn.execute("SELECT count(*) FROM publication").fetchone()
    assert published is not None
    for ask in (
        lambda: lists.trends(month, 12),
        lambda: lists.table(lists.code_index("station"), month, "station"),
        lambda: lists.publications(),
    ):
        with pytest.raises(AccessRefused, match=NOT_YOURS):
            ask()
    assert not lists.may_publish()
    with pytest.raises(AccessRefused):
        lists.publisher()


def test_signals_are_those_of_the_own_field(engine: Engine) -> None:
    every = engine.signals().active
    assert every
    for domain, page in engine.catalogue.domain_pages.items():
        scoped = ScopedSignals(request_of(engine, domain))
        own = {signal.key for signal in scoped.signals().active}
        kpis = set(page.all_kpis(engine.catalogue.kpis))
        assert own == {one.key for one in every if kpis & kpis_of_signal(engine.catalogue, one)}
        assert not scoped.may_dismiss


def test_instructions_are_those_of_the_own_field(engine: Engine) -> None:
    now = int(time.time())
    every = engine.instructions(now)
    for domain, page in engine.catalogue.domain_pages.items():
        scoped = ScopedInstructions(request_of(engine, domain))
        kpis = set(page.own_kpis(engine.catalogue.kpis))
        own = {
            one.number
            for one in every
            if kpis
            & kpis_of_instruction(
                engine.catalogue, one.state.content.kpi, "" if one.state.content.kpi else one.state.content.signal
            )
        }
        assert {one.number for one in scoped.list_visible(now)} == own
        assert set(scoped.progress().stages) == own
        assert {late.number for late in scoped.overdue(now)} <= own
        for one in every:
            if one.number not in own:
                with pytest.raises(AccessRefused):
                    scoped.find(one.number, now)
        others = [one for one in every if one.number not in own]
        assert scoped.follow_up(others[:20], now) == {}
        assert not scoped.may_pool
        with pytest.raises(AccessRefused):
            scoped.pooled_follow_up(now)


def test_a_department_sends_about_its_own_field_and_handles_what_it_sent(engine: Engine, bureau: Bureau) -> None:
    now = int(time.time())
    legal = ScopedInstructions(request_of(engine, "legal"))
    chief = ScopedInstructions(RequestContext(engine, Viewer("user:chief", "chief", Scope(Role.CHIEF, 1), 1)))
    own = InstructionContent(bureau.station, "请说明逾期案件", kpi="case_conclusion_on_time_rate")
    for content in (
        replace(own, kpi="alerts_valid"),
        replace(own, kpi=None),
        replace(own, kpi="alerts_valid", signal=f"cases:{bureau.station}:cases"),  # a foreign KPI behind an own signal
        replace(own, kpi=None, signal=f"rise:{bureau.station}:criminal_alerts"),
    ):
        with pytest.raises(AccessRefused, match=NOT_YOURS):
            legal.send(engine.store, content, now)
    sent, of_chief = legal.send(engine.store, own, now), chief.send(engine.store, own, now)
    urge = StepRequest(Step.CANCEL, "不用了")
    assert Step.CANCEL in legal.allowed_steps(legal.find(sent, now), now)
    assert legal.allowed_steps(legal.find(of_chief, now), now) == []
    with pytest.raises(AccessRefused, match="不是您派发的"):
        legal.take_step(engine.store, legal.find(of_chief, now), urge, now)
    colleague = ScopedInstructions(request_of(engine, "legal", "colleague"))
    with pytest.raises(AccessRefused, match="不是您派发的"):
        colleague.take_step(engine.store, colleague.find(sent, now), urge, now)
    legal.take_step(engine.store, legal.find(sent, now), urge, now)
    other = ScopedInstructions(request_of(engine, "service"))
    with pytest.raises(AccessRefused):
        other.find(sent, now)
