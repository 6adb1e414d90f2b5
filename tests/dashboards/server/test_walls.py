"""The watchdog's list: alive while it refreshes, late, lost, forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.i18n.words.walls import State
from dashboards.pages.walls.list import browser_name, row, summary
from dashboards.server.walls import KIOSK_FORGOTTEN_AFTER, MAX_WALLS, TAB_FORGOTTEN_AFTER, WallContent, Walls

PACE = 5.0
CONTENT = WallContent("局长", "总览", "云岭县公安局", "今年以来", date(2026, 10, 31), 7, None)


def see(walls: Walls, now: float, session: str = "a", content: WallContent = CONTENT, *, kiosk: bool = False) -> None:
    walls.note_refresh(session, content, now, address="10.1.1.7", browser="Mozilla/5.0 Chrome/142.0", kiosk=kiosk)


@pytest.mark.parametrize(
    ("away", "state"), [(0, State.ALIVE), (15, State.ALIVE), (16, State.LATE), (60, State.LATE), (61, State.LOST)]
)
def test_a_wall_that_stays_away_is_late_and_then_lost(away: float, state: State) -> None:
    walls = Walls()
    see(walls, 1000, kiosk=True)
    (wall,) = walls.open_walls(1000 + away)
    assert wall.state(1000 + away, PACE) is state


def test_a_tab_that_stays_away_was_closed_and_is_no_lost_wall() -> None:
    walls = Walls()
    see(walls, 1000)
    (tab,) = walls.open_walls(1061)
    assert tab.state(1060, PACE) is State.LATE and tab.state(1061, PACE) is State.CLOSED


def test_a_wall_with_an_old_picture_is_alive_but_says_so() -> None:
    walls = Walls()
    see(walls, 1000, content=WallContent("局长", "总览", "云岭县公安局", "今年以来", date(2026, 10, 31), 7, 600.0))
    (wall,) = walls.open_walls(1000)
    assert wall.state(1000, PACE) is State.OLD
    assert "10 分钟前" in row(wall, 1000)[0]


def test_refreshes_are_counted_and_the_newest_picture_is_told() -> None:
    walls = Walls()
    see(walls, 1000)
    see(walls, 1005, content=WallContent("局长", "总览", "城关派出所", "本月", date(2026, 11, 1), 8, None))
    (wall,) = walls.open_walls(1005)
    assert (wall.refreshes, wall.first_seen, wall.last_seen) == (2, 1000, 1005)
    cells = row(wall, 1005)
    assert (
        cells[3] == "总览 · 城关派出所 · 本月"
        and cells[4] == "2026-11-01"
        and cells[5] == "8"
        and cells[8] == "Chrome 142"
    )


def test_a_closed_tab_is_forgotten_soon_and_a_kiosk_late() -> None:
    walls = Walls()
    see(walls, 1000, "tab")
    see(walls, 1000, "kiosk", kiosk=True)
    assert [wall.session for wall in walls.open_walls(1000 + TAB_FORGOTTEN_AFTER + 1)] == ["kiosk"]
    assert walls.open_walls(1000 + KIOSK_FORGOTTEN_AFTER + 1) == []


def test_memory_is_bounded_and_the_longest_away_go_first() -> None:
    walls = Walls()
    for number in range(MAX_WALLS + 10):
        see(walls, 1000 + number / 100, str(number))
    sessions = {wall.session for wall in walls.open_walls(1010)}
    assert len(sessions) == MAX_WALLS and "0" not in sessions and str(MAX_WALLS + 9) in sessions


def test_the_summary_counts_each_state() -> None:
    walls = Walls()
    see(walls, 1000, "lost", kiosk=True)
    see(walls, 1000, "closed")
    see(walls, 1100, "alive")
    assert summary(walls.open_walls(1100), 1100) == "1 块正常，1 块失联，1 块已关闭"


def test_an_unknown_browser_has_no_name() -> None:
    assert browser_name("curl/8") == "—"
    assert browser_name("Mozilla/5.0 Chrome/142.0 Edg/142.0") == "Edge 142"
