"""What was worked out of older data says so, and is never told beside newer figures as if it were of the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.writer import Writer
from core.access.roles import Role
from core.access.viewer import Scope, Viewer
from core.store.open import open_store
from dashboards.auth import current_user
from dashboards.i18n.words import older_answers as words
from dashboards.pages.chief import map as chief_map
from dashboards.pages.chief import map_layers
from dashboards.queries import boards, signals, station
from dashboards.queries.background import PendingResult
from dashboards.registry import entry_of
from dashboards.settings import DB_VARIABLE
from tests.support.polling import wait_for

pytestmark = pytest.mark.slow
SCRIPT = Path("dashboards/script.py").resolve()
KPI = "alerts_valid"


@pytest.fixture
def own(demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the small demo that may be written to, shown."""
    path = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    monkeypatch.setenv(DB_VARIABLE, str(path))
    with current_user.impersonate(Viewer("test", "test", Scope(Role.CHIEF, 1))):
        yield path


def bring(path: Path) -> None:
    with closing(Writer(path, 5)) as writer:
        writer.write()


def a_station(path: Path) -> int:
    with closing(open_store(path, read_only=True)) as store:
        ((unit,),) = store.conn.execute("SELECT min(id) FROM unit WHERE kind = 'station'").fetchall()
    return int(unit)


def drawn(page: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(entry_of(page).file).run()
    assert not app.exception and not app.error
    return app


def said(app: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*app.caption, *app.text, *app.info))


def test_communities_of_older_data_are_told_as_such_beside_a_stations_newer_figures(own: Path) -> None:
    unit = a_station(own)
    board = station.board(unit, "ytd")
    wait_for(lambda: station.communities(unit, KPI, board), lambda result: result is not None, 60)
    behind = words.RENEWED.format(name=words.COMMUNITIES)
    assert behind not in said(drawn("station", unit=str(unit), kpi=KPI))
    bring(own)
    assert behind in said(drawn("station", unit=str(unit), kpi=KPI))


@pytest.mark.parametrize("page", ["signals", "today", "domain_service"])
def test_signals_of_older_data_are_told_as_such(own: Path, page: str) -> None:
    wait_for(signals.bureau_signals, lambda result: result is not None, 60)
    behind = words.RENEWED.format(name=words.SIGNALS)
    assert behind not in said(drawn(page))
    bring(own)
    assert behind in said(drawn(page))


def test_a_layer_of_the_map_says_its_age_once_it_is_minutes_behind(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    board = boards.board("ytd", bureau_only=True)
    codes = wait_for(lambda: map_layers.codes(board), lambda result: result is not None, 60)
    assert codes is not None and codes.answer is not None
    for seconds, text in ((0.0, ""), (59.0, ""), (300.0, words.BEHIND.format(name="三色码", age="5 分钟前"))):
        older = PendingResult(codes.answer, seconds_behind=seconds)
        monkeypatch.setattr(map_layers, "codes", lambda _board, older=older: older)
        hint = chief_map._codes(board)["hint"]
        assert hint.endswith(text) and (text or "前的数据" not in hint)
