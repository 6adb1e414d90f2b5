"""The family in which a KPI of a unit is tested: fixed by the catalogue, so that a figure has one verdict everywhere.

Were a family what happens to be on a screen, the same figure would be 确有上升 on one and 看不出 on the next. So the
KPIs of the chief's board are one family, and have half of the share of errors; the others are families by domain, and
have the other half in proportion to their numbers. Whatever a screen, a round of the wall or a command shows of a unit,
what is said of a unit in which nothing happened is then false no oftener than one family's share. What is counted in
full is not tested and in no family.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from core.catalogue.model import Catalogue

BOARD_SHARE = 0.5  # of the share of errors; the rest is that of the KPIs which are not on the board


class FamilyKind(StrEnum):
    """Hold what is tested together with a change; the value is how it is named in a sentence."""

    BOARD = "看板各项"
    DOMAIN = "同领域各项"
    UNITS = "各单位"
    SEARCH = "各单位各项"


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
    board_share = BOARD_SHARE if others else 1.0
    groups = [(FamilyKind.BOARD, tuple(on_board), board_share)] if on_board else []
    rest = 1.0 - board_share if on_board else 1.0
    for domain in dict.fromkeys(catalogue.kpis[name].domain for name in others):
        kpis = tuple(name for name in others if catalogue.kpis[name].domain == domain)
        groups.append((FamilyKind.DOMAIN, kpis, rest * len(kpis) / len(others)))
    families = {name: KpiFamily(*group) for group in groups for name in group[1]}
    return {name: families.get(name, KpiFamily(FamilyKind.DOMAIN, (name,), 1.0)) for name in catalogue.kpis}
