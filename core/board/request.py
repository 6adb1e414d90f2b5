"""Boards as they are asked for: by unit, period and KPIs, with stale sources taken care of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from core.board.board import BoardContext, build_board
from core.board.board_query import BoardQuery
from core.board.ripeness_marks import with_ripeness
from core.board.stale_sources import build_with_stale_sources
from core.board.unripe_days import without_unripe_days
from core.metrics.cohort_maturity import CohortMaturity, cohort_maturities, unknown_maturities
from core.metrics.freshness import DataHorizon
from core.metrics.reporting_period import Period
from core.metrics.types import Board


class BoardRequest(NamedTuple):
    """Board of a unit and of those `below` (its stations, if none are named), over a period as people write it.

    The units are called, and stand under each other, as on the period's last day.
    Without `as_of` the board is as of the day that all sources cover.
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
    horizon = DataHorizon(request.as_of, {}) if request.as_of else snapshot.data_horizon(catalogue, request.kpis)

    def build(kpis: Sequence[str], period: Period, day: date) -> Board:
        tree = snapshot.tree.on(period.window.last)
        below = tree.stations(request.focus) if request.below is None else [tree.units[unit] for unit in request.below]
        units = list(dict.fromkeys([tree.units[request.focus], *below]))
        query = BoardQuery(kpis, units, period, day, request.months, catalogue)
        board = without_unripe_days(catalogue, build_board(context, query), lambda kpi: maturities([kpi], day).get(kpi))
        return with_ripeness(catalogue, board, lambda: maturities(kpis, day), context.lock)

    def maturities(kpis: Sequence[str], day: date) -> dict[str, CohortMaturity]:
        """The growth of KPIs after the period; unknown where small numbers are protected, whose months tell nothing."""
        focus = request.focus
        told = [kpi for kpi in kpis if not context.policy.is_protected(catalogue.kpis[kpi].measures(), focus)]
        return unknown_maturities(catalogue, kpis) | cohort_maturities(catalogue, context.read, told, focus, day)

    return build_with_stale_sources(catalogue, request.period, request.kpis, horizon, build)
