"""What a station's change is made of: by kinds of case, or by communities, each part with its own judgement.

The parts are those that the catalogue declares: of a count the parts of its sum that are KPIs themselves, of a rate its
strata. What is left of a count when they are taken away stands as one line, so that the lines add up to the whole's
change. No part is called a cause: a part is told to have moved only where its own judgement says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.reversal import BeforeAfter, is_reversal
from core.disclosure.release_periods import releasable_span
from core.features.reader import FigureReader
from core.features.stations.kitagawa import kitagawa
from core.features.stations.types import (
    ChangeComponent,
    ChangeDecomposition,
    CommunityBreakdown,
    CommunityChange,
    DecompositionAxis,
)
from core.metrics.as_of_span import AsOfSpan
from core.metrics.types import Board, Change, ChangeKind, Figure, Verdict, Window
from core.time.days import day_number, month_days, month_number, to_date

REST = "其余各类"
REST_BELOW = "其余（含不显示的社区和未分到社区的）"
NO_PARTS = "目录没有给这项指标声明组成部分，不能按类分解；可看各社区"
NOT_ADDITIVE = "这项指标不能由各部分相加得到（分位数或人均量），不作分解"
COUNTED = "时点数：期末清点的数，看两期各是多少即可，不作分解"
NOT_COMPARED = "两期不可比，不作分解：{why}"
DIFFERENT_SOURCES = "各部分加起来不等于总数（来源不同），不作分解"
NOBODY_TOLD = "没有一个社区两期的数都能显示，无从分到社区"
NO_COMMUNITIES = "本所下面没有社区"
NO_BASE = "没有去年同期的数据"


def decompose_by_kind(engine: FigureReader, unit: int, kpi: str, period: str, shown: Board) -> ChangeDecomposition:
    """A KPI's change on a board of a unit, taken apart by kinds of case; the whole's judgement is the board's own."""
    whole = shown.board_of(kpi)
    kind = year_change_kind(whole, kpi, unit)
    catalogue = engine.catalogue
    names = component_kpis(catalogue, kpi)
    reason = _barred(catalogue.kpis[kpi], whole, (kpi, unit, kind)) or ("" if names else NO_PARTS)
    if reason:
        return _moved(whole, (kpi, unit, kind), "kind", (), reason)
    board = engine.board(unit, period, whole.as_of, names, 0, [])
    units = [(name, unit, catalogue.kpis[name].label) for name in names]
    return _apart(catalogue.kpis[kpi], whole, (kpi, unit, kind), "kind", board, units, REST)


def decompose_by_community(
    engine: FigureReader, unit: int, kpi: str, window: Window, as_of: date
) -> CommunityBreakdown:
    """The communities' figures and the change by them, over the whole blocks of months by which they may be told.

    Where the window holds no whole block it is the last one before its end.
    """
    catalogue = engine.catalogue
    below = [one for one in engine.units.children(unit) if one.kind == "community"]
    first, last = releasable_days(window, as_of, catalogue.small_numbers.months)
    board = engine.board(unit, f"{first}..{last}", last, [kpi], 0, [one.id for one in below])
    kind = year_change_kind(board, kpi, unit)
    key = (kpi, unit, kind)
    reason = _barred(catalogue.kpis[kpi], board, key) or ("" if below else NO_COMMUNITIES)
    units = [(kpi, one.id, one.name) for one in below]
    moved = (
        _moved(board, key, "community", (), reason)
        if reason
        else _apart(catalogue.kpis[kpi], board, key, "community", board, units, REST_BELOW)
    )
    return CommunityBreakdown(tuple(_community(board, (kpi, one.id, kind), one.name) for one in below), moved)


def _community(board: Board, key: tuple[str, int, ChangeKind], zh: str) -> CommunityChange:
    return CommunityChange(zh, board.changes[key].base_figure, board.figures[key[:2]], board.judgements[key])


def releasable_days(window: Window, as_of: date, months: int) -> tuple[date, date]:
    """The whole blocks of months within a window, or else the last whole block by its end."""
    span = releasable_span(AsOfSpan(window.first, window.last, day_number(as_of)), months)
    if span is not None:
        return to_date(span.first), to_date(span.last)
    start = month_number(window.end) // months * months
    if month_days(start + months - 1)[1] > window.last:
        start -= months
    return to_date(month_days(start)[0]), to_date(month_days(start + months - 1)[1])


def component_kpis(catalogue: Catalogue, kpi: str) -> list[str]:
    """The KPIs that a KPI is made of: a rate's strata, or the counts that its sum is declared to have as parts."""
    declared = catalogue.kpis[kpi]
    if declared.kind == "rate":
        return list(declared.strata)
    if declared.kind != "count" or declared.numerator not in catalogue.sums:
        return []
    parts = catalogue.sums[declared.numerator].parts
    by_measure = {one.numerator: name for name, one in catalogue.kpis.items() if one.kind == "count"}
    return [by_measure[part] for part in parts if part in by_measure]


def year_change_kind(board: Board, kpi: str, unit: int) -> ChangeKind:
    """同比, or the one aligned on the lunar new year where the plain one misleads."""
    if (kpi, unit, "lunar") in board.changes and board.judgements[kpi, unit, "yoy"].note:
        return "lunar"
    return "yoy"


def _barred(kpi: Kpi, board: Board, key: tuple[str, int, ChangeKind]) -> str:
    """Why a change cannot be taken apart, if so."""
    if kpi.basis == "stock":
        return COUNTED
    if kpi.kind not in ("count", "rate"):
        return NOT_ADDITIVE
    now, then = board.figures[key[:2]], board.changes[key].base_figure
    if now.value is None or then.value is None:
        return NOT_COMPARED.format(why=now.reason or then.reason or NO_BASE)
    judged = board.judgements[key]
    return NOT_COMPARED.format(why=judged.reason) if judged.verdict is Verdict.NOT_COMPARABLE else ""


def _apart(
    kpi: Kpi, whole: Board, key: tuple[str, int, ChangeKind], by: DecompositionAxis, board: Board,
    units: Sequence[tuple[str, int, str]], rest: str,
) -> ChangeDecomposition:  # fmt: skip
    """The whole's change by the parts of a board: those that are told both times, and what is left over."""
    now, then = whole.figures[key[:2]], whole.changes[key].base_figure
    told: list[tuple[str, Figure, Figure, tuple[str, int, ChangeKind] | None]] = []
    for name, unit, zh in units:
        own: tuple[str, int, ChangeKind] = (name, unit, key[2])
        pair = board.changes[own].base_figure, board.figures[name, unit]
        if all(one.numerator is not None and (one.denominator is not None) == (kpi.kind == "rate") for one in pair):
            told.append((zh, *pair, own))
    hidden = len(units) - len(told)
    if not told:
        return _moved(whole, key, by, (), NOBODY_TOLD if by == "community" else NOT_COMPARED.format(why=NO_BASE))
    left = _left(then, [one[1] for one in told]), _left(now, [one[2] for one in told])
    if not all(_possible(figure, rate=kpi.kind == "rate") for figure in left):
        return _moved(whole, key, by, (), DIFFERENT_SOURCES)
    if hidden or any(figure.numerator or figure.denominator for figure in left):
        told.append((rest, left[0], left[1], None))
    pairs = [BeforeAfter(_pair(before), _pair(after)) for _, before, after, _ in told]
    sums = kitagawa(pairs) if kpi.kind == "rate" else None
    parts = tuple(
        ChangeComponent(
            zh,
            before,
            after,
            sums[at].total if sums else Fraction(pair.after[0] - pair.before[0]),
            sums[at].mix_effect if sums else Fraction(0),
            board.changes[own] if own else None,
            board.judgements[own] if own else None,
        )
        for at, ((zh, before, after, own), pair) in enumerate(zip(told, pairs, strict=True))
    )
    found = _moved(whole, key, by, parts, "")
    return replace(found, hidden_communities=hidden, is_reversed=kpi.kind == "rate" and is_reversal(pairs))


def _left(total: Figure, parts: Sequence[Figure]) -> Figure:
    """What is left of the whole when its parts are taken away: two counts, and no figure of its own."""
    top = (total.numerator or 0) - sum(one.numerator or 0 for one in parts)
    if total.denominator is None:
        return Figure(top, None, top)
    bottom = total.denominator - sum(one.denominator or 0 for one in parts)
    return Figure(top, bottom, top / bottom if bottom > 0 else None)


def _possible(left: Figure, *, rate: bool) -> bool:
    """Whether there can be such a rest: counts from 0 on, of a rate no more on top than below."""
    top, bottom = left.numerator or 0, left.denominator or 0
    return top >= 0 and bottom >= 0 and (not rate or top <= bottom)


def _pair(figure: Figure) -> tuple[int, int]:
    return int(figure.numerator or 0), int(figure.denominator or 0)


def _moved(
    board: Board,
    key: tuple[str, int, ChangeKind],
    by: DecompositionAxis,
    parts: tuple[ChangeComponent, ...],
    reason: str,
) -> ChangeDecomposition:
    change: Change = board.changes[key]
    return ChangeDecomposition(
        kpi=key[0],
        axis=by,
        change_kind=key[2],
        window=board.period,
        base_window=change.base,
        base_figure=change.base_figure,
        figure=board.figures[key[:2]],
        change=change,
        judgement=board.judgements[key],
        components=parts,
        reason=reason,
    )
