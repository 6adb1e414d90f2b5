"""Walls that are alive, and their content: noted at every refresh, in this process's memory.

A refresh is asked for by the browser itself, so one that comes proves that the tab is running. The memory
ends with the process; walls that are still there report again within one refresh. Of several workers each writes
its own walls into a file every few seconds, and reads those of the others when somebody looks at the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

from core.lru import LruDict
from dashboards.i18n.words.walls import State

MAX_WALLS = 500  # walls remembered; those not seen for longest are forgotten first
KIOSK_FORGOTTEN_AFTER = 7 * 86_400  # seconds until a kiosk that is away is forgotten
TAB_FORGOTTEN_AFTER = 1800  # seconds until somebody's own tab that is away is forgotten
MAX_MISSED_REFRESHES = 3  # refreshes that may be missed before a wall counts as late
LOST_AFTER = 60  # seconds until a kiosk counts as lost, and somebody's own tab as closed


@dataclass(frozen=True)
class WallContent:
    """Content of a wall. `error_age` is the age of its picture, in seconds, where no newer one could be drawn."""

    viewer: str
    scene: str
    unit: str
    period: str
    as_of: date
    data_version: int
    error_age: float | None


@dataclass(frozen=True)
class Wall:
    """A wall: its place, its content, and when it was first and last seen (epoch seconds)."""

    session: str
    address: str
    browser: str
    kiosk: bool
    content: WallContent
    first_seen: float
    last_seen: float
    refreshes: int = 1

    def is_remembered(self, now: float) -> bool:
        """Return False for a wall that is closed or long forgotten."""
        return now - self.last_seen <= (KIOSK_FORGOTTEN_AFTER if self.kiosk else TAB_FORGOTTEN_AFTER)

    def state(self, now: float, refresh_seconds: float) -> State:
        """Return its state at a time, if it refreshes every `refresh_seconds`.

        A kiosk that stays away is lost; of somebody's own tab it is to be supposed that it was closed.
        """
        away = now - self.last_seen
        if away > LOST_AFTER:
            return State.LOST if self.kiosk else State.CLOSED
        if away > MAX_MISSED_REFRESHES * refresh_seconds:
            return State.LATE
        return State.ALIVE if self.content.error_age is None else State.OLD


class Walls:
    """The walls seen by this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._walls: LruDict[str, Wall] = LruDict(MAX_WALLS)

    def note_refresh(
        self, session: str, content: WallContent, now: float, *, address: str, browser: str, kiosk: bool
    ) -> None:
        """Note a refresh."""
        with self._lock:
            old = self._walls.pop(session, None)
            if old is None:
                self._walls[session] = Wall(session, address, browser, kiosk, content, now, now)
            else:
                self._walls[session] = replace(old, content=content, last_seen=now, refreshes=old.refreshes + 1)

    def open_walls(self, now: float) -> list[Wall]:
        """Return the walls, the first seen first; without those that are closed or long forgotten."""
        with self._lock:
            for session, wall in list(self._walls.items()):
                if not wall.is_remembered(now):
                    del self._walls[session]
            return in_order(self._walls.values())


def in_order(walls: Iterable[Wall]) -> list[Wall]:
    """Return walls, the first seen first."""
    return sorted(walls, key=lambda wall: (wall.first_seen, wall.session))


WALLS = Walls()
