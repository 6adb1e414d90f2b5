"""Answers that cost much: kept for some seconds, though newer data may have come."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

KEPT = 32
T = TypeVar("T")


class Searched:
    """Answers by question, each with the data version and the time it was made at."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, tuple[int, float, Any]] = OrderedDict()

    def get(self, question: Hashable, version: int, answer: Callable[[], T]) -> T:
        """The answer to a question at this version of the data, or one to an older version that is young enough."""
        with self._lock:
            kept = self._answers.get(question)
            now = time.monotonic()
            if kept is None or (kept[0] != version and now - kept[1] >= self._seconds):
                kept = version, now, answer()
                self._answers[question] = kept
                while len(self._answers) > KEPT:
                    self._answers.popitem(last=False)
            found: T = kept[2]
            return found
