"""Simulates how often a fair comparison names a station falsely, and what it finds: `python -m benchmarks.fairness`.

Stations of a county and of a city between which there is no true difference: their working levels are the same, and
their periods differ by the shocks of the generator alone (seed/calibration.py: months and days of alerts, drives of
inspections), drawn day by day. What happens at a common chance (resolved, rectified, satisfied) is binomial there; as a
harder test than the generator's, chances that shake from station to station are tried as well. Then one station's level
is truly moved.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.monte_carlo import standard_errors
from core.catalogue.load import load_catalogue
from core.comparison import outlier_tests, ranks
from core.comparison.funnel import Law, Sample, between_variance, deviates, limits, overdispersion, sample, widening
from core.judgement.dispersion import Dispersion
from core.judgement.multiple_testing import ALPHA_FINISHED, ALPHA_RUNNING
from core.metrics.arrays import Floats
from seed import calibration as c

MONTH_DAYS = 30
SIZES = {"a setting of a county": 6, "a county": 18, "a city": 114}
SMALLEST = {law: load_catalogue().smallest[kind].value for law, kind in (("binomial", "rate"), ("poisson", "count"))}
OWN_DF = 30.0  # with which the error within a unit is known from three years


@dataclass(frozen=True)
class Stations:
    """Figures of stations and the error within each, in times of chance, known as from three years of months."""

    units: Sample
    own: Dispersion

    @property
    def widening(self) -> Floats:
        """Return what the funnel's limits are widened by."""
        phi = float(np.average(self.own.phi, weights=self.units.denominators))
        law, level, sizes = self.units.law, self.units.level, self.units.denominators
        return widening(law, level, sizes, phi, between_variance(self.units, self.own.phi))


Draw = Callable[[np.random.Generator, int], Stations]


@dataclass(frozen=True)
class Rates:
    """Shares of boards: any station named, any beyond the 99.8% limits; and of stations within the 95% limits."""

    named: float
    outside: float
    inside: float


def sizes_of(rng: np.random.Generator, stations: int, mean: float) -> Floats:
    """Draw how busy stations are: the settings' calls and the generator's spread between stations of one setting."""
    weights = np.array([c.SETTING_CALLS[s] for s in c.SETTINGS])
    setting = weights[np.arange(stations) % len(weights)] / weights.mean()
    naming_rate: Floats = mean * setting * np.exp(rng.normal(0, c.STATION_VOLUME_SD, stations))
    return naming_rate


def within_chance(units: Sample) -> Stations:
    """Stations whose own figures vary by chance alone."""
    return Stations(units, Dispersion(np.ones(len(units.numerators)), np.full(len(units.numerators), OWN_DF)))


def rate(mean: float, chance: float, shake: float = 0.0) -> Draw:
    """Outcomes at one chance, which shakes by a standard deviation from station to station."""

    def draw(rng: np.random.Generator, stations: int) -> Stations:
        size = np.maximum(rng.poisson(sizes_of(rng, stations, mean)), 1)
        level: Floats | float = chance
        if shake:
            strength = chance * (1 - chance) / shake**2 - 1
            level = rng.beta(chance * strength, (1 - chance) * strength, stations)
        return within_chance(sample("binomial", rng.binomial(size, level), size))

    return draw


def events(per_month: float, months: int, shape: float, day_shape: float = 0.0) -> Draw:
    """Events by exposure: each month's (and each day's) rate shaken by the generator's gamma."""

    def draw(rng: np.random.Generator, stations: int) -> Stations:
        exposure = np.maximum(np.round(sizes_of(rng, stations, 1000.0)), 1)
        shock = rng.gamma(shape, 1 / shape, (stations, months))
        if day_shape:
            shock = shock * rng.gamma(day_shape, 1 / day_shape, (stations, months, MONTH_DAYS)).mean(-1)
        units = sample("poisson", rng.poisson(exposure / 1000 * per_month * shock.sum(1)), exposure)
        variance_of_shock = 1 / shape + (1 / day_shape / MONTH_DAYS if day_shape else 0.0)
        phi = 1 + exposure / 1000 * per_month * variance_of_shock
        return Stations(units, Dispersion(phi, np.full(stations, OWN_DF)))

    return draw


BOARDS: dict[str, Draw] = {
    "resolution rate, a month": rate(14, 0.95),
    "resolution rate, a year": rate(160, 0.95),
    "on-scene completion, a year": rate(1200, 0.92),
    "satisfaction, a year": rate(90, 0.981),
    "rectification, a month": rate(5, c.RECTIFIED),
    "a rate that shakes by 2 points": rate(600, 0.93, 0.02),
    "a rate that shakes by 4 points": rate(600, 0.90, 0.04),
    "alerts, a month": events(150, 1, c.SHOCK_MONTH, c.SHOCK_DAY),
    "alerts, ten months": events(150, 10, c.SHOCK_MONTH, c.SHOCK_DAY),
    "inspections, a month": events(12, 1, c.INSPECTIONS_SHAPE),
    "inspections, ten months": events(12, 10, c.INSPECTIONS_SHAPE),
}


def named(stations: Stations, share: float) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return whom a board names, by the engine's own functions, in the order of its rules (the cheap ones first)."""
    units, own = stations.units, stations.own
    values, level, many = units.numerators / units.denominators, units.level, len(units.numerators)
    phi = max(overdispersion(deviates(units)), 1.0)
    low, high = limits(units.law, level, units.denominators, 0.998, np.maximum(stations.widening, phi))
    gap = np.abs(values - level) * 100 / (1 if units.law == "binomial" else level)
    told_units = ((values <= low) | (values >= high)) & (gap >= SMALLEST[units.law])
    if many < outlier_tests.MIN_UNITS or not told_units.any():
        return np.zeros(many, bool)
    told_units &= outlier_tests.holm(outlier_tests.p_values(units), share)
    if not told_units.any():
        return told_units
    first, last = ranks.rank_intervals(units, np.maximum(own.phi, phi), highest_first=True, df=own.df)
    half = math.ceil(many / outlier_tests.HALVES)
    return told_units & np.where(values > level, last <= half, first > many - half)


def rates_of(draw: Draw, stations: int, boards: int, share: float = ALPHA_FINISHED) -> Rates:
    """Boards without any true difference."""
    any_named, any_out, inside = 0, 0, 0
    for index in range(boards):
        drawn = draw(np.random.default_rng([stations, index]), stations)
        units = drawn.units
        if units.level in (0.0, 1.0):
            inside += stations
            continue
        values, times = units.numerators / units.denominators, drawn.widening
        ends = [limits(units.law, units.level, units.denominators, level, times) for level in (0.95, 0.998)]
        inside += int(((values > ends[0][0]) & (values < ends[0][1])).sum())
        any_out += bool(((values <= ends[1][0]) | (values >= ends[1][1])).any())
        any_named += bool(named(drawn, share).any())
    return Rates(any_named / boards, any_out / boards, inside / boards / stations)


def naming_rate(law: Law, stations: int, boards: int, size: float, level: float, true_level: float) -> float:
    """Return how often one station (of middling size) is named whose level is truly `true_level`."""
    hits = 0
    for index in range(boards):
        rng = np.random.default_rng([stations, index, 7])
        sizes = np.maximum(np.round(sizes_of(rng, stations, size)), 1)
        sizes[1] = size
        true = np.full(stations, level)
        true[1] = true_level
        tops = rng.binomial(sizes.astype(int), true) if law == "binomial" else rng.poisson(sizes * true)
        units = sample(law, tops, sizes)
        hits += bool(named(within_chance(units), ALPHA_FINISHED)[1])
    return hits / boards


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=400)
    boards = parser.parse_args().boards
    print("| no true difference in | stations | named | named, running | beyond 99.8% | within 95% |")
    print("|---|---|---|---|---|---|")
    for name, draw in BOARDS.items():
        for size in SIZES.values():
            rate_, running = rates_of(draw, size, boards), rates_of(draw, size, boards, ALPHA_RUNNING)
            cells = f"{rate_.named:.1%} | {running.named:.1%} | {rate_.outside:.1%} | {rate_.inside:.1%}"
            print(f"| {name} | {size} | {cells} |", flush=True)
    print("\n| one station of truly | of | cases | stations | named |\n|---|---|---|---|---|")
    for size in (100, 300, 1000):
        for true_level in (0.80, 0.85, 0.98):
            for stations in SIZES.values():
                share = naming_rate("binomial", stations, boards, size, 0.92, true_level)
                print(f"| {true_level:.0%} | 92% | {size} | {stations} | {share:.0%} |", flush=True)
    print(standard_errors(boards, "boards"))


if __name__ == "__main__":
    main()
