"""Says where a count cannot be set against a level: within its days the unit's area became another one.

Officers and inhabitants are counted at the end of the days, of the area of then; the alerts of a station that took
another one in are of its former area up to that day. Their quotient is of neither.
"""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
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
