"""Access of every role to pages and queries, by scope. Everything that is not allowed here is refused.

The pages come from the registry and the questions from the scoped interfaces, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access.context import EXPORT, LOOK, RequestContext
from core.access.roles import ASSIGNABLE, EVERYONE, Role
from core.access.scoped_engine import ScopedEngine
from core.access.scoped_indices import ScopedIndices
from core.access.scoped_instructions import ScopedInstructions
from core.access.tokens import digest
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Board
from core.store.open import open_store
from core.time.reporting_calendar import CALENDAR
from dashboards import frame
from dashboards.auth import current_user, demo_roles
from dashboards.queries import boards
from dashboards.registry import ENTRIES, PageEntry
from dashboards.settings import DB_VARIABLE
from tests.support.access_world import Bureau, guarded, opens_for
from tests.support.demo import DEMO_AS_OF

pytestmark = pytest.mark.slow

SCRIPT = Path("dashboards/script.py").resolve()
AS_OF = date.fromisoformat(DEMO_AS_OF)
WINDOW = resolve_period("ytd", AS_OF, CALENDAR).window
# A department is bound to a field of work: what it may ask has a table of its own (test_department.py).
ROLES = (*(role for role in ASSIGNABLE if role is not Role.DEPARTMENT), Role.KIOSK)


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("guarded"))


@pytest.fixture
def served_bureau(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setenv(DB_VARIABLE, str(bureau.path))
    return bureau


@pytest.fixture(scope="module")
def engine(bureau: Bureau) -> Iterator[Engine]:
    store = open_store(bureau.path, read_only=True)
    yield Engine(store)
    store.close()


@pytest.fixture(scope="module")
def apps() -> dict[Role, AppTest]:
    """A visit of each role that goes on from page to page, as a person's does."""
    return {}


def begun(session: str | None) -> AppTest:
    """The script run in a session, at the page where its role begins."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app.user = {"session": session} if session else {}
    return app.run()


def signed_out(app: AppTest) -> bool:
    return any("正在转到登录页" in info.value for info in app.info)


def refused(app: AppTest) -> bool:
    return any("不对" in error.value and "开放" in error.value for error in app.error)


@pytest.mark.parametrize("role", EVERYONE)
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.address)
def test_a_page_opens_for_its_roles_alone(
    served_bureau: Bureau, apps: dict[Role, AppTest], entry: PageEntry, role: Role
) -> None:
    if role not in apps:
        apps[role] = begun(digest(served_bureau.session(role)))
    app = apps[role].switch_page(entry.file).run()
    assert not app.exception and not signed_out(app)
    assert refused(app) != opens_for(entry, role)
    if not opens_for(entry, role):
        assert not app.dataframe and not app.selectbox


def assert_there_is_nothing(session: str | None) -> None:
    app = begun(session)
    assert signed_out(app) and not app.exception
    assert not app.text and not app.error and not app.button and not app.get("page_link")
    assert not app.get("bidi_component") and not app.markdown


@pytest.mark.parametrize("role", EVERYONE)
def test_without_a_live_session_there_is_nothing(served_bureau: Bureau, role: Role) -> None:
    expired, revoked = served_bureau.session(role, seconds=-1), served_bureau.session(role, revoked=True)
    for session in (digest(expired), digest(revoked), served_bureau.session(role)):  # the token is no digest
        assert_there_is_nothing(session)


@pytest.mark.parametrize("session", [None, digest("made up"), "1"])
def test_with_no_session_of_anybodys_there_is_nothing(served_bureau: Bureau, session: str | None) -> None:
    assert_there_is_nothing(session)


def test_a_page_that_names_no_role_opens_for_nobody(served_bureau: Bureau) -> None:
    nameless = PageEntry("x", "x")
    for role in (*ROLES, Role.DEPARTMENT):
        with current_user.impersonate(Viewer("test", "test", Scope(role, served_bureau.root), 1)):
            assert not frame.may_open(nameless)


def everything(engine: Engine) -> Board:
    """A board of all units, such as another viewer may hold."""
    return engine.board(None, "mtd", AS_OF, ["alerts_total"], 0, list(engine.units.units))


# The questions. Those on one unit, each asked of a unit:
OF_A_UNIT: dict[str, Callable[[ScopedEngine, int], object]] = {
    "unit": lambda scoped, unit: scoped.unit(unit),
    "board": lambda scoped, unit: scoped.board(unit, "mtd", AS_OF, ["alerts_total"], 0, []),
    "comparison": lambda scoped, unit: scoped.comparison("invalid_share", "mtd", AS_OF, unit=unit),
    "reporting": lambda scoped, unit: scoped.reporting("alerts_total", unit, AS_OF),
    "campaign": lambda scoped, unit: scoped.campaign("hundred_days", unit),
    "contest": lambda scoped, unit: scoped.contest("alerts", "mtd", AS_OF, unit=unit),
    "bulletin": lambda scoped, unit: scoped.bulletin("hundred_days", "week", unit),
    "peer_groups": lambda scoped, unit: scoped.peer_groups(unit),
    "composition": lambda scoped, unit: scoped.composition(unit, WINDOW, WINDOW, AS_OF),
    "hours": lambda scoped, unit: scoped.hours(unit, WINDOW),
    "expected_range": lambda scoped, unit: scoped.expected_range("alerts_total", unit),
    "expected_so_far": lambda scoped, unit: scoped.expected_so_far("alerts_total", unit),
    "month_chart": lambda scoped, unit: scoped.month_chart("alerts_total", unit),
    "pace": lambda scoped, unit: scoped.pace("alerts_total", unit, AS_OF),
    "weeks": lambda scoped, unit: scoped.weeks(unit, ["alerts_valid"], WINDOW.start, WINDOW.end),
    "slips": lambda scoped, unit: scoped.slips(unit, AS_OF),
    "key_disputes": lambda scoped, unit: scoped.key_disputes(unit, AS_OF),
    "resolved_key_disputes": lambda scoped, unit: scoped.resolved_key_disputes(unit, WINDOW.start, AS_OF),
    "dispute_history": lambda scoped, unit: scoped.dispute_history(unit, "X1", AS_OF),
    "case_history": lambda scoped, unit: scoped.case_history(unit, "X1", AS_OF),
    "station_names": lambda scoped, unit: scoped.station_names(unit, AS_OF),
    "open_cases": lambda scoped, unit: scoped.open_cases(unit, AS_OF),
    "explain": lambda scoped, unit: scoped.explain("alerts_total", unit, everything(scoped._engine)),
}
# those on one officer:
OF_A_PERSON: dict[str, Callable[[ScopedEngine, str], object]] = {
    "officer_figures": lambda scoped, officer: scoped.officer_figures(officer, WINDOW),
    "own_cases": lambda scoped, officer: scoped.own_cases(officer, AS_OF, AS_OF),
    "due_disputes": lambda scoped, officer: scoped.due_disputes(officer, AS_OF, AS_OF),
}
# and those that name neither: what they answer is looked at by tests of their own.
OF_NOBODY = {
    *("record_export", "units", "officers", "catalogue", "data_version", "as_of", "visible_kpis"),
    *("bulletin_rules", "published_lists"),
}
# The one that only whoever sees the whole bureau may ask.
OF_THE_BUREAU = {"campaign_effects"}
# Questions of the engine that ScopedIndices alone asks, and members that ask nothing.
NOT_IN_SCOPED_ENGINE = {"index_table", "index_units", "codes", "index_trends", "last_month"}  # ScopedIndices asks them
NOT_IN_SCOPED_ENGINE |= {"reading", "store", "close", "last_issue", "rules"}
# Those that ScopedInstructions asks.
NOT_IN_SCOPED_ENGINE |= {"instruction", "instructions", "overdue", "progress", "follow_up", "pooled_follow_up"}
# Those that ScopedSignals asks.
NOT_IN_SCOPED_ENGINE |= {"signals", "instructions_by_signal"}
# What a station is compared with before its own place is taken out (peer_position, for StationView).
NOT_IN_SCOPED_ENGINE |= {"standings"}
# What issuing a bulletin seals, and what published lists rest on; it is no answer to anybody.
NOT_IN_SCOPED_ENGINE |= {"watched_cells", "noted_reads", "values"}


def public(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")}


def test_every_question_is_in_the_table() -> None:
    assert public(ScopedEngine) == set(OF_A_UNIT) | set(OF_A_PERSON) | OF_NOBODY | OF_THE_BUREAU
    assert public(Engine) - public(ScopedEngine) <= NOT_IN_SCOPED_ENGINE, (
        "a new question needs its place in ScopedEngine, and here"
    )


def scoped_engine(
    engine: Engine, bureau: Bureau, role: Role, notes: list[tuple[str, str]] | None = None
) -> ScopedEngine:
    viewer = Viewer(f"user:{role}", role, bureau.scope(role), 1)
    return ScopedEngine(
        RequestContext(
            engine, viewer, lambda action, detail: notes.append((action, detail)) if notes is not None else None
        )
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", OF_A_UNIT)
def test_a_unit_is_asked_within_the_scope_alone(engine: Engine, bureau: Bureau, role: Role, name: str) -> None:
    scoped, ask = scoped_engine(engine, bureau, role), OF_A_UNIT[name]
    below = next(iter(engine.units.below(bureau.station))).id
    allowed = [bureau.station, below]
    others = [bureau.root, bureau.other_station]
    if role not in (Role.STATION, Role.OFFICER):
        allowed, others = allowed + others, []
    for unit in allowed:
        try:
            ask(scoped, unit)
        except AccessRefused:
            raise
        except LookupError as error:  # a unit whose small numbers are protected answers that
            assert "不显示" in str(error)
    for unit in [*others, 0, -1, 10**9]:
        with pytest.raises(AccessRefused, match="查看范围"):
            ask(scoped, unit)


@pytest.mark.parametrize("role", ROLES)
def test_whether_a_campaign_moved_anything_is_for_whoever_sees_the_whole_bureau(
    engine: Engine, bureau: Bureau, role: Role
) -> None:
    scoped = scoped_engine(engine, bureau, role)
    if role in (Role.STATION, Role.OFFICER):
        with pytest.raises(AccessRefused, match="查看范围"):
            scoped.campaign_effects("hundred_days")
    else:
        assert scoped.campaign_effects("hundred_days").effects


@pytest.mark.parametrize("role", ROLES)
def test_names_outside_the_scope_are_not_even_known(engine: Engine, bureau: Bureau, role: Role) -> None:
    scoped, other = scoped_engine(engine, bureau, role), engine.units.units[bureau.other_station]
    for text in (other.name, other.code, str(other.id)):
        if role in (Role.STATION, Role.OFFICER):
            with pytest.raises(LookupError) as refused:
                scoped.unit(text)
            message = str(refused.value).replace(text, "")  # the message repeats the text typed
            assert other.name not in message and other.code not in message
        else:
            assert scoped.unit(text) == other


def test_a_board_names_no_unit_outside(engine: Engine, bureau: Bureau) -> None:
    scoped = scoped_engine(engine, bureau, Role.STATION)
    board = scoped.board(period="mtd", as_of=AS_OF, kpis=["alerts_total"], months=0)
    assert [unit.id for unit in board.units] == [bureau.station]
    with pytest.raises(AccessRefused):
        scoped.board(period="mtd", as_of=AS_OF, kpis=["alerts_total"], months=0, units=[bureau.other_station])
    unscoped = engine.board(bureau.station, "mtd", AS_OF, ["alerts_total"], 0)
    assert board.figures["alerts_total", bureau.station] == unscoped.figures["alerts_total", bureau.station]


# Whose figures each role may see by name: one's own, one's station's, another station's officer's.
PERSONS = {
    Role.OFFICER: (True, False, False),
    Role.STATION: (True, True, False),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", OF_A_PERSON)
def test_an_officers_figures_are_the_officers(engine: Engine, bureau: Bureau, role: Role, name: str) -> None:
    notes: list[tuple[str, str]] = []
    scoped, ask = scoped_engine(engine, bureau, role, notes), OF_A_PERSON[name]
    people = (bureau.officer, bureau.colleague, bureau.stranger)
    for officer, allowed in zip(people, PERSONS.get(role, (False, False, False)), strict=True):
        if allowed:
            ask(scoped, officer)
        else:
            with pytest.raises(AccessRefused, match="本人"):
                ask(scoped, officer)
    looked_at = people[:2] if role is Role.STATION else ()
    assert notes == [(LOOK, f"警号 {officer}") for officer in looked_at], "a look at another's figures leaves its line"
    with pytest.raises(AccessRefused):
        ask(scoped, "nobody")


@pytest.mark.parametrize("role", ROLES)
def test_officers_are_listed_for_their_chief_and_themselves(engine: Engine, bureau: Bureau, role: Role) -> None:
    listed = [row[0] for row in scoped_engine(engine, bureau, role).officers(AS_OF)]
    if role is Role.OFFICER:
        assert listed == [bureau.officer]
    elif role is Role.STATION:
        assert {bureau.officer, bureau.colleague} <= set(listed) and bureau.stranger not in listed
    else:
        assert listed == []


def test_nothing_is_taken_away_without_a_reason(engine: Engine, bureau: Bureau) -> None:
    notes: list[tuple[str, str]] = []
    scoped = scoped_engine(engine, bureau, Role.INSPECTOR, notes)
    for reason in ("", "  ", "\n"):
        with pytest.raises(AccessRefused, match="用途"):
            scoped.record_export("榜单.csv", reason)
    assert notes == []
    scoped.record_export("榜单.csv", " 报分管\n局领导 ")
    assert notes == [(EXPORT, "榜单.csv：报分管 局领导")]


@pytest.mark.parametrize("role", ROLES)
def test_lists_show_the_scopes_units(engine: Engine, bureau: Bureau, role: Role) -> None:
    viewer = Viewer("test", "test", bureau.scope(role), 1)
    lists, inside = ScopedIndices(RequestContext(engine, viewer)), set(scoped_engine(engine, bureau, role).units.units)
    standing = lists.table(lists.code_index("station"), lists.last_month(), "station")
    assert {unit.id for unit in standing.units} | set(standing.scores) | set(standing.codes) <= inside
    assert bureau.station in standing.scores
    assert lists.may_publish() == (role in (Role.CHIEF, Role.INSPECTOR))


@pytest.mark.parametrize("role", ROLES)
def test_instructions_are_those_to_the_scopes_units(engine: Engine, bureau: Bureau, role: Role) -> None:
    scoped = ScopedInstructions(RequestContext(engine, Viewer("test", "test", bureau.scope(role), 1)))
    now = int(time.time())
    unit_of = {sent.number: sent.state.content.unit for sent in engine.instructions(now)}
    assert {bureau.station, bureau.other_station} <= set(unit_of.values()), "the demo has some to both"
    if role not in (Role.CHIEF, Role.INSPECTOR, Role.STATION):
        with pytest.raises(AccessRefused):
            scoped.list_visible(now)
        return
    if role is Role.STATION:
        with pytest.raises(AccessRefused):
            scoped.pooled_follow_up(now)
    else:
        assert scoped.pooled_follow_up(now) == engine.pooled_follow_up(now)
    inside = set(scoped_engine(engine, bureau, role).units.units)
    visible = {instruction.number for instruction in scoped.list_visible(now)}
    assert visible == {number for number, unit in unit_of.items() if unit in inside}
    for number, unit in unit_of.items():
        if unit not in inside:
            with pytest.raises(AccessRefused):
                scoped.find(number, now)


def test_answers_are_kept_by_scope(served_bureau: Bureau) -> None:
    def figures_for(role: Role) -> tuple[list[int], float | None]:
        with current_user.impersonate(Viewer("test", "test", served_bureau.scope(role), 1)):
            board = boards.board("2026-10", ("alerts_total",))
            return [unit.id for unit in board.units], board.figures["alerts_total", board.units[0].id].value

    of_bureau, of_station = figures_for(Role.CHIEF), figures_for(Role.STATION)
    assert figures_for(Role.CHIEF) == of_bureau
    assert of_bureau[0][0] == served_bureau.root and of_station[0] == [served_bureau.station]
    assert of_bureau[1] and of_station[1] and of_station[1] < of_bureau[1]


def test_nobody_is_played_over_a_real_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.store.create import create_store

    create_store(tmp_path / "real.db", bureau="甲局", demo=False, now=0).close()
    monkeypatch.setenv(DB_VARIABLE, str(tmp_path / "real.db"))
    with pytest.raises(AccessRefused):
        demo_roles.viewer()
    with pytest.raises(AccessRefused):
        demo_roles.playable_officers(AS_OF)
    viewer = current_user.viewer()
    assert viewer == current_user.local_viewer() and not demo_roles.is_demo_role(viewer)
