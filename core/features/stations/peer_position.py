"""A unit's place among its peers, with everybody else's figures left out.

The peers are compared with all their figures before the unit's own answer is taken out: it does not depend on who
looks. What remains of the others is how many they are and between which values their middle half lies, and of too few
not even that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.comparison import groups
from core.comparison.types import Comparison, Side
from core.features.reader import FigureReader
from core.features.stations.types import PeerPosition
from core.metrics.reporting_period import PeriodError
from core.metrics.types import Figure
from core.store.sqlite import StoreError

MIN_PEERS = 4  # with so many peers or fewer a middle half would point at single units
NOT_AMONG = "本所不在这个同类组里"


def peer_groups(engine: FigureReader, unit: int, period: str) -> dict[str, str]:
    """The groups that a unit belongs to and that are not too small: id → Chinese name, its own setting first."""
    with engine.reading():
        catalogue, tree = engine.catalogue, engine.units
        root = tree.root.id
        force = _force(engine, root, period)
        found = {}
        for name in groups.group_choices(catalogue, tree, root):
            if groups.is_by_size(name) and not force:
                continue
            made = groups.find_group(catalogue, tree, root, name, force)
            if len(made.units) > MIN_PEERS and any(one.id == unit for one in made.units):
                found[name] = made.zh
    order: list[str] = [*groups.SETTINGS, groups.BuiltInGroup.ALL]
    return dict(sorted(found.items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order)))


def _force(engine: FigureReader, root: int, period: str) -> dict[int, Figure]:
    """Everybody's size, which a bureau may not have brought yet."""
    try:
        board = engine.board(root, period, kpis=[groups.SIZE_KPI], months=0)
    except StoreError:
        return {}
    return groups.officer_counts(board)


def peer_positions(
    engine: FigureReader, unit: int, kpis: Sequence[str], period: str, group: str
) -> dict[str, PeerPosition]:
    """A unit among the peers of a group by some KPIs, each as of the last day of its sources."""
    with engine.reading():
        return {kpi: _among(engine, unit, kpi, period, group) for kpi in kpis}


def _among(engine: FigureReader, unit: int, kpi: str, period: str, group: str) -> PeerPosition:
    try:
        return _of(engine.comparison(kpi, period, group=group), unit)
    except (StoreError, PeriodError) as error:  # nobody has brought any, or none of these days
        return PeerPosition(kpi, group, "", "", 0, None, None, None, 0, None, Side.NEITHER, None, str(error))


def _of(comparison: Comparison, unit: int) -> PeerPosition:
    values = [one.value for one in comparison.ranked_units]
    own = next((one for one in comparison.ranked_units if one.unit.id == unit), None)
    low, high = np.quantile(values, [0.25, 0.75]).tolist() if len(values) > MIN_PEERS else (None, None)
    left = next((one.reason for one in comparison.left_out if one.unit.id == unit), NOT_AMONG)
    return PeerPosition(
        kpi=comparison.kpi,
        group=comparison.group.zh,
        quantity_zh=comparison.quantity_zh,
        unit=comparison.unit,
        digits=comparison.digits,
        value=own.value if own else None,
        low=low,
        high=high,
        peer_count=len(values),
        position=own.position if own else None,
        side=own.side if own else Side.NEITHER,
        verdict=own.verdict if own else None,
        reason="" if own else left,
    )
