"""The parts of a whole that a structure chart draws: the KPIs that count them, by the catalogue's sums."""

from __future__ import annotations

from core.catalogue.model import Catalogue


def structure_kpis(catalogue: Catalogue, kpi_id: str) -> list[str]:
    """Return the KPIs of a whole's parts, in the order of its sum; parts that no KPI counts are left out."""
    by_measure = {kpi.numerator: name for name, kpi in catalogue.kpis.items() if kpi.kind == "count"}
    declared = catalogue.sums.get(catalogue.kpis[kpi_id].numerator)
    return [by_measure[measure] for measure in declared.parts if measure in by_measure] if declared else []
