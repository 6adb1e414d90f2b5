"""Identities that figures of one bulletin must satisfy: from identities.toml, and the catalogue's sums and rates."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from core.catalogue.model import Catalogue

FILE = Path(__file__).parent / "identities.toml"


class ComplementIdentity(NamedTuple):
    """rate = 1 − open ÷ total."""

    rate: str
    open: str
    total: str


class SumIdentity(NamedTuple):
    """The total is its addends added up."""

    total: str
    addends: tuple[str, ...]


class SubsetIdentity(NamedTuple):
    """The subset is no more than the total."""

    subset: str
    total: str


class RatioIdentity(NamedTuple):
    """rate = numerator ÷ denominator."""

    rate: str
    numerator: str
    denominator: str


class Identities(NamedTuple):
    """The identities of every kind; their members are ids of KPIs or measures."""

    complements: tuple[ComplementIdentity, ...]
    sums: tuple[SumIdentity, ...]
    subsets: tuple[SubsetIdentity, ...]
    ratios: tuple[RatioIdentity, ...]

    def names(self) -> set[str]:
        """Return every KPI or measure that is named."""
        names = {name for identity in (*self.complements, *self.subsets, *self.ratios) for name in identity}
        return names | {name for identity in self.sums for name in (identity.total, *identity.addends)}


@lru_cache(maxsize=1)
def _declared() -> Identities:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Identities(
        complements=tuple(ComplementIdentity(**table) for table in tables["complement"]),
        sums=(),
        subsets=tuple(SubsetIdentity(**table) for table in tables["subset"]),
        ratios=(),
    )


def identities(catalogue: Catalogue) -> Identities:
    """Return the declared ones and those of the catalogue: its sums and rates, by the ids that rows call them by."""
    declared = _declared()
    row_ids = {measure: measure for measure in catalogue.measures}
    row_ids |= {kpi.numerator: name for name, kpi in catalogue.kpis.items() if kpi.kind in ("count", "stock")}
    ratios = tuple(
        RatioIdentity(name, row_ids[kpi.numerator], row_ids[kpi.denominator])
        for name, kpi in catalogue.kpis.items()
        if kpi.kind == "rate" and kpi.denominator
    )
    sums = tuple(
        SumIdentity(row_ids[name], tuple(row_ids[addend] for addend in declared_sum.parts))
        for name, declared_sum in catalogue.sums.items()
    )
    subsets = tuple(SubsetIdentity(ratio.numerator, ratio.denominator) for ratio in ratios)
    return declared._replace(ratios=ratios, sums=sums, subsets=tuple(dict.fromkeys(declared.subsets + subsets)))
