"""What a page of the desk says is asked for while a browser loads its frame, for who may open it and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.access.roles import Role
from core.access.scoped_engine import ScopedEngine
from core.access.scoped_indices import ScopedIndices
from core.access.viewer import Scope, Viewer
from core.store.store import ROOT
from dashboards import first_looks, first_questions
from dashboards.auth import current_user
from dashboards.i18n import words
from dashboards.pages.domain.view import read_view
from dashboards.queries import cache, database, indices
from dashboards.registry import domain_address, entries_for, entry_of
from dashboards.settings import DB_VARIABLE

SCRIPT = Path("dashboards/script.py").resolve()


def request_for(path: str, query: str = "") -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}


@pytest.fixture
def served(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))


def never(*_args: Any, **_options: Any) -> None:
    raise AssertionError("asked once more")


def test_a_page_finds_its_answers(served: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/domain_governance", "/indices"):
        first_looks.FirstLooks().ask(request_for(path))
    for asked in (ScopedEngine, ScopedIndices):
        for name in ("board", "trends", "table"):
            monkeypatch.setattr(asked, name, never, raising=False)
    with current_user.impersonate(current_user.local_viewer()):
        page = database.catalogue().domain_pages["governance"]
        assert read_view(page, next(iter(words.PERIODS))).board.kpis
        month = indices.scoped().last_month()
        assert indices.lines(month) and indices.index_table(month, "station").scores


@pytest.mark.parametrize(
    "query", ["", "unit=7&period=2025&kpi=dispute_resolution_rate", "unit=x&period=%00&kpi=no&kpi="]
)
def test_nothing_that_an_address_names_fails(served: None, query: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", first_looks.__name__)
    for entry in entries_for(demo=True):
        first_looks.FirstLooks().ask(request_for(f"/{entry.address}", query))
    assert caplog.messages == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", [*first_questions.QUESTIONS, domain_address("governance"), domain_address("command")]
)
def test_nothing_is_asked_that_the_page_does_not_take(
    served: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    asked: list[Hashable] = []
    is_within = False
    compute = cache.VersionedCache.get_or_compute

    def noted(kept: cache.VersionedCache, version: Hashable, key: Hashable, query: Callable[[], Any]) -> Any:
        nonlocal is_within
        if is_within:  # what a query asks of others is not asked again where its own result is kept
            return compute(kept, version, key, query)
        asked.append(key)
        is_within = True
        try:
            return compute(kept, version, key, query)
        finally:
            is_within = False

    app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    monkeypatch.setattr(cache.VersionedCache, "get_or_compute", noted)
    first_looks.FirstLooks().ask(request_for(f"/{address}"))
    beforehand = list(asked)
    asked.clear()
    app.switch_page(entry_of(address).file).run()
    assert not app.exception
    assert beforehand
    assert not [key for key in beforehand if key not in asked]


def test_nothing_is_asked_for_who_may_not_open_a_page(served: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setitem(first_questions.QUESTIONS, "indices", lambda page: asked.append(page.entry.address))
    officer = Viewer("o", "o", Scope(Role.OFFICER, ROOT, "P1"))
    for viewer in (None, officer, current_user.local_viewer()):
        monkeypatch.setattr(first_looks, "_viewer", lambda _request, viewer=viewer: viewer)
        first_looks.FirstLooks().ask(request_for("/indices"))
        first_looks.FirstLooks().ask(request_for("/no_such_page"))
    assert asked == ["indices"]


def test_a_question_that_fails_is_left_to_the_page(served: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = first_looks.FirstLooks()
    monkeypatch.setitem(first_questions.QUESTIONS, "indices", never)
    looks.ask(request_for("/indices"))
    asked: list[str] = []
    monkeypatch.setitem(first_questions.QUESTIONS, "indices", lambda page: asked.append(page.entry.address))
    looks.ask(request_for("/indices"))
    assert asked == ["indices"]
