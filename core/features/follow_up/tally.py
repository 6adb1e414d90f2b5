"""Of the instructions that were filed: how many figures moved, did not, cannot be told, are still watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.features.follow_up.types import FollowUpResult, FollowUpStatus
from core.features.follow_up.verdict import ALPHA
from core.instructions.model import WatchVerdict

ERROR_RATE_NOTE = f"（数字若一点没动，每 {round(1 / ALPHA)} 条至多约 1 条会误说有变化；有变化不等于是指令办出来的）"


class Tally(NamedTuple):
    """How many of each; `open` are watches that run or wait for data."""

    moved: int
    still: int
    unclear: int
    open: int

    @property
    def finished(self) -> int:
        """How many watches are over."""
        return self.moved + self.still + self.unclear


def tally(results: Iterable[FollowUpResult]) -> Tally:
    """Counts them; where no figure is watched nothing is counted."""
    told, running = Counter[WatchVerdict](), 0
    for one in results:
        if one.effective_outcome is not None:
            told[one.effective_outcome.verdict] += 1
        running += one.status in (FollowUpStatus.RUNNING, FollowUpStatus.WAITING)
    return Tally(told[WatchVerdict.MOVED], told[WatchVerdict.STILL], told[WatchVerdict.UNCLEAR], running)


def tally_text(counts: Tally) -> str:
    """In one Chinese sentence."""
    names = [f"{verdict.label} {count} 条" for verdict, count in zip(WatchVerdict, counts[:3], strict=True)]
    return f"观察期满 {counts.finished} 条：{'、'.join(names)}；还在观察 {counts.open} 条。{ERROR_RATE_NOTE}"
