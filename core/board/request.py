"""Boards as they are asked for: by unit, period and KPIs, with stale sources and the carousel taken care of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from core.board.board import BoardContext, build_board
from core.board.board_query import BoardQuery
from core.board.carousel_family import judge_as_one_family
from core.board.stale_sources import build_with_stale_sources
from core.metrics.freshness import DataHorizon
from core.metrics.reporting_period import Period
from core.metrics.types import Board, UnitRef


class BoardRequest(NamedTuple):
    """Board of a unit and of `below`, over a period as people write it.

    Without `as_of` the board is as of the day that all sources cover. `carousel` has the KPIs of each of the boards
    shown in turn, this one among them.
    """

    focus: UnitRef
    below: Sequence[UnitRef]
    period: str
    as_of: date | None
    kpis: Sequence[str]
    months: int
    carousel: Sequence[Sequence[str]] = ()


def answer_board(context: BoardContext, request: BoardRequest) -> Board:
    """Builds the board of a request, judged together with the other boards of its carousel."""
    board = _build(context._replace(carousel_size=len(request.carousel) or 1), request)
    if len(request.carousel) < 2:
        return board
    kpis = list(dict.fromkeys([*request.kpis, *(kpi for kpis in request.carousel for kpi in kpis)]))
    round_request = request._replace(below=(), as_of=board.as_of, kpis=kpis, carousel=())
    return judge_as_one_family(board, _build(context, round_request))


def _build(context: BoardContext, request: BoardRequest) -> Board:
    catalogue, snapshot = context.store.catalogue, context.snapshot
    units = list(dict.fromkeys([request.focus, *request.below]))
    horizon = DataHorizon(request.as_of, {}) if request.as_of else snapshot.data_horizon(catalogue, request.kpis)

    def build(kpis: Sequence[str], period: Period, day: date) -> Board:
        query = BoardQuery(kpis, units, period, day, request.months, catalogue)
        return build_board(context, query)

    return build_with_stale_sources(catalogue, request.period, request.kpis, horizon, build)
