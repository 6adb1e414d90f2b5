"""Two issues of a kind beside each other: what each printed of the unit, and nothing said of the difference."""

from __future__ import annotations

from typing import NamedTuple

from core.bulletins.document import BulletinDocument, FigureLine
from core.metrics.display import NO_DATA


class FigurePair(NamedTuple):
    """A figure of the unit as one issue printed it, and as the other did."""

    kpi_zh: str
    first: str
    second: str


def figure_pairs(first: BulletinDocument, second: BulletinDocument) -> list[FigurePair]:
    """Return the unit's own figures of both, in the order of the second; a dash where an issue has not got it."""
    earlier, later = _own_figures(first), _own_figures(second)
    return [
        FigurePair((later.get(kpi) or earlier[kpi]).kpi_zh, _text(earlier.get(kpi)), _text(later.get(kpi)))
        for kpi in dict.fromkeys((*later, *earlier))
    ]


def _own_figures(document: BulletinDocument) -> dict[str, FigureLine]:
    return {line.kpi: line for line in document.figures if line.unit == document.unit}


def _text(line: FigureLine | None) -> str:
    return NO_DATA if line is None else line.text
