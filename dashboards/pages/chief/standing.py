"""Lines of the wall's strip besides the board's own notices: what is unusual, in doubt and overdue, or that nothing is.

A line a class, the same in all scenes: how many, at how many places, the first of them, and what was sent about it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.access.scoped_instructions import OverdueInstruction
from core.board.attention import KINDS
from core.features.signals.digest import SignalDigest, SignalGroup
from core.features.signals.types import Signal
from core.instructions.model import Stage
from core.metrics.types import Board, Verdict
from dashboards.i18n.words import instructions as instruction_words
from dashboards.i18n.words import verdicts as words

NAMED_PLACES = 3  # besides the first
TONES = {SignalGroup.UNUSUAL: "worse", SignalGroup.DOUBTFUL_DATA: "watch", SignalGroup.OVERDUE: "worse"}


class StripLine(NamedTuple):
    """A line: its class with its number, how many, what comes first, and what was sent, each a text."""

    group: SignalGroup
    name: str
    total: str
    lead: str
    sent: str


class Places(NamedTuple):
    """Names for the places of signals and instructions, and the stage of an instruction, if it is known."""

    of_signal: Callable[[Signal], str]
    of_unit: Callable[[int], str]
    stage_of: Callable[[str], Stage | None]


def strip_lines(
    board: Board,
    digests: Sequence[SignalDigest],
    overdue: Sequence[OverdueInstruction],
    places: Places,
    further_doubt: str = "",
) -> list[StripLine]:
    """Return the lines of the classes that are not empty, in their order; `board` is the bureau's own, of all tiles.

    `further_doubt` is said of the data besides what the board shows.
    """
    by_group = {digest.group: digest for digest in digests}
    doubts = words.STANDING_JOINT.join(filter(None, (_doubts(board), further_doubt)))
    extras = {SignalGroup.DOUBTFUL_DATA: doubts, SignalGroup.OVERDUE: _overdue_extra(overdue)}
    lines = []
    for group in SignalGroup:
        digest, extra = by_group.get(group), extras.get(group, "")
        if digest is not None:
            lines.append(_line(digest, extra, places))
        elif extra:
            lead = _oldest(overdue, places) if group is SignalGroup.OVERDUE else ""
            lines.append(StripLine(group, _name(group), extra, lead, ""))
    return lines


def calm_text(board: Board) -> str:
    """Return what is said where every class is empty: steady, and how many figures have risen or fallen for sure."""
    return words.STANDING_JOINT.join([words.STEADY, confirmed_text(board)])


def confirmed_text(board: Board) -> str:
    """Return once for all tiles how many have a change that is beyond doubt, for better, worse or neither.

    A tile without a figure is no tile without a change: those are told by themselves.
    """
    count, total, with_figure = len(_confirmed(board)), len(board.kpis), _figure_count(board)
    if not with_figure:
        return words.NO_FIGURES.format(total=total)
    template = words.CONFIRMED if count else words.NONE_CONFIRMED
    without = words.SOME_WITHOUT.format(count=total - with_figure) if with_figure < total else ""
    return words.STANDING_JOINT.join(filter(None, (template.format(total=with_figure, count=count), without)))


def has_figures(board: Board) -> bool:
    """Tell whether any tile has a figure: where none has, nobody knows that all is calm."""
    return _figure_count(board) > 0


def _figure_count(board: Board) -> int:
    """Return how many tiles have a figure."""
    focus = board.units[0].id
    return sum(board.board_of(kpi).figures[kpi, focus].exact is not None for kpi in board.kpis)


def _line(digest: SignalDigest, extra: str, places: Places) -> StripLine:
    if extra and digest.is_of_instructions:  # one count, and not that of their signals beside it
        counts = [_count(digest, places, extra)]
    else:
        counts = [_count(digest, places, words.GROUP_COUNT.format(count=digest.total)), extra]
    finding = digest.lead.headline or digest.lead.finding
    return StripLine(
        digest.group,
        _name(digest.group),
        words.STANDING_JOINT.join(filter(None, counts)),
        words.LEAD.format(place=places.of_signal(digest.lead), finding=finding),
        _sent(digest, places),
    )


def _count(digest: SignalDigest, places: Places, count: str) -> str:
    """Return how many there are, and which places besides the first, which the line begins with."""
    others = digest.places[1:]
    if not others:
        return count
    template = words.GROUP_MORE_PLACES if len(others) > NAMED_PLACES else words.GROUP_PLACES
    named = words.PLACES_JOINT.join(places.of_unit(place) for place in others[:NAMED_PLACES])
    return template.format(count=count, names=named, places=len(digest.places))


def _sent(digest: SignalDigest, places: Places) -> str:
    """Return what was sent about the first, and how many others were."""
    others = digest.sent - (digest.instruction is not None)
    stage = None if digest.instruction is None else places.stage_of(digest.instruction)
    texts = [
        "" if stage is None else words.SENT_STAGE.format(stage=stage.label),
        words.SENT_OF_ALL.format(total=digest.total, sent=digest.sent) if others else "",
    ]
    return words.STANDING_JOINT.join(filter(None, texts))


def _name(group: SignalGroup) -> str:
    return f"{words.GROUP_MARKS[list(SignalGroup).index(group)]} {group.label}"


def _doubts(board: Board) -> str:
    """Return how many tiles rest on a late source, or have figures in them that are known to be false."""
    focus = board.units[0].id
    false = sum(board.board_of(kpi).figures[kpi, focus].has_false_part for kpi in board.kpis)
    late = sum(kpi in board.late_kpis for kpi in board.kpis)
    counts = (words.LATE_TILES, late), (words.FALSE_TILES, false)
    return words.STANDING_JOINT.join(template.format(count=count) for template, count in counts if count)


def _overdue_extra(overdue: Sequence[OverdueInstruction]) -> str:
    return words.MORE_OVERDUE.format(count=len(overdue)) if overdue else ""


def _oldest(overdue: Sequence[OverdueInstruction], places: Places) -> str:
    clocks = "、".join(overdue[0].clocks)
    return instruction_words.OLDEST.format(unit=places.of_unit(overdue[0].unit), clocks=clocks)


def _confirmed(board: Board) -> list[str]:
    """Return the KPIs of the board that have risen or fallen beyond doubt, for better, worse or neither."""
    focus = board.units[0].id
    return [
        kpi
        for kpi in board.kpis
        if any(
            judgement is not None and judgement.verdict in (Verdict.RISE, Verdict.FALL)
            for judgement in (board.judgements.get((kpi, focus, kind)) for kind in KINDS)
        )
    ]
