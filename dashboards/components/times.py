"""Moments as people in China read them."""

from __future__ import annotations

from datetime import datetime

from core.time.days import CHINA


def minute_text(seconds: int) -> str:
    """Write epoch seconds as day and minute in China."""
    return f"{datetime.fromtimestamp(seconds, CHINA):%Y-%m-%d %H:%M}"
