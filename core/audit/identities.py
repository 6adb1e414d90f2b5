"""What figures of one bulletin owe each other, as data: identities.toml, and the catalogue's sums and rates."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from core.catalogue.model import Catalogue

FILE = Path(__file__).parent / "identities.toml"


class ComplementIdentity(NamedTuple):
    """rate = 1 − open ÷ whole."""

    rate: str
    open: str
    total: str


class SumIdentity(NamedTuple):
    """The whole is its parts added up."""

    total: str
    addends: tuple[str, ...]


class SubsetIdentity(NamedTuple):
    """The part is no more than the whole."""

    subset: str
    total: str


class RatioIdentity(NamedTuple):
    """rate = part ÷ whole."""

    rate: str
    numerator: str
    denominator: str


class Identities(NamedTuple):
    """All of them."""

    complements: tuple[ComplementIdentity, ...]
    sums: tuple[SumIdentity, ...]
    subsets: tuple[SubsetIdentity, ...]
    ratios: tuple[RatioIdentity, ...]

    def names(self) -> set[str]:
        """Every KPI or measure that is named."""
        named = {name for one in (*self.complements, *self.subsets, *self.ratios) for name in one}
        return named | {name for one in self.sums for name in (one.total, *one.addends)}


@lru_cache(maxsize=1)
def _declared() -> Identities:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Identities(
        complements=tuple(ComplementIdentity(**one) for one in tables["remainder"]),
        sums=(),
        subsets=tuple(SubsetIdentity(**one) for one in tables["within"]),
        ratios=(),
    )


def identities(catalogue: Catalogue) -> Identities:
    """The declared ones and those of the catalogue: its sums and its rates' counts, by the ids rows call them by."""
    declared = _declared()
    named = {measure: measure for measure in catalogue.measures}
    named |= {kpi.numerator: name for name, kpi in catalogue.kpis.items() if kpi.kind in ("count", "stock")}
    ratios = tuple(
        RatioIdentity(name, named[kpi.numerator], named[kpi.denominator])
        for name, kpi in catalogue.kpis.items()
        if kpi.kind == "rate" and kpi.denominator
    )
    sums = tuple(
        SumIdentity(named[name], tuple(named[part] for part in one.parts)) for name, one in catalogue.sums.items()
    )
    withins = tuple(SubsetIdentity(one.numerator, one.denominator) for one in ratios)
    return declared._replace(ratios=ratios, sums=sums, subsets=tuple(dict.fromkeys(declared.subsets + withins)))
