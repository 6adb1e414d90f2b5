"""Counts of filed instructions: figures that moved, did not, cannot be judged, or are still watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from core.features.follow_up.types import FollowUpResult, FollowUpStatus
from core.features.follow_up.verdict import ALPHA
from core.instructions.model import WatchVerdict

ERROR_RATE_NOTE = f"（数字若一点没动，每 {round(1 / ALPHA)} 条至多约 1 条会误说有变化；有变化不等于是指令办出来的）"


class Tally(NamedTuple):
    """Counts of follow-up results; `open` counts watches that run or wait for data."""

    moved: int
    still: int
    unclear: int
    open: int

    @property
    def finished(self) -> int:
        """The number of watches that are over."""
        return self.moved + self.still + self.unclear


def tally(results: Iterable[FollowUpResult]) -> Tally:
    """Count results; an instruction whose figure is not watched does not count."""
    verdicts, open_count = Counter[WatchVerdict](), 0
    for result in results:
        if result.effective_outcome is not None:
            verdicts[result.effective_outcome.verdict] += 1
        open_count += result.status in (FollowUpStatus.RUNNING, FollowUpStatus.WAITING)
    return Tally(verdicts[WatchVerdict.MOVED], verdicts[WatchVerdict.STILL], verdicts[WatchVerdict.UNCLEAR], open_count)


def tally_text(counts: Tally) -> str:
    """The counts in one Chinese sentence."""
    texts = [f"{verdict.label} {count} 条" for verdict, count in zip(WatchVerdict, counts[:3], strict=True)]
    return f"观察期满 {counts.finished} 条：{'、'.join(texts)}；还在观察 {counts.open} 条。{ERROR_RATE_NOTE}"
