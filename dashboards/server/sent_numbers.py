"""Numbers that a form, an address or a component in the browser says."""

from __future__ import annotations

LONGEST = 9  # digits: what is longer is no number of ours, and SQLite and Python refuse the longest in their own ways


def whole_number(sent: object) -> int:
    """Return a number that somebody sent; 0, which nothing has, for whatever else was sent."""
    if isinstance(sent, int):
        return sent if 0 < sent < 10**LONGEST and not isinstance(sent, bool) else 0
    return int(sent) if isinstance(sent, str) and len(sent) <= LONGEST and sent.isdecimal() else 0
