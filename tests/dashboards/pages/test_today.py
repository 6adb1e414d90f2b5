"""今日要事 as each role sees it: within its scope, and never more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access.roles import Role
from core.access.sessions import LastSignIn
from core.access.viewer import Scope, Viewer
from core.features.today.types import TodayKind
from dashboards.auth import current_user
from dashboards.auth.session_store import session_store
from dashboards.i18n.words import today as words
from dashboards.pages.today.lines import todo_line
from dashboards.queries import boards, database, instructions, officers, session, signals, today
from dashboards.registry import entry_of
from dashboards.settings import DB_VARIABLE
from tests.support.access_world import Bureau, guarded
from tests.support.polling import wait_for

pytestmark = pytest.mark.slow

SCRIPT = Path("dashboards/script.py").resolve()
ROLES = entry_of("today").roles


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("today"))


@pytest.fixture
def served(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setenv(DB_VARIABLE, str(bureau.path))
    yield bureau


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_the_units_of_the_own_scope_alone(
    served: Bureau, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    since = today.LONGEST_DAYS  # far back, so that there is something to see
    with current_user.impersonate(Viewer("test", "test", served.scope(role), 1)):
        wait_for(signals.bureau_signals, lambda pending: pending is not None)
        first = instructions.today().toordinal() - since
        monkeypatch.setattr(today, "since_day", lambda: instructions.today().fromordinal(first))
        news, inside = today.news(), set(session.units().units)
        assert news.knows_signals and not news.signals_failed
        assert all(line.unit is None or line.unit in inside for line in news.lines)
        drawn = [todo_line(line) for line in news.lines]
        assert all(line.place and line.shape and line.word for line in drawn)
        order = [list(TodayKind).index(line.kind) for line in news.lines]
        assert order == sorted(order), "the most pressing first"
        if role in (Role.CHIEF, Role.INSPECTOR, Role.STATION):
            assert news.lines, "the demo has some in two weeks"
        if role is Role.OFFICER:
            assert {line.page for line in news.lines} <= {"officer"}
        if role is Role.DEPARTMENT:
            assert {line.page for line in news.lines} <= {"domain_legal", "instructions", "signals"}


def test_an_officers_news_count_days_as_the_officers_own_page_does(
    served: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    with current_user.impersonate(Viewer("test", "test", served.scope(Role.OFFICER), 1)):
        day, as_of = instructions.today(), boards.as_of()
        assert as_of < day
        case = next(iter(session.engine().open_cases(session.scope().unit, as_of)))
        pieces = [replace(case, id=f"C{left}", days_left=left) for left in (1, 0, -1, -2)]
        monkeypatch.setattr(officers, "own_cases", lambda *_: pieces)
        monkeypatch.setattr(officers, "due_disputes", lambda *_: [])
        kinds = [(line.kind, line.text.split()[1].partition("（")[0]) for line in today.news().lines]
    assert kinds == [(TodayKind.OVERDUE, "C-1"), (TodayKind.OVERDUE, "C-2"), (TodayKind.DUE, "C0")]


def test_a_viewer_without_a_sign_in_sees_what_is_new_since_yesterday(served: Bureau) -> None:
    with current_user.impersonate(Viewer("test", "test", Scope(Role.CHIEF, served.root))):
        assert (instructions.today() - today.since_day()).days == 1


@pytest.mark.parametrize(("days", "back"), [(0, 1), (1, 1), (5, 5), (90, today.LONGEST_DAYS)])
def test_after_days_away_it_goes_back_to_the_last_one(
    served: Bureau, monkeypatch: pytest.MonkeyPatch, days: int, back: int
) -> None:
    with current_user.impersonate(Viewer("test", "test", Scope(Role.CHIEF, served.root), 1)):
        monkeypatch.setattr(database, "is_demo", lambda: False)  # a demonstration has a clock of its own
        at = session_store().now() - days * 86_400
        monkeypatch.setattr(type(session_store()), "last_sign_in", lambda *_: LastSignIn(at, "-", 0))
        assert (instructions.today() - today.since_day()).days == back


def test_the_page_begins_with_its_sentence(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    app.switch_page(entry_of("today").file).run()
    assert not app.exception and not app.error
    assert any(text.value.startswith(f"自{words.YESTERDAY}以来") for text in app.text)
