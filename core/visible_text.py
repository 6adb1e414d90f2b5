"""Tells texts that show all that they hold from those with something that no reader sees.

Python's `isprintable` knows controls, marks of direction and zero-width characters. It lets through what Unicode has
made invisible among letters and marks (Default_Ignorable_Code_Point), and the blank pattern of braille: two names that
differ in one of these alone look the same, and are two.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def is_all_visible(text: str) -> bool:
    """Return True for a text of one line in which every character shows or is a plain blank."""
    return text.isprintable() and (text.isascii() or _UNSEEN.search(text) is None)
