"""A log that is told of a trouble when it begins and when it ends, not at every refresh of every wall."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from threading import Lock

MAX_TROUBLES = 256


class LogOnce:
    """Troubles by name, as they were last told."""

    def __init__(self, log: logging.Logger) -> None:
        self._log, self._lock = log, Lock()
        self._logged: dict[Hashable, str] = {}

    def failed(self, name: Hashable, subject: str, error: Exception) -> None:
        """Tells of a trouble with its traceback, unless it is still the same one."""
        text = f"{type(error).__name__}: {error}"
        with self._lock:
            if self._logged.get(name) == text:
                return
            self._logged[name] = text
            while len(self._logged) > MAX_TROUBLES:
                del self._logged[next(iter(self._logged))]
        self._log.error("%s: %s", subject, text, exc_info=error)

    def recovered(self, name: Hashable, subject: str) -> None:
        """Tells that it is over."""
        with self._lock:
            over = self._logged.pop(name, None)
        if over is not None:
            self._log.warning("%s: well again", subject)
