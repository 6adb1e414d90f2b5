"""Answers that stay true until the data change.

Only those to the newest data are kept: old ones would never be asked for again, and whatever is kept costs time at
every collection of garbage.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, TypeVar

KEPT = 512
T = TypeVar("T")


class Remembered:
    """Answers by question, of one version at a time. Sessions that ask together have it computed once."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._version: Hashable = None
        self._answers: dict[Hashable, Any] = {}

    def get(self, version: Hashable, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question about this version of the data; computed if it is not known."""
        with self._lock:
            if version != self._version:
                self._version, self._answers = version, {}
            if question not in self._answers:
                self._answers[question] = answer()
                if len(self._answers) > KEPT:
                    del self._answers[next(iter(self._answers))]
            found: T = self._answers[question]
            return found
