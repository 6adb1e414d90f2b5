"""The figures that are kept by officer, and those of them that may be shown of one."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue


def officer_measures(catalogue: Catalogue) -> dict[str, Measure]:
    """The measures that are kept by officer."""
    return {name: measure for name, measure in catalogue.measures.items() if measure.officer}


def officer_rates(catalogue: Catalogue) -> dict[str, Kpi]:
    """The rates with both counts kept by officer that may enter assessment."""
    measures = officer_measures(catalogue)
    return {
        name: kpi
        for name, kpi in catalogue.kpis.items()
        if kpi.kind == "rate" and kpi.assess and kpi.numerator in measures and kpi.denominator in measures
    }


def is_barred(catalogue: Catalogue, measure: str) -> bool:
    """True where a measure is the count of a KPI that may not enter assessment."""
    return any(kpi.numerator == measure and kpi.kind == "count" and not kpi.assess for kpi in catalogue.kpis.values())
