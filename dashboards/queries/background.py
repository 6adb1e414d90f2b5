"""Results that take long, computed behind the screens: by a thread and an engine of their own, one at a time.

The engine that the walls ask answers one question at a time. What may take seconds would hold them all.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

from core.engine import Engine
from core.lru import LruDict
from core.store.open import open_store
from dashboards.queries import database
from dashboards.queries.database import DataVersion

MAX_RESULTS = 64
MIN_INTERVAL = 60.0  # seconds before the same is computed again, however often the data change
_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class PendingResult(Generic[T]):
    """The newest result, if there is any; `failed` if it could not be computed."""

    answer: T | None = None
    failed: bool = False


class _Key(NamedTuple):
    """A question about a file. Another file that takes the name later is another question."""

    path: Path
    identity: int
    question: Hashable


class _Computed(NamedTuple):
    """A result, the version that it was computed of, and when (monotonic seconds)."""

    version: DataVersion
    computed_at: float
    result: PendingResult[Any]


class BackgroundQuery:
    """Computes what is asked. An older result holds until a newer one is there, and for `min_interval` at least."""

    def __init__(self, min_interval: float = MIN_INTERVAL) -> None:
        self._min_interval = min_interval
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "background")
        self._open: tuple[Path, int, Engine] | None = None
        self._under_way: dict[_Key, Future[Any]] = {}
        self._computed: LruDict[_Key, _Computed] = LruDict(MAX_RESULTS)

    def ask(
        self, path: Path, version: DataVersion, question: Hashable, compute: Callable[[Engine], T]
    ) -> PendingResult[T] | None:
        """Return the newest result to a question about a file; None while there is none. Never waits."""
        key = _Key(path, version.file, question)
        with self._lock:
            computed = self._computed.get(key)
            if self._is_due(computed, version) and key not in self._under_way:
                self._under_way[key] = self._thread.submit(self._compute, key, version, compute)
            return computed.result if computed else None

    def waiting(self) -> int:
        """Return how many questions are being computed or wait for it."""
        with self._lock:
            return len(self._under_way)

    def _is_due(self, computed: _Computed | None, version: DataVersion) -> bool:
        if computed is None:
            return True
        return computed.version != version and time.monotonic() - computed.computed_at >= self._min_interval

    def _compute(self, key: _Key, version: DataVersion, compute: Callable[[Engine], T]) -> None:
        result: PendingResult[T]
        try:
            result = PendingResult(compute(self._engine(key)))
        except Exception:  # any failure: the page says that there is no result, and asks again with the next data
            _log.exception("a background query failed")
            result = PendingResult(failed=True)
        with self._lock:
            self._under_way.pop(key, None)
            self._computed[key] = _Computed(version, time.monotonic(), result)

    def _engine(self, key: _Key) -> Engine:
        """Return the engine of this file, opened anew when another file has taken its name."""
        if self._open is None or self._open[:2] != key[:2]:
            before, self._open = self._open, (key.path, key.identity, Engine(open_store(key.path, read_only=True)))
            if before is not None:
                before[2].close()
        return self._open[2]


BACKGROUND = BackgroundQuery()


def in_background(question: Hashable, compute: Callable[[Engine], T]) -> PendingResult[T] | None:
    """Return the newest result about the database shown; None while there is none. Never waits."""
    return BACKGROUND.ask(database.shown_path(), database.version(), question, compute)
