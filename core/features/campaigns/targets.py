"""Targets of a campaign by its last day: the bureau's as declared, the stations' as declared or apportioned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from core.catalogue.campaign_model import Target
from core.metrics.types import UnitRef
from core.store.units import UnitTree

StationStocks = Mapping[int, float | None]  # by station of the bureau, the stock that a target is apportioned by


def apportion(total: float, stocks: StationStocks) -> dict[int, float]:
    """A target in whole numbers in proportion to a stock, adding up to it; empty where any stock is missing."""
    present = {unit: stock for unit, stock in stocks.items() if stock is not None}
    stock_total = sum(present.values())
    if len(present) < len(stocks) or stock_total <= 0:
        return {}
    exact = {unit: total * stock / stock_total for unit, stock in present.items()}
    shares = {unit: float(math.floor(share)) for unit, share in exact.items()}
    remainder = round(total - sum(shares.values()))
    for unit in sorted(exact, key=lambda unit: (shares[unit] - exact[unit], unit))[:remainder]:
        shares[unit] += 1
    return shares


def unit_target(target: Target, is_rate: bool, unit: UnitRef, tree: UnitTree, stocks: StationStocks) -> float | None:
    """The target of a unit; for a unit between bureau and stations the sum of its stations', if all have one.

    `stocks` are of the stations of the first day: one that was made of some of them since has their shares together.
    """
    if is_rate or unit.id == tree.root.id:
        return target.value
    shares = apportion(target.value, stocks) if target.split else {}

    def share(station: int) -> float | None:
        if station in shares or tree.history is None:
            return shares.get(station)
        return _sum_of_all([share(merged) for merged in tree.history.predecessors.get(station, ())])

    def station_target(station: UnitRef) -> float | None:
        return target.stations.get(station.code, share(station.id))

    if unit.kind == "station":
        return station_target(unit)
    return _sum_of_all([station_target(station) for station in tree.stations(unit.id)])


def _sum_of_all(targets: Sequence[float | None]) -> float | None:
    """The sum of targets, if there are any and all are set."""
    set_targets = [number for number in targets if number is not None]
    return sum(set_targets) if targets and len(set_targets) == len(targets) else None
