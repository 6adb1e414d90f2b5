"""Pinyin initials, so that 化解率 is found by hjl.

A character with several readings counts by each of them (重: z and c): nobody has to know which one is meant. A table
of letters is enough for that, and opens at once; a library with all readings takes a third of a second and 57 MB.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("pinyin_initials.txt")


@lru_cache(maxsize=1)
def _letters() -> dict[str, str]:
    """Return the initials of each character, such as "cz"."""
    letters: dict[str, str] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            letter, _, characters = line.partition(" ")
            for character in characters:
                letters[character] = letters.get(character, "") + letter
    return letters


def initials(name: str) -> tuple[str, ...]:
    """Return the initials of each character of a name; a letter or digit is its own, other signs are left out."""
    letters = _letters()
    found = (letters.get(sign) or (sign.lower() if sign.isascii() and sign.isalnum() else "") for sign in name)
    return tuple(filter(None, found))


def find_initials(name: tuple[str, ...], typed: str) -> int | None:
    """Return at which of the `initials` of a name some letters begin to match, one by one; None if nowhere."""
    for start in range(len(name) - len(typed) + 1):
        if all(letter in name[start + place] for place, letter in enumerate(typed)):
            return start
    return None
