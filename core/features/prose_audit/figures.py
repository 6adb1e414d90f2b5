"""Figures in a sentence: the number with its unit, its relation, and the words that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.audit.printed_figure import Relation

COUNT_UNITS = "起|件|人次|场次|家次|人|名|条|家|处|份|户|间|个(?!百分点)|次|宗|例|辆|台|万元|元|项|所|场|栋|批|例"
_FIGURE = re.compile(
    r"(?P<about>约|近|超过|逾|达到?)? ?(?P<sign>[+-])? ?"
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?) ?(?P<scale>[万亿]?)(?P<odd>余|多)?"
    rf" ?(?P<unit>%|‰|个百分点|百分点|天|{COUNT_UNITS})?(?P<bound>以上|以下|以内)?"
    r"(?: ?[(（](?P<top>[0-9,]+) ?/ ?(?P<bottom>[0-9,]+)[)）])?"
)
_ABOUT = ("约", "近", "超过", "逾")


class Figure(NamedTuple):
    """A figure: `lead` are the words since the figure before it; `counts` are a rate's own, printed behind it."""

    lead: str
    sign: str
    number: str
    unit: str
    relation: Relation | None  # None where the text only says about how much
    counts: tuple[int, int] | None
    start: int
    end: int

    @property
    def is_count(self) -> bool:
        """Tell that it counts things."""
        return self.unit not in ("%", "‰", "个百分点", "天", "")

    @property
    def whole(self) -> int | None:
        """The number of a count that is exact and written out."""
        if self.relation is not Relation.EQUAL or "." in self.number or not self.number.replace(",", "").isdigit():
            return None
        return int(self.number.replace(",", ""))


def figures(text: str) -> Iterator[Figure]:
    """Yield the figures of a sentence that has been made plain."""
    behind = 0
    for match in _FIGURE.finditer(text):
        unit = (match["unit"] or "").replace("百分点", "个百分点").replace("个个", "个")
        counts = None
        if match["top"]:
            counts = int(match["top"].replace(",", "")), int(match["bottom"].replace(",", ""))
        yield Figure(
            text[behind : match.start()],
            match["sign"] or "",
            match["number"] + match["scale"],
            unit,
            _relation(match),
            counts,
            match.start(),
            match.end(),
        )
        behind = match.end()


def _relation(match: re.Match[str]) -> Relation | None:
    if match["odd"]:
        return Relation.ODD
    if match["bound"]:
        return Relation.OR_MORE if match["bound"] == "以上" else Relation.OR_LESS
    return None if match["about"] in _ABOUT else Relation.EQUAL
