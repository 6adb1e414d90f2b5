"""A log that is told of a trouble when it begins and when it ends, not at every refresh of every wall."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from threading import Lock

MOST = 256


class ToldOnce:
    """Troubles by name, as they were last told."""

    def __init__(self, log: logging.Logger) -> None:
        self._log, self._lock = log, Lock()
        self._told: dict[Hashable, str] = {}

    def failed(self, name: Hashable, what: str, error: Exception) -> None:
        """Tells of a trouble with its traceback, unless it is still the same one."""
        text = f"{type(error).__name__}: {error}"
        with self._lock:
            if self._told.get(name) == text:
                return
            self._told[name] = text
            while len(self._told) > MOST:
                del self._told[next(iter(self._told))]
        self._log.error("%s: %s", what, text, exc_info=error)

    def fine(self, name: Hashable, what: str) -> None:
        """Tells that it is over."""
        with self._lock:
            over = self._told.pop(name, None)
        if over is not None:
            self._log.warning("%s: well again", what)
