"""Walls that show the same share the data of their panels, and nothing older than anything that they depend on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.access.roles import Role
from core.access.viewer import Scope
from dashboards.pages.chief import feed
from dashboards.queries.database import DataVersion

KEY = feed.FeedKey(
    Path("bureau.db"), DataVersion(1, 7), Scope(Role.CHIEF, 1), (), ("ytd", None), 3, (None, 0), date(2026, 11, 2)
)


@pytest.fixture
def contents() -> feed.SharedContents:
    return feed.SharedContents()


def maker(times: list[int], *, is_whole: bool = True) -> Callable[[], feed.Content]:
    def make() -> feed.Content:
        times.append(1)
        return feed.Content("", {"map": str(len(times)).encode()}, is_whole=is_whole)

    return make


def test_walls_that_show_the_same_have_it_made_once(contents: feed.SharedContents) -> None:
    times: list[int] = []
    assert {contents.get_or_make(KEY, maker(times)).panels["map"] for _ in range(50)} == {b"1"}
    assert times == [1]


@pytest.mark.parametrize(
    "other",
    [
        KEY._replace(database=Path("other.db")),
        KEY._replace(version=DataVersion(1, 8)),
        KEY._replace(scope=Scope(Role.CHIEF, 2)),
        KEY._replace(address=(("kpi", "alerts_valid"),)),
        KEY._replace(choices=("ytd", "alerts_valid")),
        KEY._replace(results=4),
        KEY._replace(steps=(None, 1)),
        KEY._replace(today=date(2026, 11, 3)),
    ],
)
def test_what_differs_in_anything_is_made_anew(contents: feed.SharedContents, other: feed.FeedKey) -> None:
    times: list[int] = []
    contents.get_or_make(KEY, maker(times))
    assert contents.get_or_make(other, maker(times)).panels == {"map": b"2"}


def test_content_of_an_older_version_is_let_go(contents: feed.SharedContents) -> None:
    times: list[int] = []
    for key in (KEY, KEY._replace(version=DataVersion(1, 8)), KEY):
        contents.get_or_make(key, maker(times))
    assert len(times) == 3


def test_nothing_is_shared_for_long_or_where_something_failed(
    contents: feed.SharedContents, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []
    contents.get_or_make(KEY, maker(times, is_whole=False))
    assert contents.get_or_make(KEY, maker(times)).panels == {"map": b"2"}
    later = time.monotonic() + feed.LONGEST_SHARED + 1
    monkeypatch.setattr("dashboards.pages.chief.feed.time.monotonic", lambda: later)
    assert contents.get_or_make(KEY, maker(times)).panels == {"map": b"3"}
