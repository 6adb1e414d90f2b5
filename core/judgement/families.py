"""The family in which a figure is tested: fixed by the catalogue and the tree of units, so that it has one verdict.

Were a family what happens to be on a screen, the same figure would be 确有上升 on one and 看不出 on the next. So for a
bureau the KPIs of the chief's board are one family, at the whole share of errors; the others are families by domain,
which have as much again between them. What a screen, a round of the wall or a command says of a bureau in which nothing
happened is then false no oftener than these. What is counted in full is not tested and in no family.

A unit that has others of its kind stands on two sorts of screens: its own, by many KPIs, and beside the others by one.
Each of its figures is tested by itself, at the smaller of what a KPI of its own page may have and what one of so many
units may have (Bonferroni, both ways): so it says the same on either, whoever else is shown, and both keep their share.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.catalogue.model import Catalogue


class FamilyKind(StrEnum):
    """Hold what is tested together with a change; the value is how it is named in a sentence."""

    BOARD = "看板各项"
    DOMAIN = "同领域各项"
    UNITS = "各单位各项"


class KpiFamily(NamedTuple):
    """KPIs of one unit that are tested together, at a share of the errors."""

    kind: FamilyKind
    kpis: tuple[str, ...]
    share: float

    @property
    def share_of_one(self) -> float:
        """The share of each of them alone."""
        return self.share / len(self.kpis)


def kpi_families(catalogue: Catalogue) -> dict[str, KpiFamily]:
    """Return the family of every KPI; of one that is counted in full a family of its own, which tests nothing."""
    tested = [name for name, kpi in catalogue.kpis.items() if not kpi.is_census]
    on_board = [name for name in tested if name in catalogue.board]
    others = [name for name in tested if name not in catalogue.board]
    groups = [KpiFamily(FamilyKind.BOARD, tuple(on_board), 1.0)] if on_board else []
    for domain in dict.fromkeys(catalogue.kpis[name].domain for name in others):
        kpis = tuple(name for name in others if catalogue.kpis[name].domain == domain)
        groups.append(KpiFamily(FamilyKind.DOMAIN, kpis, len(kpis) / len(others)))
    families = {name: group for group in groups for name in group.kpis}
    return {name: families.get(name, KpiFamily(FamilyKind.DOMAIN, (name,), 1.0)) for name in catalogue.kpis}


def share_of_unit(family: KpiFamily, peers: int) -> float:
    """Return the share of the errors of one KPI of a unit that is one of so many of its kind."""
    return min(family.share_of_one, 1 / peers)
