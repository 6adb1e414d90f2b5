"""Walls that show the same share the data of their panels, and nothing older than anything that they depend on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.access.roles import Role
from core.access.viewer import Scope
from dashboards.components import panel_feed
from dashboards.pages.chief import feed
from dashboards.queries.database import DataVersion

KEY = feed.FeedKey(
    Path("bureau.db"), DataVersion(1, 7), Scope(Role.CHIEF, 1), (), ("ytd", None), 3, (None, 0), date(2026, 11, 2)
)


@pytest.fixture(autouse=True)
def without_feeds() -> None:
    feed._feeds.clear()


def drawer(times: list[int], *, fails: bool = False) -> Callable[[], None]:
    render = panel_feed.fed(lambda **options: pytest.fail("nothing is drawn"))

    def draw() -> None:
        times.append(1)
        render(key="map", data=str(len(times)).encode())
        if fails:
            panel_feed.note_failure()

    return draw


def test_walls_that_show_the_same_have_it_made_once() -> None:
    times: list[int] = []
    assert [feed.panels(KEY, drawer(times)) for _ in range(50)] == [{"map": b"1"}] * 50
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
def test_what_differs_in_anything_is_made_anew(other: feed.FeedKey) -> None:
    times: list[int] = []
    feed.panels(KEY, drawer(times))
    assert feed.panels(other, drawer(times)) == {"map": b"2"}


def test_nothing_is_shared_for_long_or_where_a_panel_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []
    feed.panels(KEY, drawer(times, fails=True))
    assert feed.panels(KEY, drawer(times)) == {"map": b"2"}
    now = feed.time.monotonic()
    monkeypatch.setattr(feed.time, "monotonic", lambda: now + feed.LONGEST_SHARED + 1)
    assert feed.panels(KEY, drawer(times)) == {"map": b"3"}
