"""Instructions as they are listed, which several pages ask for at every look."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from core.instructions.events import INSTRUCTIONS_CHANGED
from core.instructions.read import Instruction, instructions
from core.metrics.result_cache import ResultCache, get_or_compute
from core.store.store import Store
from core.time.days import day_of_time

MOST_LISTS = 64  # kept at a time: those of the units of as many viewers


class _ListKey(NamedTuple):
    day: int
    units: frozenset[int] | None
    ended: int | None


def cached_instructions(
    store: Store, cache: ResultCache, now: int, units: Collection[int] | None, ended: int | None
) -> list[Instruction]:
    """Returns the instructions to some units (to any, if none are named), the latest sent first; `ended` of the ended.

    Their clocks run by the day. They are read anew only when there is another event of any instruction.
    """
    changed = np.array([store.meta(INSTRUCTIONS_CHANGED) or 0])
    entry = cache.entry("listed instructions", (changed,))
    key = _ListKey(day_of_time(now), None if units is None else frozenset(units), ended)
    if key not in entry and len(entry) >= MOST_LISTS:
        entry.clear()
    return list(get_or_compute(entry, key, lambda: instructions(store, now, units, ended)))
