"""Alert classes: this period against the same of last year."""

from __future__ import annotations

from collections.abc import Sequence

from core.engine.answers import Share
from dashboards import words
from dashboards.parts import bars

KEY = "classes"


def draw(shares: Sequence[Share], age: dict[str, str] | None = None) -> None:
    """Draws the classes, the most frequent first."""
    ordered = sorted(shares, key=lambda share: -(share.value or 0))
    rows = [bars.Row(words.short_class(one.zh), one.value, words.amount(one.value), base=one.base) for one in ordered]
    most = next((one for one in ordered if one.value), None)
    title = words.MOST_CLASS.format(name=words.short_class(most.zh)) if most else words.CLASSES_TITLE
    bars.draw(KEY, title, [f"{words.CLASSES_TITLE} · {words.CLASSES_NOTE}"], rows, age=age)
