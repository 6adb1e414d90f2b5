"""Rates of a single day's cohort that cannot have ripened: no rate, and why, in the place of 0 of 3.

Of the disputes taken in today none can be resolved yet. What is finished within the day, such as an application in ten
minutes, keeps its rate: earlier months tell which is which (core/metrics/cohort_maturity.py). Counts stay, months are
each as known at their own end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from core.board.lazy_mapping import LazyMapping, OverlaidMapping
from core.catalogue.model import Catalogue
from core.metrics.cohort_maturity import AGES, CohortMaturity
from core.metrics.types import NONE_DETECTABLE, Board, Change, Figure, Judgement, Verdict
from core.time.days import day_number

UNRIPE = "未到期：当天的件还没到办结的时候"
OLD_ENOUGH = AGES[1]  # days after which a day's cohort is shown, with what is still to come unsaid
K = TypeVar("K", bound=tuple[Any, ...])  # the first part is a KPI
V = TypeVar("V")


def without_unripe_days(catalogue: Catalogue, board: Board, maturity: Callable[[str], CohortMaturity | None]) -> Board:
    """Return the board of a single day without the rates that cannot be told yet; any other board as it is."""
    age = day_number(board.as_of) - board.period.last
    if board.period.days > 1 or age >= OLD_ENOUGH:
        return board
    rates = [kpi for kpi in board.kpis if catalogue.kpis[kpi].basis == "cohort" and catalogue.kpis[kpi].kind == "rate"]
    unripe = frozenset(kpi for kpi in rates if _is_unripe(maturity(kpi), age))
    return _hidden(board, unripe) if unripe else board


def _is_unripe(maturity: CohortMaturity | None, age: int) -> bool:
    """Tell whether earlier months show that more than is worth saying is still to come."""
    return maturity is not None and maturity.still_to_come is not None and not maturity.is_ripe(age)


def _hidden(board: Board, unripe: frozenset[str]) -> Board:
    figures = _replaced(board.figures, unripe, _figure)
    return replace(
        board,
        figures=figures,
        changes=_replaced(board.changes, unripe, _change),
        judgements=_replaced(board.judgements, unripe, _judgement),
        standards=_without(board.standards, unripe),
        intervals=_replaced(board.intervals, unripe, lambda _interval: None),
        deteriorations=_without(board.deteriorations, unripe),
        missed_standards=_without(board.missed_standards, unripe),
    )


def _figure(figure: Figure) -> Figure:
    return figure if figure.exact is None else replace(figure, exact=None, reason=UNRIPE, is_unripe=True)


def _change(change: Change) -> Change:
    return change if change.change is None else replace(change, change=None, reason=UNRIPE)


def _judgement(judgement: Judgement) -> Judgement:
    return replace(
        judgement,
        verdict=Verdict.NOT_COMPARABLE,
        low=None,
        high=None,
        tone="none",
        reason=UNRIPE,
        sentence=f"不可比：{UNRIPE}。",
        detectable=NONE_DETECTABLE,
        v0=None,
        v1=None,
    )


def _replaced(mapping: Mapping[K, V], kpis: frozenset[str], change: Callable[[V], V]) -> OverlaidMapping[K, V]:
    """Return the same mapping, with the values of some KPIs changed at first sight."""
    return OverlaidMapping(mapping, lambda key: key[0] in kpis, lambda _, value: change(value))


def _without(mapping: Mapping[K, V], kpis: frozenset[str]) -> LazyMapping[K, V]:
    """Return the same mapping without some KPIs."""
    return LazyMapping(lambda: [key for key in mapping if key[0] not in kpis], mapping.__getitem__)
