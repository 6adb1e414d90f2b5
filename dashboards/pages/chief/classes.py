"""Alert classes: this period against the same of last year."""

from __future__ import annotations

from collections.abc import Sequence

from core.metrics.types import ClassShare
from dashboards.components import bars
from dashboards.i18n import words
from dashboards.i18n.words import chief as chief_words

KEY = "classes"
OTHER_ALERTS = "other_alerts"  # the measure of alerts that belong to none of the named classes


def title(by_frequency: Sequence[ClassShare]) -> str:
    """Return a title that names the leading class; that 其他 leads tells nobody anything, so then the next one."""
    names = [chief_words.short_class(share.zh) for share in by_frequency]
    if not names:
        return chief_words.CLASSES_TITLE
    if by_frequency[0].measure != OTHER_ALERTS or len(names) == 1:
        return chief_words.MOST_CLASS.format(name=names[0])
    return chief_words.MOST_NAMED.format(name=names[1])


def draw(shares: Sequence[ClassShare], freshness: dict[str, str] | None = None) -> None:
    """Draw the classes, the most frequent first."""
    by_frequency = sorted(shares, key=lambda share: -(share.value or 0))
    rows = [
        bars.Row(chief_words.short_class(share.zh), share.value, words.amount(share.value), base=share.base)
        for share in by_frequency
    ]
    subtitle = [f"{chief_words.CLASSES_TITLE} · {chief_words.CLASSES_NOTE}"]
    heading = title([share for share in by_frequency if share.value])
    bars.draw(KEY, bars.BarChart(heading, subtitle, rows, freshness=freshness))
