"""Month's end, year's end, and a server's clock that is set back or forward: periods move on, no age is negative."""

from __future__ import annotations

import logging
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.store.sqlite import StoreError
from dashboards.components.last_good import Picture
from dashboards.i18n import words
from dashboards.i18n.words.walls import State
from dashboards.pages.chief import snapshot
from dashboards.pages.walls.list import row
from dashboards.queries import boards, demo_bureau
from dashboards.server.log_once import LogOnce
from dashboards.server.walls import WallContent, Walls
from dashboards.settings import DB_VARIABLE
from tests.support.open_databases import open_none

pytestmark = pytest.mark.slow

YEAR_END = date(2026, 12, 31)


@pytest.fixture
def shown_db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bureau on the last day of a year, shown."""
    path = tmp_path / "year.db"
    demo_bureau.generate(path, "small", 3, YEAR_END, lambda _label, _done: None)
    monkeypatch.setenv(DB_VARIABLE, str(path))
    open_none(monkeypatch)
    return path


def view(period: str) -> snapshot.WallView:
    wall_view = snapshot.latest(period, None)
    assert isinstance(wall_view, snapshot.WallView)
    return wall_view


def test_the_year_turns_and_every_period_moves_on(shown_db: Path) -> None:
    before = {period: view(period).board for period in words.PERIODS}
    assert before["ytd"].period.start == date(2026, 1, 1) and before["ytd"].is_complete
    assert before["last_month"].label == "2026-11"
    demo_bureau.advance_days(shown_db, 1, lambda _label, _done: None)
    after = {period: view(period).board for period in words.PERIODS}
    new_year = date(2027, 1, 1)
    assert {after[name].period.start for name in ("ytd", "qtd", "mtd")} == {new_year}
    assert {board.as_of for board in after.values()} == {new_year}
    assert after["last_month"].label == "2026-12" and after["last7"].period.start == date(2026, 12, 26)
    for board in after.values():
        bureau = board.units[0].id
        assert all(
            board.figures[kpi, bureau].value is not None or board.figures[kpi, bureau].reason for kpi in board.kpis
        )
        assert all(board.judgements[key].verdict for key in board.judgements if key[1] == bureau)


def test_a_clock_that_is_set_back_makes_no_negative_age(shown_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view("ytd")

    def away(*_given: Any, **_named: Any) -> Any:
        raise StoreError("读不到")

    now = time.time()
    monkeypatch.setattr(boards, "board", away)
    for jump in (-86_400 * 400, -3600, 0, 3600):
        monkeypatch.setattr(time, "time", lambda jump=jump: now + jump)
        age = view("ytd").error_age
        assert age is not None and age >= 0


def test_ages_of_what_lies_ahead_are_told_as_now() -> None:
    assert words.age(-5) == words.age(0) == words.JUST_NOW
    assert words.days_ago(-3) == words.days_ago(0)
    walls = Walls()
    content = WallContent("局长", "总览", "某局", "今年以来", YEAR_END, 1, None)
    walls.note_refresh("a", content, 5000, address="-", browser="", kiosk=True)
    (wall,) = walls.open_walls(1000)  # an hour before it was seen
    assert wall.state(1000, 5) is State.ALIVE and words.JUST_NOW in row(wall, 1000)[6]


def test_a_picture_says_since_when_it_stands_still() -> None:
    packed = Picture(lambda **_: None, {"key": "x", "data": b'{"title": "t"}'}, 0.0)
    assert "此图停在 08:00".encode() in packed.as_stopped()["data"]  # 1970-01-01 08:00 in China
    plain = Picture(lambda **_: None, {"data": {"a": 1}}, 0.0)
    assert plain.as_stopped()["data"] == {"a": 1, "stopped": "此图停在 08:00"}


def test_a_trouble_is_logged_when_it_begins_changes_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    log_once = LogOnce(logging.getLogger("tests.told"))
    with caplog.at_level(logging.WARNING):
        for error in (ValueError("a"), ValueError("a"), ValueError("b")):
            log_once.failed("panel", "panel x", error)
        log_once.recovered("panel", "panel x")
        log_once.recovered("panel", "panel x")
    assert [record.getMessage() for record in caplog.records] == ["panel x: a", "panel x: b", "panel x: well again"]
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["a", "b"]
