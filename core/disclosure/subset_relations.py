"""Which measures count among another: everybody knows that the part is no more than the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.catalogue.measure_model import Condition, Measure
from core.catalogue.model import Catalogue


def subset_pairs(catalogue: Catalogue, measures: Sequence[str]) -> list[tuple[str, str]]:
    """(part, whole) of the measures, by their declared conditions and by the rates of the catalogue.

    What follows from two others (a part of a part) is left out.
    """
    pairs = dict.fromkeys([*_by_rates(catalogue, measures), *_by_conditions(catalogue, measures)])
    two_steps = {(a, c) for a, b in pairs for other, c in pairs if other == b}
    both_ways = {(a, b) for a, b in pairs if (b, a) in pairs}  # alike in all: neither follows from the other
    return [pair for pair in pairs if pair not in two_steps or pair in both_ways or _by_alike(pair, both_ways)]


def _by_alike(pair: tuple[str, str], both_ways: set[tuple[str, str]]) -> bool:
    """Whether one of a pair has a twin, by way of which it would seem to follow from itself."""
    return any(one in twins for twins in both_ways for one in pair)


def _by_rates(catalogue: Catalogue, measures: Sequence[str]) -> Iterator[tuple[str, str]]:
    for kpi in catalogue.kpis.values():
        if kpi.kind == "rate" and kpi.denominator and {kpi.numerator, kpi.denominator} <= set(measures):
            yield kpi.numerator, kpi.denominator


def _by_conditions(catalogue: Catalogue, measures: Sequence[str]) -> Iterator[tuple[str, str]]:
    for part in measures:
        for whole in measures:
            if part != whole and _narrower(catalogue.measures[part], catalogue.measures[whole]):
                yield part, whole


def _narrower(part: Measure, whole: Measure) -> bool:
    """Whether every record of the part is one of the whole: the same records, with more asked of them."""
    if part.fact is None or (part.fact, part.date, part.kind) != (whole.fact, whole.date, whole.kind):
        return False
    if part.kind == "stock" or part.value or whole.value or part.bins or whole.bins:
        return False
    if whole.cohort not in (None, part.cohort):
        return False
    return all(_asks(part.where.get(column), test) for column, test in whole.where.items())


def _asks(part: Condition | None, whole: Condition) -> bool:
    """Whether a column that meets the part's condition meets the whole's."""
    if part is None:
        return False
    if part == whole:
        return True
    named = [part.eq] if part.eq is not None else part.any
    if named is None:
        return False
    allowed = whole.any if whole.any is not None else [whole.eq] if whole.eq is not None else named
    barred = [*(whole.none or []), *([whole.not_] if whole.not_ is not None else [])]
    plain = whole.le is None and whole.ge is None and whole.null is None
    return plain and all(one in allowed and one not in barred for one in named)
