"""Waiting for what has to come, and watching that something does not come."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(ask: Callable[[], T], is_good: Callable[[T], bool], seconds: float = 20) -> T:
    """Ask again and again until an answer is good; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not is_good(answer := ask()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.02)
    return answer


def stays(ask: Callable[[], T | None], answer: T, seconds: float = 0.3) -> bool:
    """Tell whether the answer stays the same for a while."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ask() != answer:
            return False
        time.sleep(0.02)
    return True
