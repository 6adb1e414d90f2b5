"""Wide tables of a ledger: which headers are measures, which are months, which are comparisons that are not read."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.full_width import half_width
from core.intake.counts import is_missing_mark
from core.intake.mapping.header_periods import PIECES_JOINT, is_month, period_of_piece
from core.intake.mapping.likeness import PROPOSED, likest
from core.intake.mapping.model import WideColumn
from core.intake.mapping.names import KindNames
from core.intake.mapping.proposal import Question
from core.intake.mapping.samples import Samples, choice_words
from core.intake.text_matching import match_key

COMPARED = ("同比", "环比", "增幅", "增减", "增长率", "升降", "占比", "比率", "排名", "名次")
SUMS = ("累计", "合计", "总计", "共计", "小计", "全年", "总数", "本年累计")
AMOUNTS = ("起数", "件数", "宗数", "次数", "个数", "数量", "小计")  # say no more than that a column is of figures
MOSTLY = 0.8


@dataclass
class WideMatches:
    """Headers whose cells are figures, with what they say; those not read; and questions.

    `figures` are those of which nothing of ours is near.
    """

    columns: dict[str, WideColumn] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


def match_wide(names: KindNames, samples: Samples, headers: list[str]) -> WideMatches:
    """Return what headers of a ledger's table say of the figures below them."""
    matches = WideMatches()
    has_months = sum(map(is_month, headers)) > 1
    for header in headers:
        pieces = [piece for piece in half_width(header).split(PIECES_JOINT) if piece]
        if any(match_key(piece) in COMPARED for piece in pieces) or (has_months and pieces[:1] and pieces[0] in SUMS):
            matches.ignored.append(header)  # a sum of the months beside it says nothing new
            continue
        periods = [period for piece in pieces if (period := period_of_piece(piece))]
        named = [piece for piece in pieces if not period_of_piece(piece)]
        named = [piece for piece in named if match_key(piece) not in AMOUNTS] or named[:1]
        period = periods[0] if periods else ""
        if len(named) > 1 or len(periods) > 1 or not pieces:
            continue
        measure = _measure(names, named[0]) if named else None
        if measure or not named:
            matches.columns[header] = WideColumn(measure=measure or "", period=period)
        elif samples.share(header, _is_figure) < MOSTLY:
            continue
        elif near := likest(named[0], _labels(names), PROPOSED):
            matches.columns[header] = WideColumn(period=period)
            matches.questions.append(Question(("wide", header), "measure", (near[0],), "表头相似", tuple(near[1:])))
        else:
            matches.figures.append(header)
    return matches


def class_above(header: str) -> str:
    """Return what a header says besides its period, as the merged cell above it does; empty where it says no more."""
    parts = [part for part in half_width(header).split(PIECES_JOINT) if part and not period_of_piece(part)]
    return PIECES_JOINT.join([part for part in parts if match_key(part) not in AMOUNTS] or parts[:1])


def _is_figure(text: str) -> bool:
    return half_width(text).replace(",", "").replace(".", "").isdecimal() or is_missing_mark(text)


def _labels(names: KindNames) -> list[str]:
    return list(names.choices("measure").values())


def _measure(names: KindNames, piece: str) -> str | None:
    words = choice_words(names, "measure")
    return words.own(piece) or words.synonym(piece)
