"""Overdue instructions (督办) as every refresh of a wall asks for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from core.instructions.events import INSTRUCTIONS_CHANGED
from core.instructions.read import Instruction, overdue
from core.metrics.result_cache import ResultCache, get_or_compute
from core.store.store import Store
from core.time.days import day_of_time


class _OverdueKey(NamedTuple):
    day: int
    units: frozenset[int] | None


def cached_overdue(store: Store, cache: ResultCache, now: int, units: Collection[int] | None) -> list[Instruction]:
    """Returns the overdue instructions of some units (of all, if none are named), the soonest due first: by the day.

    They are computed anew only when there is another event of any instruction.
    """
    changed = np.array([store.meta(INSTRUCTIONS_CHANGED) or 0])
    entry = cache.entry("overdue", (changed,))
    key = _OverdueKey(day_of_time(now), None if units is None else frozenset(units))
    return list(get_or_compute(entry, key, lambda: overdue(store, now, units)))
