"""When the data cannot be read the board goes on with the last good answer, and says how old it is."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from core.lru import LruDict
from core.store.sqlite import StoreError
from dashboards.components import choices, last_good
from dashboards.i18n import words
from dashboards.pages.chief import snapshot
from dashboards.queries import boards, session
from dashboards.server.allowed_hosts import allowed_hosts
from dashboards.settings import DB_VARIABLE


def broken(*_args: object, **_kwargs: object) -> NoReturn:
    raise OSError("the disk is away")


def empty(*_args: object, **_kwargs: object) -> NoReturn:
    raise StoreError("请先导入")


@pytest.fixture(autouse=True)
def shown(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    snapshot._good_views.clear()


def test_the_last_good_answer_stands_with_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    root = session.units().root.id
    good = snapshot.latest("ytd", root)
    assert isinstance(good, snapshot.WallView)
    assert good.error_age is None
    monkeypatch.setattr(boards, "board", broken)
    kept = snapshot.latest("ytd", root)
    assert isinstance(kept, snapshot.WallView)
    assert kept.board is good.board
    assert kept.error_age is not None
    assert kept.error_age >= 0


def test_without_any_answer_it_says_why_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "board", broken)
    assert snapshot.latest("ytd", 1) == words.CANNOT_READ
    monkeypatch.setattr(boards, "board", empty)
    assert snapshot.latest("ytd", 1) == "请先导入"


def test_no_picture_stands_for_another_period(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address without a period shows that of the page before, which differs from viewer to viewer."""
    drawn: list[dict[str, str]] = []
    render = last_good.recorded(lambda **options: drawn.append(options["data"]))
    monkeypatch.setattr(last_good, "_pictures", LruDict(last_good.MAX_PICTURES))
    monkeypatch.setattr(choices, "kept", lambda _choice: "ytd")
    last_good.draw_panel("map", lambda: render(key="map", data={"days": "ytd"}))
    monkeypatch.setattr(choices, "kept", lambda _choice: "last30")
    last_good.draw_panel("map", broken)
    assert drawn == [{"days": "ytd"}]
    monkeypatch.setattr(choices, "kept", lambda _choice: "ytd")
    last_good.draw_panel("map", broken)
    assert drawn[1:] == [{"days": "ytd", last_good.STOPPED: drawn[-1][last_good.STOPPED]}]


@pytest.mark.parametrize(("seconds", "text"), [(5, "刚刚"), (120, "2 分钟前"), (7200, "2 小时前"), (200_000, "2 天前")])
def test_ages_are_told_in_the_largest_unit(seconds: float, text: str) -> None:
    assert words.age(seconds) == text


def test_names_that_a_server_answers_to() -> None:
    assert "*" not in allowed_hosts("127.0.0.1")
    assert allowed_hosts("10.1.2.3")[-1] == "10.1.2.3"
    assert {"*", "board.example"} <= set(allowed_hosts("0.0.0.0", ["board.example"]))
