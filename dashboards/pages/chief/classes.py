"""Alert classes: this period against the same of last year."""

from __future__ import annotations

from collections.abc import Sequence

from core.metrics.types import ClassShare
from dashboards.components import bars
from dashboards.i18n import words

KEY = "classes"


def message(most: Sequence[str]) -> str:
    """What the title says of the classes, the most frequent first: that the rest leads tells nobody anything."""
    names = [words.short_class(name) for name in most]
    if not names:
        return words.CLASSES_TITLE
    if names[0] != words.OTHER or len(names) == 1:
        return words.MOST_CLASS.format(name=names[0])
    return words.MOST_NAMED.format(name=names[1])


def draw(shares: Sequence[ClassShare], age: dict[str, str] | None = None) -> None:
    """Draws the classes, the most frequent first."""
    ordered = sorted(shares, key=lambda share: -(share.value or 0))
    rows = [bars.Row(words.short_class(one.zh), one.value, words.amount(one.value), base=one.base) for one in ordered]
    title = message([one.zh for one in ordered if one.value])
    bars.draw(KEY, title, [f"{words.CLASSES_TITLE} · {words.CLASSES_NOTE}"], rows, age=age)
