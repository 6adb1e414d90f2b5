"""Which figures are kept by officer, and which of them may be told of one."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue


def officer_measures(catalogue: Catalogue) -> dict[str, Measure]:
    """The measures that are kept by officer."""
    return {name: measure for name, measure in catalogue.measures.items() if measure.officer}


def officer_rates(catalogue: Catalogue) -> dict[str, Kpi]:
    """The rates that both counts of are kept by officer and that may enter assessment."""
    mine = officer_measures(catalogue)
    return {
        name: kpi
        for name, kpi in catalogue.kpis.items()
        if kpi.kind == "rate" and kpi.assess and kpi.numerator in mine and kpi.denominator in mine
    }


def is_barred(catalogue: Catalogue, measure: str) -> bool:
    """Whether a measure is the count of a KPI that may not enter assessment."""
    return any(kpi.numerator == measure and kpi.kind == "count" and not kpi.assess for kpi in catalogue.kpis.values())
