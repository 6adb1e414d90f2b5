"""Answers that take long, worked out behind the screens: by a thread and an engine of their own, one at a time.

The engine that the walls ask answers one question at a time. What may take seconds would hold them all.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

from core.engine import Engine
from core.store.store import open_store

KEPT = 64  # answers
REST = 60.0  # seconds before the same is worked out again, however often the data change
_log = logging.getLogger(__name__)
T = TypeVar("T")
Version = tuple[Hashable, int]  # which file has this name now, and the version of its data


@dataclass(frozen=True)
class Behind(Generic[T]):
    """What is known: the newest answer, if there is any, and whether it could not be had."""

    answer: T | None = None
    failed: bool = False


class Worker:
    """Works out what is asked. An older answer stands until a newer one is there, and for `rest` seconds at least."""

    def __init__(self, rest: float = REST) -> None:
        self._rest = rest
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(1, "behind")
        self._open: tuple[Hashable, Engine] | None = None
        self._under_way: dict[Hashable, Future[Any]] = {}
        self._known: OrderedDict[Hashable, tuple[Version, float, Behind[Any]]] = OrderedDict()

    def ask(self, file: Path, version: Version, question: Hashable, answer: Callable[[Engine], T]) -> Behind[T] | None:
        """What is known of a question about a file; None while nothing is. Never waits.

        Another file that takes the name later is another question: nothing of the old one stands for it.
        """
        key = (file, version[0], question)
        with self._lock:
            known = self._known.get(key)
            old = known is None or (known[0] != version and time.monotonic() - known[1] >= self._rest)
            if old and key not in self._under_way:
                self._under_way[key] = self._thread.submit(self._work, file, version, key, answer)
            return known[2] if known else None

    def _work(self, file: Path, version: Version, key: Hashable, answer: Callable[[Engine], T]) -> None:
        found: Behind[T]
        try:
            found = Behind(answer(self._engine(file, version)))
        except Exception:  # whatever it is: the map says that it cannot be had, and asks again with the next data
            _log.exception("could not be worked out behind the screens")
            found = Behind(failed=True)
        with self._lock:
            self._under_way.pop(key, None)
            self._known[key] = (version, time.monotonic(), found)
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def _engine(self, file: Path, version: Version) -> Engine:
        """The engine of this file: opened anew when another file has taken its name."""
        identity = (file, version[0])
        if self._open is None or self._open[0] != identity:
            self._open = (identity, Engine(open_store(file, read_only=True)))
        return self._open[1]


WORKER = Worker()
