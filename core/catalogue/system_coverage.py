"""Coverage of the systems that the documents name: the KPIs that stand for each, so that nobody has to remember."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalogue.model import Catalogue


@dataclass(frozen=True, slots=True)
class SystemCoverage:
    """A row of systems.toml with the ids of the KPIs that serve it; `later` is what it still lacks."""

    id: str
    document: str
    zh: str
    here: str
    later: str
    kpis: tuple[str, ...]


def system_coverage(catalogue: Catalogue) -> list[SystemCoverage]:
    """Every system in order of its id, with the KPIs that name it."""
    return [
        SystemCoverage(
            id=name,
            document=system.document,
            zh=system.zh,
            here=system.here,
            later=system.later,
            kpis=tuple(kpi for kpi, entry in catalogue.kpis.items() if name in entry.systems),
        )
        for name, system in sorted(catalogue.systems.items())
    ]
