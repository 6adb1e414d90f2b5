"""Progress of the loop: the stage of every instruction that is open or lately ended. A wall asks at every refresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from core.instructions.events import INSTRUCTIONS_CHANGED
from core.instructions.model import Stage
from core.instructions.read import Instruction, instructions
from core.metrics.result_cache import ResultCache, get_or_compute
from core.store.store import Store

LATEST_ENDED = 200  # of the filed and cancelled: as many as the page of instructions lists
TO_SIGN, UNDER_WAY = (Stage.SENT, Stage.HANDED_BACK), (Stage.SIGNED,)


class Progress(NamedTuple):
    """The stage of each instruction, by number, and by KPI and unit that of the latest open one about the figure."""

    stages: Mapping[str, Stage]
    of_figures: Mapping[tuple[str, int], Stage] = {}

    def count(self, stages: Collection[Stage]) -> int:
        """Return how many instructions stand at some stages."""
        return sum(map([*self.stages.values()].count, stages))


def progress_of(listed: Iterable[Instruction]) -> Progress:
    """Return the progress of instructions, the newest first."""
    stages: dict[str, Stage] = {}
    of_figures: dict[tuple[str, int], Stage] = {}
    for instruction in listed:
        stages[instruction.number] = instruction.state.stage
        content = instruction.state.content
        if content.subject and not instruction.state.is_over:
            of_figures.setdefault((content.subject, content.unit), instruction.state.stage)
    return Progress(stages, of_figures)


class _ProgressKey(NamedTuple):
    units: frozenset[int] | None


def cached_progress(store: Store, cache: ResultCache, units: Collection[int] | None) -> Progress:
    """Return the stages of the instructions to some units (to any, if none are named).

    They are read anew only when there is another event of any instruction.
    """
    changed = np.array([store.meta(INSTRUCTIONS_CHANGED) or 0])
    entry = cache.entry("progress", (changed,))

    def read() -> Progress:
        listed = instructions(store, 0, units, LATEST_ENDED)  # a stage is the same at any time
        return progress_of(listed)

    return get_or_compute(entry, _ProgressKey(None if units is None else frozenset(units)), read)
