"""A contest read through the engine: the board of the member stations, over the period asked about."""

from __future__ import annotations

from datetime import date

from core.comparison import groups
from core.features.campaigns.source import FigureSource
from core.features.contests.areas import ContestInputs, member_stations
from core.features.contests.build import build_contest
from core.features.contests.types import Contest
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Figure, UnitRef


def read_contest(
    source: FigureSource, name: str, period: str, as_of: date | None, group: str, focus: UnitRef
) -> Contest:
    """The contest `name` of the areas below a unit. Raises LookupError, PeriodError or StoreError (Chinese)."""
    catalogue, tree = source.catalogue, source.tree
    contest = catalogue.contests.get(name)
    if contest is None:
        raise LookupError(f"没有比武“{name}”，可用：{'、'.join(catalogue.contests)}")
    day = as_of or source.engine.as_of(contest.counts)
    sizes: dict[int, Figure] = {}
    if groups.is_by_size(group):
        stations = [station.id for station in tree.stations(focus.id)]
        size_board = source.engine.board(focus.id, period, day, [groups.SIZE_KPI], 0, stations)
        sizes = {unit.id: size_board.figures[groups.SIZE_KPI, unit.id] for unit in size_board.units}
    peer_group = groups.find_group(catalogue, tree, focus.id, group, sizes)
    visible = {focus.id, *(unit.id for unit in tree.below(focus.id))}
    units = [unit.id for unit in member_stations(catalogue, tree, name, peer_group) if unit.id in visible]
    board = source.engine.board(focus.id, period, day, [*contest.counts, *contest.beside], 0, units)
    is_running = resolve_period(period, day).is_running
    return build_contest(ContestInputs(source, contest, board, is_running), name, peer_group)
