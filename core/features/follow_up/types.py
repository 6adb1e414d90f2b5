"""Results of following up a figure after its instruction was filed. Plain data."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.instructions.model import WatchOutcome
from core.metrics.types import Window


class FollowUpStatus(StrEnum):
    """The progress of a watch: none is kept, it runs, the data do not reach its end yet, or it is over."""

    NONE = "none"
    RUNNING = "running"
    WAITING = "waiting"
    OVER = "over"


class FollowUpResult(NamedTuple):
    """A watch over a figure: its days and, once it is over, its outcome by the data as they are.

    `sealed` is the outcome as it was written down. `waiting_reason` (Chinese) says which data are missing.
    """

    status: FollowUpStatus
    window: Window | None = None
    outcome: WatchOutcome | None = None
    waiting_reason: str = ""
    sealed: WatchOutcome | None = None

    @property
    def effective_outcome(self) -> WatchOutcome | None:
        """The outcome that counts: as written down, otherwise by the data as they are."""
        return self.sealed or self.outcome
