"""What figures of one bulletin owe each other, as data: identities.toml, and the catalogue's sums and rates."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from core.catalogue.model import Catalogue

FILE = Path(__file__).parent / "identities.toml"


class Remainder(NamedTuple):
    """rate = 1 − open ÷ whole."""

    rate: str
    open: str
    whole: str


class Sum(NamedTuple):
    """The whole is its parts added up."""

    whole: str
    parts: tuple[str, ...]


class Within(NamedTuple):
    """The part is no more than the whole."""

    part: str
    whole: str


class Ratio(NamedTuple):
    """rate = part ÷ whole."""

    rate: str
    part: str
    whole: str


class Identities(NamedTuple):
    """All of them."""

    remainders: tuple[Remainder, ...]
    sums: tuple[Sum, ...]
    withins: tuple[Within, ...]
    ratios: tuple[Ratio, ...]

    def names(self) -> set[str]:
        """Every KPI or measure that is named."""
        named = {name for one in (*self.remainders, *self.withins, *self.ratios) for name in one}
        return named | {name for one in self.sums for name in (one.whole, *one.parts)}


@lru_cache(maxsize=1)
def _declared() -> Identities:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Identities(
        remainders=tuple(Remainder(**one) for one in tables["remainder"]),
        sums=(),
        withins=tuple(Within(**one) for one in tables["within"]),
        ratios=(),
    )


def identities(catalogue: Catalogue) -> Identities:
    """The declared ones and those of the catalogue: its sums and its rates' counts, by the ids rows call them by."""
    declared = _declared()
    named = {measure: measure for measure in catalogue.measures}
    named |= {kpi.numerator: name for name, kpi in catalogue.kpis.items() if kpi.kind in ("count", "stock")}
    ratios = tuple(
        Ratio(name, named[kpi.numerator], named[kpi.denominator])
        for name, kpi in catalogue.kpis.items()
        if kpi.kind == "rate" and kpi.denominator
    )
    sums = tuple(Sum(named[name], tuple(named[part] for part in one.parts)) for name, one in catalogue.sums.items())
    withins = tuple(Within(one.part, one.whole) for one in ratios)
    return declared._replace(ratios=ratios, sums=sums, withins=tuple(dict.fromkeys(declared.withins + withins)))
