"""Coverage of the systems that the documents name: the KPIs that stand for each, so that nobody has to remember."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalogue.model import Catalogue


@dataclass(frozen=True, slots=True)
class SystemCoverage:
    """A row of systems.toml with the ids of the KPIs that serve it; `later` is what it still lacks.

    `pages` are the pages of fields of work that show such KPIs, by name.
    """

    id: str
    document: str
    zh: str
    here: str
    later: str
    kpis: tuple[str, ...]
    pages: tuple[str, ...]


def system_coverage(catalogue: Catalogue) -> list[SystemCoverage]:
    """Every system in order of its id, with the KPIs that name it."""
    pages = sorted(catalogue.domain_pages.values(), key=lambda page: page.order)
    shown = {page.zh: set(page.all_kpis(catalogue.kpis)) for page in pages}
    serving = {
        name: tuple(kpi for kpi, entry in catalogue.kpis.items() if name in entry.systems) for name in catalogue.systems
    }
    return [
        SystemCoverage(
            id=name,
            document=system.document,
            zh=system.zh,
            here=system.here,
            later=system.later,
            kpis=serving[name],
            pages=tuple(zh for zh, kpis in shown.items() if not kpis.isdisjoint(serving[name])),
        )
        for name, system in sorted(catalogue.systems.items())
    ]
