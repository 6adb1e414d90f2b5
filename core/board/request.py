"""Boards as they are asked for: by unit, period and KPIs, with stale sources taken care of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np

from core.board.board import BoardContext, build_board
from core.board.board_query import BoardQuery
from core.board.ripeness_marks import with_ripeness
from core.board.source import BelowFocus, UnitsBelow
from core.board.stale_sources import build_with_stale_sources
from core.board.unripe_days import without_unripe_days
from core.metrics.cohort_maturity import (
    CohortMaturity,
    cohort_maturities,
    compared_months,
    unknown_maturities,
)
from core.metrics.freshness import DataHorizon
from core.metrics.reporting_period import Period
from core.metrics.result_cache import EntryKey, KpiKey, get_or_compute
from core.metrics.types import Board
from core.store.units import UnitRef, UnitTree


class BoardRequest(NamedTuple):
    """Board of a unit and of those `below` that are named, or as they follow from its tree, over a period in words.

    The units are called, and stand under each other, as on the period's last day.
    Without `as_of` the board is as of the day that all sources cover, of a unit that lies behind the bureau its own.
    """

    focus: int
    below: UnitsBelow
    period: str
    as_of: date | None
    kpis: Sequence[str]
    months: int


def answer_board(context: BoardContext, request: BoardRequest) -> Board:
    """Builds the board of a request."""
    catalogue, snapshot = context.store.catalogue, context.snapshot
    horizon = (
        DataHorizon(request.as_of, {})
        if request.as_of
        else snapshot.data_horizon(catalogue, request.kpis, request.focus)
    )

    def build(kpis: Sequence[str], period: Period, day: date) -> Board:
        query = _query(context, request, tuple(kpis), period, day)

        @cache
        def known_maturities(kind: str | None) -> dict[str, CohortMaturity]:  # one reading for all of its kind
            return _known_maturities(context, request.focus, [kpi for kpi in kpis if record_kind(kpi) == kind], day)

        def maturity(kpi: str) -> CohortMaturity | None:
            known = known_maturities(record_kind(kpi)).get(kpi)
            return unknown_maturities(catalogue, [kpi]).get(kpi) if known is None else known

        board = without_unripe_days(catalogue, build_board(context, query), maturity)
        return with_ripeness(catalogue, board, maturity, context.lock)

    def record_kind(kpi: str) -> str | None:
        return catalogue.measures[catalogue.kpis[kpi].numerator].fact

    return build_with_stale_sources(catalogue, request.period, request.kpis, horizon, build)


def _units_below(tree: UnitTree, request: BoardRequest) -> list[UnitRef]:
    if isinstance(request.below, BelowFocus):
        is_compared = request.below is BelowFocus.COMPARED
        return tree.compared(request.focus) if is_compared else tree.stations(request.focus)
    return [tree.units[unit] for unit in request.below]


def _query(
    context: BoardContext, request: BoardRequest, kpis: tuple[str, ...], period: Period, day: date
) -> BoardQuery:
    """Return KPIs, units and spans of a board; the same as before, while catalogue and tree are the same."""
    catalogue, tree, cache = context.store.catalogue, context.snapshot.tree, context.snapshot.result_cache
    below = request.below if isinstance(request.below, BelowFocus) else tuple(request.below)
    number = cache.interner.intern("query", request.focus, below, kpis, period, day, request.months)
    entry = cache.entry(EntryKey("query", "", number), (catalogue, tree))

    def make() -> BoardQuery:
        tree_then = tree.on(period.window.last)
        units = list(dict.fromkeys([tree_then.units[request.focus], *_units_below(tree_then, request)]))
        return BoardQuery(kpis, units, period, day, request.months, catalogue)

    return get_or_compute(entry, KpiKey("query"), make)


def _known_maturities(context: BoardContext, unit: int, kpis: Sequence[str], day: date) -> dict[str, CohortMaturity]:
    """Return how the KPIs' months ripen; where the unit's small numbers are protected its months tell nothing.

    What rests on months that have long been over is kept until one of them changes.
    """
    catalogue, snapshot = context.store.catalogue, context.snapshot
    cohorts = unknown_maturities(catalogue, kpis)
    measures = {kpi: catalogue.kpis[kpi].measures() for kpi in cohorts}
    told = tuple(kpi for kpi in cohorts if not context.policy.is_protected(measures[kpi], unit))
    months = compared_months(catalogue.reporting_calendar, day)
    if not told or not months:
        return {}
    cache = snapshot.result_cache
    ledger = snapshot.ledger_book([name for kpi in told for name in measures[kpi]])
    changed_at = np.array(snapshot.cube_cache.changed_at(months[0], months[-1]))
    key = EntryKey("maturities", "", cache.interner.intern("maturities", told, unit, day))
    entry = cache.entry(key, [catalogue, snapshot.coverage, ledger, changed_at])
    return get_or_compute(
        entry, KpiKey("maturities"), lambda: cohort_maturities(catalogue, context.read, told, unit, day)
    )
