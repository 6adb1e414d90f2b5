"""Keeps a log readable while somebody makes the same thing go wrong again and again."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from threading import Lock

from core.lru import LruDict

IN_A_BURST, BURST_SECONDS = 10, 60.0
MAX_MESSAGES = 512


@dataclass
class _Burst:
    """A burst of one message: when it began, how many were let through, and how many were left out."""

    began: float
    passed: int = 0
    left_out: int = 0


class BurstFilter(logging.Filter):
    """Lets so many records of the same message through in a minute; the first one afterwards says how many were not.

    The same are those of one logger and one template, whatever stands in it: strangers choose addresses and headers.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._bursts: LruDict[tuple[str, str], _Burst] = LruDict(MAX_MESSAGES)

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True for a record that is to be written."""
        now, key = time.monotonic(), (record.name, str(record.msg))
        with self._lock:
            burst = self._bursts.get(key)
            if burst is None or now - burst.began >= BURST_SECONDS:
                left_out = burst.left_out if burst else 0
                burst = self._bursts[key] = _Burst(now)
                if left_out:
                    record.msg = f"{record.msg} (and {left_out} more before)"
            if burst.passed >= IN_A_BURST:
                burst.left_out += 1
                return False
            burst.passed += 1
            return True
