"""A unit's position among its peers, with everybody else's figures left out.

The peers are compared with all their figures before the unit's own answer is taken out: it does not depend on who
looks. Of the others only their number and the values between which their middle half lies remain, and of too few not
even these. Where boards compare counties the peers are those of the unit's county.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.board.source import BelowFocus
from core.comparison import groups
from core.comparison.standings import Standings
from core.comparison.types import Side
from core.features.quartiles import is_large_enough, quartiles
from core.features.reader import FigureReader
from core.features.stations.types import PeerPosition
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Figure
from core.store.sqlite import StoreError
from core.store.unit_words import level_word

NOT_IN_GROUP = "本所不在这个同类组里"


def peer_groups(engine: FigureReader, unit: int, period: str) -> dict[str, str]:
    """The groups that a unit belongs to and that are not too small: id → Chinese name, its own setting first."""
    with engine.reading():
        catalogue, tree = engine.catalogue, engine.units
        focus = _focus(engine, unit)
        sizes = _sizes(engine, focus, period)
        county = tree.compared_above(unit)
        place = "" if county is None else f"本{level_word([county])}"
        names = {}
        for group_id in groups.group_choices(catalogue, tree, focus):
            if groups.is_by_size(group_id) and not sizes:
                continue
            group = groups.find_group(catalogue, tree, focus, group_id, sizes)
            if is_large_enough(len(group.units)) and any(member.id == unit for member in group.units):
                names[group_id] = f"{place}{group.zh}"
    first: list[str] = [*groups.SETTINGS, groups.BuiltInGroup.ALL]
    ranks = {group_id: first.index(group_id) if group_id in first else len(first) for group_id in names}
    return {group_id: names[group_id] for group_id in sorted(names, key=ranks.__getitem__)}


def _focus(engine: FigureReader, unit: int) -> int:
    """The unit whose stations are the peers: the bureau, of a province the county."""
    county = engine.units.compared_above(unit)
    return engine.units.root.id if county is None else county.id


def _sizes(engine: FigureReader, focus: int, period: str) -> dict[int, Figure]:
    """The sizes of all units below one; empty where the bureau has imported none yet."""
    try:
        board = engine.board(focus, period, kpis=[groups.SIZE_KPI], months=0, units=BelowFocus.STATIONS)
    except StoreError:
        return {}
    return {unit.id: board.figures[groups.SIZE_KPI, unit.id] for unit in board.units}


def peer_positions(
    engine: FigureReader, unit: int, kpis: Sequence[str], period: str, group: str
) -> dict[str, PeerPosition]:
    """A unit among the peers of a group by some KPIs, each as of the last day of its sources."""
    with engine.reading():
        return {kpi: _peer_position(engine, unit, kpi, period, group) for kpi in kpis}


def _peer_position(engine: FigureReader, unit: int, kpi: str, period: str, group: str) -> PeerPosition:
    try:
        return position_in(engine.standings(kpi, period, group=group, unit=_focus(engine, unit)), unit)
    except (StoreError, PeriodError) as error:  # nothing was imported, or nothing of these days
        return PeerPosition(kpi, group, "", "", 0, None, None, None, 0, None, Side.NEITHER, None, str(error))


def position_in(standings: Standings, unit: int) -> PeerPosition:
    """A unit's position among those that stand beside it."""
    values = [standing.value for standing in standings.units]
    own = next((standing for standing in standings.units if standing.unit.id == unit), None)
    middle_half = quartiles(values)
    left_out = {excluded.unit.id: excluded.reason for excluded in standings.left_out}
    return PeerPosition(
        kpi=standings.kpi,
        group=standings.group.zh,
        quantity_zh=standings.quantity_zh,
        unit=standings.unit,
        digits=standings.digits,
        exact=own.exact if own else None,
        low=middle_half.low if middle_half else None,
        high=middle_half.high if middle_half else None,
        peer_count=len(values),
        position=own.position if own else None,
        side=own.side if own else Side.NEITHER,
        verdict=own.verdict if own else None,
        reason="" if own else left_out.get(unit, NOT_IN_GROUP),
        against_group=own.against_group if own else None,
        reading=standings.reading,
    )
