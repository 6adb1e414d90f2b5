"""Of the instructions that were filed: how many figures moved, did not, cannot be told, are still watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.features.follow_up.verdict import SHARE
from core.features.follow_up.watch import Stand, Watched
from core.instructions.model import VERDICT_NAMES, WatchVerdict

PROMISE = f"（数字若一点没动，每 {round(1 / SHARE)} 条至多约 1 条会误说有变化；有变化不等于是指令办出来的）"


class Tally(NamedTuple):
    """How many of each; `open` are watches that run or wait for data."""

    moved: int
    still: int
    unclear: int
    open: int

    @property
    def over(self) -> int:
        """How many watches are over."""
        return self.moved + self.still + self.unclear


def tally(watches: Iterable[Watched]) -> Tally:
    """Counts them; where no figure is watched nothing is counted."""
    told, running = Counter[WatchVerdict](), 0
    for one in watches:
        if one.said is not None:
            told[one.said.verdict] += 1
        running += one.stand in (Stand.RUNNING, Stand.WAITING)
    return Tally(told[WatchVerdict.MOVED], told[WatchVerdict.STILL], told[WatchVerdict.UNCLEAR], running)


def tally_text(found: Tally) -> str:
    """In one Chinese sentence."""
    names = [f"{VERDICT_NAMES[verdict]} {count} 条" for verdict, count in zip(WatchVerdict, found[:3], strict=True)]
    return f"观察期满 {found.over} 条：{'、'.join(names)}；还在观察 {found.open} 条。{PROMISE}"
