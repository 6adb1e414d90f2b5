"""A bureau may let a barred KPI into assessment only with a record of who decided, when and why."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Fault

MEND = "record it: [kpis.{name}.lifted] decided_by, when, why; and leave barred_because as it is"


def lifted_faults(shipped: dict[str, Kpi], catalogue: Catalogue, name: str, kpi: Kpi) -> Iterator[Fault]:
    """Yield the bars of ours that are lifted without saying so, on the KPI itself or a copy under another name."""
    if not kpi.assess or kpi.lifted:
        return
    ours = shipped.get(name)
    if ours is not None and not ours.assess:
        yield f"barred from assessment, and lifted without a record: {ours.barred_because}", MEND.format(name=name)
        return
    for other, barred in shipped.items():
        if not barred.assess and _same(kpi, barred):
            yield f"counts the same as `{other}`, which is barred: {barred.barred_because}", MEND.format(name=name)


def _same(kpi: Kpi, other: Kpi) -> bool:
    def signature(kpi: Kpi) -> tuple[object, ...]:
        return kpi.kind, kpi.numerator, kpi.denominator, kpi.quantile

    return signature(kpi) == signature(other)
