"""A bureau may let a barred KPI into assessment only with a record of who decided, when and why."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Fault

MEND = "写明 [kpis.{name}.lifted] 的 decided_by、when、why，barred_because 不动"


def lifted_faults(shipped: dict[str, Kpi], catalogue: Catalogue, name: str, kpi: Kpi) -> Iterator[Fault]:
    """Yield the bars of ours that are lifted without saying so, on the KPI itself or a copy under another name."""
    if not kpi.assess or kpi.lifted:
        return
    ours = shipped.get(name)
    if ours is not None and not ours.assess:
        yield f"不进考核，放开却没有写明决定：{ours.barred_because}", MEND.format(name=name)
        return
    for other, barred in shipped.items():
        if not barred.assess and _same(kpi, barred):
            yield f"与“{other}”数的是同一样，而它不进考核：{barred.barred_because}", MEND.format(name=name)


def _same(kpi: Kpi, other: Kpi) -> bool:
    def signature(kpi: Kpi) -> tuple[object, ...]:
        return kpi.kind, kpi.numerator, kpi.denominator, kpi.quantile

    return signature(kpi) == signature(other)
