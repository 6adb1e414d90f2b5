"""Numbers that a form or an address says."""

from __future__ import annotations

LONGEST = 9  # digits: what is longer is no number of ours, and SQLite and Python refuse the longest in their own ways


def whole_number(text: str) -> int:
    """Return a number that somebody sent; 0, which nothing has, for whatever else was sent."""
    return int(text) if len(text) <= LONGEST and text.isdecimal() else 0
