"""Logs a trouble when it begins and when it ends, not at every refresh of every wall."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from threading import Lock

from core.lru import LruDict

MAX_TROUBLES = 256


class LogOnce:
    """Troubles by name, as they were last logged."""

    def __init__(self, log: logging.Logger) -> None:
        self._log, self._lock = log, Lock()
        self._logged: LruDict[Hashable, str] = LruDict(MAX_TROUBLES)

    def failed(self, name: Hashable, subject: str, error: Exception) -> None:
        """Log a trouble with its traceback, unless it is still the same one."""
        text = f"{type(error).__name__}: {error}"
        with self._lock:
            if self._logged.get(name) == text:
                return
            self._logged[name] = text
        self._log.error("%s: %s", subject, error, exc_info=error)

    def recovered(self, name: Hashable, subject: str) -> None:
        """Log the end of a trouble."""
        with self._lock:
            trouble = self._logged.pop(name, None)
        if trouble is not None:
            self._log.warning("%s: well again", subject)
