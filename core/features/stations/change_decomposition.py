"""A station's change decomposed by kinds of case, or by communities, each component with its own judgement.

The components are those that the catalogue declares: of a count the parts of its sum that are KPIs themselves, of a
rate its strata. The remainder stands as one line, so that the lines add up to the total change. No component is called
a cause: one is said to have changed only where its own judgement says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.reversal import BeforeAfter, is_reversal
from core.disclosure.release_periods import last_period, releasable_span
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
from core.time.days import day_number, to_date

REMAINING_KINDS = "其余各类"
REMAINING_COMMUNITIES = "其余（含不显示的社区和未分到社区的）"
NO_COMPONENTS = "目录没有给这项指标声明组成部分，不能按类分解；可看各社区"
NOT_ADDITIVE = "这项指标不能由各部分相加得到（分位数或人均量），不作分解"
IS_STOCK = "时点数：期末清点的数，看两期各是多少即可，不作分解"
NOT_COMPARED = "两期不可比，不作分解：{why}"
DIFFERENT_SOURCES = "各部分加起来不等于总数（来源不同），不作分解"
ALL_HIDDEN = "没有一个社区两期的数都能显示，无从分到社区"
NO_COMMUNITIES = "本所下面没有社区"
NO_BASE = "没有去年同期的数据"


class ChangeKey(NamedTuple):
    """Key of a change on a board."""

    kpi: str
    unit: int
    kind: ChangeKind


class _Total(NamedTuple):
    """The change to decompose: its KPI, and the board that holds it."""

    kpi: Kpi
    board: Board
    key: ChangeKey
    axis: DecompositionAxis

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """Its figures in the base and now."""
        return self.board.changes[self.key].base_figure, self.board.figures[self.key[:2]]


class _Candidate(NamedTuple):
    """A possible component: a KPI of a unit, with its Chinese name."""

    kpi: str
    unit: int
    zh: str


class _Component(NamedTuple):
    """A component's figures in the base and now; `key` is None of the remainder."""

    zh: str
    base_figure: Figure
    figure: Figure
    key: ChangeKey | None


def decompose_by_kind(engine: FigureReader, unit: int, kpi: str, period: str, board: Board) -> ChangeDecomposition:
    """Decompose a KPI's change on a board of a unit by kinds of case; the total's judgement is the board's own."""
    catalogue, total_board = engine.catalogue, board.board_of(kpi)
    key = ChangeKey(kpi, unit, year_change_kind(total_board, kpi, unit))
    total = _Total(catalogue.kpis[kpi], total_board, key, "kind")
    names = component_kpis(catalogue, kpi)
    reason = _barred_reason(total) or ("" if names else NO_COMPONENTS)
    if reason:
        return _without_components(total, reason)
    component_board = engine.board(unit, period, total_board.as_of, names, 0, [])
    candidates = [_Candidate(name, unit, catalogue.kpis[name].label) for name in names]
    return _decompose(total, component_board, candidates, REMAINING_KINDS)


def decompose_by_community(
    engine: FigureReader, unit: int, kpi: str, window: Window, as_of: date
) -> CommunityBreakdown:
    """Decompose a change by communities, over the whole blocks of months by which their figures may be released.

    Where the window holds no whole block it is the last one before its end.
    """
    catalogue = engine.catalogue
    communities = [child for child in engine.units.children(unit) if child.kind == "community"]
    first, last = releasable_days(window, as_of, catalogue)
    board = engine.board(unit, f"{first}..{last}", last, [kpi], 0, [community.id for community in communities])
    kind = year_change_kind(board, kpi, unit)
    total = _Total(catalogue.kpis[kpi], board, ChangeKey(kpi, unit, kind), "community")
    reason = _barred_reason(total) or ("" if communities else NO_COMMUNITIES)
    if reason:
        decomposition = _without_components(total, reason)
    else:
        candidates = [_Candidate(kpi, community.id, community.name) for community in communities]
        decomposition = _decompose(total, board, candidates, REMAINING_COMMUNITIES)
    return CommunityBreakdown(
        tuple(
            _community_change(board, ChangeKey(kpi, community.id, kind), community.name) for community in communities
        ),
        decomposition,
    )


def _community_change(board: Board, key: ChangeKey, zh: str) -> CommunityChange:
    return CommunityChange(zh, board.changes[key].base_figure, board.figures[key[:2]], board.judgements[key])


def releasable_days(window: Window, as_of: date, catalogue: Catalogue) -> tuple[date, date]:
    """The whole blocks of months within a window, or else the last whole block by its end."""
    months, calendar = catalogue.small_numbers.months, catalogue.reporting_calendar
    span = releasable_span(AsOfSpan(window.first, window.last, day_number(as_of)), months, calendar)
    first, last = last_period(window.last, months, calendar) if span is None else (span.first, span.last)
    return to_date(first), to_date(last)


def component_kpis(catalogue: Catalogue, kpi: str) -> list[str]:
    """The KPIs that a KPI is made of: a rate's strata, or the counts that its sum is declared to have as parts."""
    declared = catalogue.kpis[kpi]
    if declared.kind == "rate":
        return list(declared.strata)
    if declared.kind != "count" or declared.numerator not in catalogue.sums:
        return []
    kpi_of_measure = {count.numerator: name for name, count in catalogue.kpis.items() if count.kind == "count"}
    measures = catalogue.sums[declared.numerator].parts
    return [kpi_of_measure[measure] for measure in measures if measure in kpi_of_measure]


def year_change_kind(board: Board, kpi: str, unit: int) -> ChangeKind:
    """同比, or the one aligned on the lunar new year where the plain one misleads."""
    if (kpi, unit, "lunar") in board.changes and board.judgements[kpi, unit, "yoy"].note:
        return "lunar"
    return "yoy"


def _barred_reason(total: _Total) -> str:
    """The reason why a change cannot be decomposed; empty where it can."""
    if total.kpi.basis == "stock":
        return IS_STOCK
    if total.kpi.kind not in ("count", "rate"):
        return NOT_ADDITIVE
    base_figure, figure = total.figures
    if figure.value is None or base_figure.value is None:
        return NOT_COMPARED.format(why=figure.reason or base_figure.reason or NO_BASE)
    judgement = total.board.judgements[total.key]
    return NOT_COMPARED.format(why=judgement.reason) if judgement.verdict is Verdict.NOT_COMPARABLE else ""


def _decompose(total: _Total, board: Board, candidates: Sequence[_Candidate], remainder_zh: str) -> ChangeDecomposition:
    """Decompose the total change by the figures of a board: those shown in both periods, and the remainder."""
    is_rate = total.kpi.kind == "rate"
    components = _shown_components(total, board, candidates)
    has_hidden = len(components) < len(candidates)
    if not components:
        reason = ALL_HIDDEN if total.axis == "community" else NOT_COMPARED.format(why=NO_BASE)
        return _without_components(total, reason)
    base_total, now_total = total.figures
    remainder = (
        _remainder(base_total, [component.base_figure for component in components]),
        _remainder(now_total, [component.figure for component in components]),
    )
    if not all(is_possible(figure, is_rate=is_rate) for figure in remainder):
        return _without_components(total, DIFFERENT_SOURCES)
    if has_hidden or any(figure.numerator or figure.denominator for figure in remainder):
        components.append(_Component(remainder_zh, *remainder, None))
    counts = [BeforeAfter(_counts(component.base_figure), _counts(component.figure)) for component in components]
    return replace(
        _without_components(total, ""),
        components=_contributions(board, components, counts, is_rate=is_rate),
        is_reversed=is_rate and is_reversal(counts),
    )


def _shown_components(total: _Total, board: Board, candidates: Sequence[_Candidate]) -> list[_Component]:
    """The candidates whose counts are shown in both periods."""
    is_rate = total.kpi.kind == "rate"
    components = []
    for candidate in candidates:
        key = ChangeKey(candidate.kpi, candidate.unit, total.key.kind)
        figures = board.changes[key].base_figure, board.figures[key[:2]]
        if all(figure.numerator is not None and (figure.denominator is not None) == is_rate for figure in figures):
            components.append(_Component(candidate.zh, *figures, key))
    return components


def _contributions(
    board: Board, components: Sequence[_Component], counts: Sequence[BeforeAfter], *, is_rate: bool
) -> tuple[ChangeComponent, ...]:
    if is_rate:
        effects = [(effect.total, effect.mix_effect) for effect in kitagawa(counts)]
    else:
        effects = [(Fraction(count.after[0] - count.before[0]), Fraction(0)) for count in counts]
    return tuple(
        ChangeComponent(
            component.zh,
            component.base_figure,
            component.figure,
            contribution,
            mix_effect,
            board.changes[component.key] if component.key else None,
            board.judgements[component.key] if component.key else None,
        )
        for component, (contribution, mix_effect) in zip(components, effects, strict=True)
    )


def _remainder(total: Figure, figures: Sequence[Figure]) -> Figure:
    """The total less the components: its counts, without a figure of its own."""
    numerator = (total.numerator or 0) - sum(figure.numerator or 0 for figure in figures)
    if total.denominator is None:
        return Figure(numerator, None, Fraction(numerator))
    denominator = total.denominator - sum(figure.denominator or 0 for figure in figures)
    return Figure(numerator, denominator, Fraction(numerator, denominator) if denominator > 0 else None)


def is_possible(remainder: Figure, *, is_rate: bool) -> bool:
    """True where the counts are not negative and, of a rate, the numerator is no greater than the denominator."""
    numerator, denominator = remainder.numerator or 0, remainder.denominator or 0
    return numerator >= 0 and denominator >= 0 and (not is_rate or numerator <= denominator)


def _counts(figure: Figure) -> tuple[int, int]:
    return int(figure.numerator or 0), int(figure.denominator or 0)


def _without_components(total: _Total, reason: str) -> ChangeDecomposition:
    change: Change = total.board.changes[total.key]
    base_figure, figure = total.figures
    return ChangeDecomposition(
        kpi=total.key.kpi,
        axis=total.axis,
        change_kind=total.key.kind,
        window=total.board.period,
        base_window=change.base,
        base_figure=base_figure,
        figure=figure,
        change=change,
        judgement=total.board.judgements[total.key],
        components=(),
        reason=reason,
    )
