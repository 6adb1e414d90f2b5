"""Says where a count cannot be set against a level: within its days the unit's area became another one.

Officers and inhabitants are counted at the end of the days, of the area of then; the alerts of a station that took
another one in are of its former area up to that day. Their quotient is of neither.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.arrays import Flags
from core.metrics.as_of_span import AsOfSpan
from core.store.unit_history import FIRST_DAY, LAST_DAY
from core.store.units import UnitTree

NO_QUOTIENT = "期间的数和期末的基数不是同一片辖区的，不能相除"


def is_per_level(catalogue: Catalogue, kpi: Kpi) -> bool:
    """Return True of a KPI that sets what comes in a period against what stands at its end."""
    if kpi.denominator is None:
        return False
    return [catalogue.measures[name].kind for name in (kpi.numerator, kpi.denominator)] == ["flow", "stock"]


def mixed_area(tree: UnitTree, unit: int, first: int, last: int) -> str | None:
    """Say what made a unit's area another one within some days (Chinese); None where nothing did."""
    changes = tree.area_changes(unit, first, last)
    return f"{'；'.join(change.text for change in changes)}，{NO_QUOTIENT}" if changes else None


def quotient_obstacle(catalogue: Catalogue, tree: UnitTree, kpi: Kpi, unit: int, span: AsOfSpan) -> str | None:
    """Say why a KPI has no quotient of a unit over a span (Chinese); None where it may have one."""
    return mixed_area(tree, unit, span.first, span.last) if is_per_level(catalogue, kpi) else None


def mixed_cells(tree: UnitTree, units: Collection[int], spans: Sequence[AsOfSpan]) -> Flags:
    """Tell by span and unit whether the unit's area became another one within the span."""
    is_mixed = np.zeros((len(spans), len(units)), bool)
    for column, unit in enumerate(units):
        if tree.area_changes(unit, FIRST_DAY, LAST_DAY):  # mostly there is none
            is_mixed[:, column] = [bool(tree.area_changes(unit, span.first, span.last)) for span in spans]
    return is_mixed
