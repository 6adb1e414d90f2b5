"""A contest asked of the engine: which stations a board must hold, over which days."""

from __future__ import annotations

from datetime import date

from core.comparison import groups
from core.features.campaigns.source import FigureSource
from core.features.contests.build import ContestInputs, build_contest, members_of
from core.features.contests.types import Contest
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Figure, UnitRef


def read_contest(
    source: FigureSource, name: str, period: str, as_of: date | None, group: str, focus: UnitRef
) -> Contest:
    """The contest `name` of the areas below a unit. Raises LookupError, PeriodError or StoreError (Chinese)."""
    catalogue, tree = source.catalogue, source.tree
    declared = catalogue.contests.get(name)
    if declared is None:
        raise LookupError(f"没有比武“{name}”，可用：{'、'.join(catalogue.contests)}")
    day = as_of or source.engine.as_of(declared.counts)
    force: dict[int, Figure] = {}
    if groups.is_by_size(group):
        sizes = source.engine.board(
            focus.id, period, day, [groups.SIZE_KPI], 0, [one.id for one in tree.stations(focus.id)]
        )
        force = {one.id: sizes.figures[groups.SIZE_KPI, one.id] for one in sizes.units}
    chosen = groups.find_group(catalogue, tree, focus.id, group, force)
    below = {one.id for one in [focus, *tree.below(focus.id)]}
    units = [one.id for one in members_of(catalogue, tree, name, chosen) if one.id in below]
    board = source.engine.board(focus.id, period, day, [*declared.counts, *declared.beside], 0, units)
    running = resolve_period(period, day).is_running
    return build_contest(
        ContestInputs(catalogue, tree, board, source.read, source.protects, source.suppressed_reason, running),
        name,
        chosen,
    )
