"""Finds measures that count a subset of another: everybody knows that the subset is no more than the superset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.catalogue.implied_conditions import open_conditions
from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue


def subset_pairs(catalogue: Catalogue, measures: Sequence[str]) -> list[tuple[str, str]]:
    """Return (subset, superset) of the measures, by their declared conditions and by the rates of the catalogue.

    A pair that follows from two others (a subset of a subset) is left out.
    """
    pairs = dict.fromkeys([*_pairs_of_rates(catalogue, measures), *_pairs_of_conditions(catalogue, measures)])
    two_steps = {(a, c) for a, b in pairs for middle, c in pairs if middle == b}
    both_ways = {(a, b) for a, b in pairs if (b, a) in pairs}  # alike in all: neither follows from the other
    return [pair for pair in pairs if pair not in two_steps or pair in both_ways or _has_twin(pair, both_ways)]


def _has_twin(pair: tuple[str, str], both_ways: set[tuple[str, str]]) -> bool:
    """Return True if one of a pair has a twin, by way of which it would seem to follow from itself."""
    return any(name in twins for twins in both_ways for name in pair)


def _pairs_of_rates(catalogue: Catalogue, measures: Sequence[str]) -> Iterator[tuple[str, str]]:
    for kpi in catalogue.kpis.values():
        if kpi.kind == "rate" and kpi.denominator and {kpi.numerator, kpi.denominator} <= set(measures):
            yield kpi.numerator, kpi.denominator


def _pairs_of_conditions(catalogue: Catalogue, measures: Sequence[str]) -> Iterator[tuple[str, str]]:
    for subset in measures:
        for superset in measures:
            if subset != superset and _is_subset(catalogue, catalogue.measures[subset], catalogue.measures[superset]):
                yield subset, superset


def _is_subset(catalogue: Catalogue, subset: Measure, superset: Measure) -> bool:
    """Return True if every record of the subset is one of the superset: the same records, under more conditions."""
    if subset.fact is None or (subset.fact, subset.date, subset.kind) != (superset.fact, superset.date, superset.kind):
        return False
    if subset.value or superset.value or superset.bins:  # a record that is binned counts in one bin
        return False
    if not (set(superset.enter) <= set(subset.enter) and set(superset.leave) <= set(subset.leave)):
        return False  # a stock that more must enter, or that is left sooner, is the smaller one
    if superset.cohort not in (None, subset.cohort):
        return False
    return not open_conditions(catalogue.facts[subset.fact], subset, superset)
