"""Initials of Chinese words in pinyin (接警时间 → jjsj), for headers that a database abbreviates.

The first 3,755 characters of GB 2312 stand in the order of their pinyin, so that the code says the initial. A
character with several readings has the one that the standard files it under; rarer characters have none.
"""

from __future__ import annotations

from bisect import bisect_right

from core.intake.text_matching import match_key

_STARTS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8),
    *(0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1),
)
_LETTERS = "abcdefghjklmnopqrstwxyz"
_LAST = 0xD7F9


def initials(word: str) -> str:
    """The initials of a word; empty where one of its characters has none."""
    letters = [_initial(character) for character in match_key(word)]
    return "" if "" in letters else "".join(letters)


def _initial(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else ""
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    return _LETTERS[bisect_right(_STARTS, code) - 1] if _STARTS[0] <= code <= _LAST else ""
