"""Words as people type them: trimmed, full-width made plain, and the nearest known ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_HINTS = 100  # distinct unknown words that get near matches: comparing is slow where a whole column is unknown


def trimmed(text: str) -> str:
    """Strip blanks (full-width ones too) and invisible characters at the ends."""
    return text.strip().strip(_INVISIBLE).strip()


def match_key(text: str) -> str:
    """Key that two spellings of the same word have in common: no blanks, no case, no full-width."""
    plain = trimmed(text)
    return "".join((plain if plain.isascii() else unicodedata.normalize("NFKC", plain)).split()).casefold()


class NearestWords:
    """Finds the known words nearest to an unknown one, for the first hundred unknown words.

    `own_part` is what tells a word from others of its sort: what is like it in the rest alone is not near.
    """

    def __init__(self, vocabulary: Iterable[str], own_part: Callable[[str], str] = str) -> None:
        self._known = list(dict.fromkeys(vocabulary))
        self._own_part = own_part
        self._left = _HINTS

    def suggestion(self, unknown: str, otherwise: str) -> str:
        """A sentence that names the nearest words, or `otherwise` where nothing is near."""
        if self._left <= 0:
            return otherwise
        self._left -= 1
        own_letters = set(self._own_part(unknown))
        alike = get_close_matches(unknown, self._known, n=3, cutoff=0.5)
        near = [word for word in alike if own_letters & set(self._own_part(word))]
        return f"是否应为：{'、'.join(near)}" if near else otherwise
