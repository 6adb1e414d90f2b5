"""Boards as they are asked for: by unit, period and KPIs, with stale sources taken care of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from core.board.board import BoardContext, build_board
from core.board.board_query import BoardQuery
from core.board.ripeness_marks import with_ripeness
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


class BoardRequest(NamedTuple):
    """Board of a unit and of those `below` (its stations, if none are named), over a period as people write it.

    The units are called, and stand under each other, as on the period's last day.
    Without `as_of` the board is as of the day that all sources cover, of a unit that lies behind the bureau its own.
    """

    focus: int
    below: Sequence[int] | None
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
        tree = snapshot.tree.on(period.window.last)
        below = tree.stations(request.focus) if request.below is None else [tree.units[unit] for unit in request.below]
        units = list(dict.fromkeys([tree.units[request.focus], *below]))
        query = BoardQuery(kpis, units, period, day, request.months, catalogue)

        def maturity(kpi: str) -> CohortMaturity | None:
            together = [
                other for other in kpis if record_kind(other) == record_kind(kpi)
            ]  # one reading for all of them
            maturities = unknown_maturities(catalogue, [kpi]) | _known_maturities(context, request.focus, together, day)
            return maturities.get(kpi)

        board = without_unripe_days(catalogue, build_board(context, query), maturity)
        return with_ripeness(catalogue, board, maturity, context.lock)

    def record_kind(kpi: str) -> str | None:
        return catalogue.measures[catalogue.kpis[kpi].numerator].fact

    return build_with_stale_sources(catalogue, request.period, request.kpis, horizon, build)


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
