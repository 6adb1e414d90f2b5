"""Instructions by the signal that they came from, as every new answer about signals asks for them."""

from __future__ import annotations

import numpy as np

from core.instructions.events import INSTRUCTIONS_CHANGED, instructions_by_signal
from core.metrics.result_cache import ResultCache, get_or_compute
from core.store.store import Store

SentBySignal = dict[str, list[tuple[str, int]]]  # numbers with the times of sending, the oldest first
_RESULT = "instructions by signal"


def cached_instructions_by_signal(store: Store, cache: ResultCache) -> SentBySignal:
    """Return by signal key the instructions that came from it. Not to be written to.

    They are read anew only when there is another event of any instruction: a city has sent tens of thousands.
    """
    changed = np.array([store.meta(INSTRUCTIONS_CHANGED) or 0])
    entry = cache.entry(_RESULT, (changed,))
    return get_or_compute(entry, _RESULT, lambda: instructions_by_signal(store.conn))
