"""What a campaign is to reach by its last day: of the bureau as declared, of its stations as declared or shared out."""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.catalogue.campaign_model import Target
from core.metrics.types import UnitRef
from core.store.units import UnitTree

By = Mapping[int, float | None]  # the stock that a target is shared out by, of every station of the bureau


def shared_out(total: float, by: By) -> dict[int, float]:
    """A target in whole numbers in proportion to a stock, adding up to it; nothing where any stock is not known."""
    known = {unit: stock for unit, stock in by.items() if stock is not None}
    whole = sum(known.values())
    if len(known) < len(by) or whole <= 0:
        return {}
    exact = {unit: total * stock / whole for unit, stock in known.items()}
    found = {unit: float(math.floor(part)) for unit, part in exact.items()}
    left = round(total - sum(found.values()))
    for unit in sorted(exact, key=lambda one: (found[one] - exact[one], one))[:left]:
        found[unit] += 1
    return found


def target_of(target: Target, rate: bool, unit: UnitRef, tree: UnitTree, by: By) -> float | None:
    """The target of a unit; of what lies between bureau and stations the sum of theirs, if all have one."""
    if rate or unit.id == tree.root.id:
        return target.value
    shares = shared_out(target.value, by) if target.split else {}

    def of_station(one: UnitRef) -> float | None:
        return target.stations.get(one.code, shares.get(one.id))

    if unit.kind == "station":
        return of_station(unit)
    parts = [of_station(one) for one in tree.stations(unit.id)]
    known = [part for part in parts if part is not None]
    return sum(known) if parts and len(known) == len(parts) else None
