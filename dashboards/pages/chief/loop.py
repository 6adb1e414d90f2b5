"""Loop of instructions in one row: found and sent; of all instructions to be signed, under way, and what has moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.features.follow_up.progress import TO_SIGN, UNDER_WAY, Progress
from core.features.signals.digest import SignalDigest
from dashboards.i18n.words import verdicts as words


class LoopStep(NamedTuple):
    """A step of the loop, how many are there (a word while that is computed), and whether the count begins anew."""

    name: str
    total: str
    begins: bool


def loop_steps(digests: Sequence[SignalDigest] | None, progress: Progress, moved: int | None) -> list[LoopStep]:
    """Return the steps, each with its count as its page has it."""
    signal_count = None if digests is None else sum(digest.total for digest in digests)
    sent = None if digests is None else sum(digest.sent for digest in digests)
    return [
        _step(words.LOOP_FOUND, signal_count),
        _step(words.LOOP_SENT, sent),
        _step(words.LOOP_TO_SIGN, progress.count(TO_SIGN), begins=True),
        _step(words.LOOP_UNDER_WAY, progress.count(UNDER_WAY)),
        _step(words.LOOP_MOVED, moved),
    ]


def _step(name: str, count: int | None, *, begins: bool = False) -> LoopStep:
    return LoopStep(name, words.LOOP_UNKNOWN if count is None else str(count), begins)
