"""Which measures count among another: everybody knows that the part is no more than the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.catalogue.model import Catalogue, Condition, Measure


def counted_within(catalogue: Catalogue, measures: Sequence[str]) -> list[tuple[str, str]]:
    """(part, whole) of the measures, by their declared conditions and by the rates of the catalogue."""
    return list(dict.fromkeys([*_by_rates(catalogue, measures), *_by_conditions(catalogue, measures)]))


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
