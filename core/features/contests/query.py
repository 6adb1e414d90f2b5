"""A contest read through the engine: the board of the member stations, over the period asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.comparison.groups import existing_members
from core.comparison.request import choose_group
from core.features.campaigns.source import FigureSource
from core.features.contests.areas import ContestInputs, member_stations
from core.features.contests.build import build_contest
from core.features.contests.types import Contest
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Board, UnitRef


def read_contest(
    source: FigureSource, name: str, period: str, as_of: date | None, group: str, focus: UnitRef
) -> Contest:
    """The contest `name` of the areas below a unit. Raises LookupError, PeriodError or StoreError (Chinese)."""
    catalogue, tree = source.catalogue, source.tree
    contest = catalogue.contests.get(name)
    if contest is None:
        raise LookupError(f"没有比武“{name}”，可用：{'、'.join(catalogue.contests)}")
    day = as_of or source.engine.as_of(contest.counts)

    def read_board(kpis: Sequence[str], units: Sequence[int]) -> Board:
        return source.engine.board(focus.id, period, day, kpis, 0, units)

    period_days = resolve_period(period, day, catalogue.reporting_calendar)
    tree = tree.on(period_days.window.last)
    peer_group = choose_group(catalogue, tree, focus.id, group, read_board)
    peer_group = existing_members(tree, peer_group, period_days.window)
    visible = {focus.id, *(unit.id for unit in tree.below(focus.id))}
    units = [unit.id for unit in member_stations(catalogue, tree, name, peer_group) if unit.id in visible]
    board = read_board([*contest.counts, *contest.beside], units)
    return build_contest(ContestInputs(source, contest, board, period_days.is_running), name, peer_group)
