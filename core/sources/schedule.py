"""Rhythms of sources: every so many minutes, hours or days, or at a time of day."""

from __future__ import annotations

import re

from core.sources.errors import SourceError
from core.time.days import SECONDS_PER_DAY, day_of_time, first_second

_INTERVAL = re.compile(r"([1-9][0-9]{0,3})(m|h|d)")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SECONDS = {"m": 60, "h": 3600, "d": SECONDS_PER_DAY}


def check_rhythm(text: str) -> str:
    """Return a rhythm as it is kept. Raises SourceError (Chinese) where it is none."""
    rhythm = text.strip().lower()
    if _INTERVAL.fullmatch(rhythm) or _CLOCK.fullmatch(rhythm):
        return rhythm
    raise SourceError(f"读不懂 --every “{text}”：写 30m、1h、1d 这样的间隔，或 06:30 这样每天的钟点。")


def next_due(rhythm: str, now: int) -> int | None:
    """Return when a source is due next after now; None without a rhythm."""
    if interval := _INTERVAL.fullmatch(rhythm):
        return now + int(interval[1]) * _SECONDS[interval[2]]
    if clock := _CLOCK.fullmatch(rhythm):
        at = first_second(day_of_time(now)) + int(clock[1]) * 3600 + int(clock[2]) * 60
        return at if at > now else at + SECONDS_PER_DAY
    return None
