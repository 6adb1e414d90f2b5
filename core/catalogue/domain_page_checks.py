"""Checks of the pages of fields of work: what they name is there, and nothing barred is compared by station."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.domain_page_model import DomainPage, DomainPart
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault, unknown_kpi


def domain_page_faults(catalogue: Catalogue, declared: Declared, name: str, page: DomainPage) -> Iterator[Fault]:
    """Everything that does not fit in a page."""
    for domain in page.domains:
        if domain not in declared["domains"]:
            yield f"没有领域“{domain}”", f"可写 {'、'.join(declared['domains'])}"
    for other, entry in catalogue.domain_pages.items():
        both = sorted(set(page.domains) & set(entry.domains))
        if other != name and both:
            yield f"领域“{both[0]}”已在“{other}”页上", "一个领域只放一页：从其中一页的 domains 里去掉"
    for kpi in page.named_kpis:
        if kpi not in declared["kpis"]:
            yield unknown_kpi(kpi)
    for field, kpis in (("domains", page.domains), ("tiles", page.tiles), ("matrix", page.matrix)):
        if len(set(kpis)) != len(kpis):
            yield f"{field} 里同一编号写了两次", "每个只写一次"
    for kpi in page.matrix:
        declared_kpi = catalogue.kpis.get(kpi)
        if declared_kpi is not None and not declared_kpi.assess:
            yield (
                f"matrix 写了“{kpi}”，而它不进考核：{declared_kpi.barred_because}",
                "从 matrix 去掉；它仍在本页的态势里",
            )
    for part in page.parts:
        yield from _part_faults(catalogue, declared, part)


def _part_faults(catalogue: Catalogue, declared: Declared, part: DomainPart) -> Iterator[Fault]:
    if len(set(part.kpis)) != len(part.kpis):
        yield f"“{part.zh}”里同一指标写了两次", "每个指标只写一次"
    kpis = [catalogue.kpis[name] for name in part.kpis if name in catalogue.kpis]
    if part.kind == "steps" and any(kpi.kind != "count" for kpi in kpis):
        yield f"“{part.zh}”的各步不都是件数", '写 kind = "count" 的指标'
    if part.kind == "bars" and len({(kpi.kind, kpi.unit) for kpi in kpis}) > 1:
        yield f"“{part.zh}”里的指标单位不同，不能画在一起", "写单位相同的指标"
    if part.kind == "hours":
        measure = catalogue.measures.get(part.measure)
        if part.measure not in declared["measures"]:
            yield f"measure 写了“{part.measure}”，没有这个计数项", "写已声明的计数项"
        elif measure is not None and not measure.profile:
            yield f"“{part.measure}”没有分时段汇总", "写 profile = true 的计数项"
