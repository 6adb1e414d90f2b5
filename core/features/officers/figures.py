"""An officer's own counts and rates beside the middle half of comparable colleagues."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.standardised import Z95
from core.features.officers.counts import counts_by_officer
from core.features.officers.postings import comparable_colleagues
from core.features.officers.scope import is_barred, officer_measures, officer_rates
from core.features.quartiles import quartiles
from core.judgement.counts import wilson_interval
from core.metrics.types import OfficerFigure, Window
from core.store.sources import source_ages
from core.store.store import Store


class _Colleagues(NamedTuple):
    """An officer among comparable colleagues, with everybody's counts by measure."""

    officer: str
    team: list[str]
    group: str
    counts: dict[str, dict[str, int]]


def officer_figures(store: Store, officer: str, window: Window) -> list[OfficerFigure]:
    """Each of an officer's counts and rates over the days, with the quartiles of comparable colleagues.

    An officer without a record counts as 0 among them, and has no rate. With fewer than five there are no quartiles,
    nor for who came within the days.
    What is barred from assessment is nobody's figure, and of records that have not been imported there is none.
    """
    catalogue, measures = store.catalogue, list(officer_measures(store.catalogue))
    group, team, has_mixed_posts, is_newcomer = comparable_colleagues(store, officer, window)
    counts = counts_by_officer(store, list(dict.fromkeys([officer, *team])), window)
    by_measure = {person: dict(zip(measures, amounts, strict=True)) for person, amounts in counts.items()}
    colleagues = _Colleagues(officer, team, group, by_measure)
    rates = officer_rates(catalogue)
    rate_measures = {name for kpi in rates.values() for name in kpi.measures()}
    facts = {name: catalogue.measures[name].fact for name in measures}
    facts |= {name: catalogue.measures[kpi.numerator].fact for name, kpi in rates.items()}
    figures = [
        _count(catalogue, name, colleagues)
        for name in measures
        if name not in rate_measures and not is_barred(catalogue, name)
    ]
    figures += [_rate(name, kpi, colleagues) for name, kpi in rates.items()]
    last_days = {age.id: age.covers_to for age in source_ages(store).values()}
    dated = [(figure, last_days[fact]) for figure in figures if (fact := facts[figure.measure]) in last_days]
    figures = [replace(figure, covered_until=day) if day < window.end else figure for figure, day in dated]
    return [replace(figure, has_mixed_posts=has_mixed_posts, is_newcomer=is_newcomer) for figure in figures]


def _middle_half(values: list[float]) -> tuple[float | None, float | None]:
    spread = quartiles(values)
    return (spread.low, spread.high) if spread else (None, None)


def _count(catalogue: Catalogue, name: str, colleagues: _Colleagues) -> OfficerFigure:
    measure = catalogue.measures[name]
    low, high = _middle_half([colleagues.counts[person][name] for person in colleagues.team])
    own_count = colleagues.counts[colleagues.officer][name]
    return OfficerFigure(name, measure.zh, measure.unit, own_count, low, high, len(colleagues.team), colleagues.group)


def _rate(name: str, kpi: Kpi, colleagues: _Colleagues) -> OfficerFigure:
    assert kpi.denominator is not None  # a rate has one
    numerator, denominator = kpi.numerator, kpi.denominator
    team_counts = [colleagues.counts[person] for person in colleagues.team]
    with_cases = [counts for counts in team_counts if counts[denominator]]
    low, high = _middle_half([counts[numerator] / counts[denominator] for counts in with_cases])
    own = colleagues.counts[colleagues.officer]
    hits, cases = own[numerator], own[denominator]
    figure = OfficerFigure(name, kpi.zh, kpi.unit, hits, low, high, len(with_cases), colleagues.group, cases)
    if not cases:
        return figure
    rate_low, rate_high = (float(bound) for bound in wilson_interval(hits / cases, cases, Z95))
    # At none and at all the bounds are exact but for rounding.
    return replace(figure, rate_low=rate_low if hits else 0.0, rate_high=rate_high if hits < cases else 1.0)
