"""Simulates how often a contest names an area falsely, and what it finds: `python -m benchmarks.contest`.

Areas of very different sizes, from a quiet village up to a busy town, over three years and the period asked about: each
month's rate is shaken by a gamma law (the generator's monthly and daily one, and wilder ones). First all areas change
alike, by nothing or by a tenth: how many contests name anybody, and how often that is the quietest of them. Then one
area truly falls further: how often it is named leading, and how often another is named beside it.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from core.catalogue.load import load_catalogue
from core.features.contests.evidence import AreaCounts, weigh_evidence
from core.features.contests.grading import grade_area
from core.features.contests.types import AreaGrade
from core.judgement.dispersion import Dispersion, count_dispersion
from core.judgement.multiple_testing import ALPHA_FINISHED, ALPHA_RUNNING
from core.metrics.arrays import Floats
from seed import calibration as c

AREAS, YEARS, MONTH_DAYS = 12, 4, 30.4
SMALLEST = load_catalogue().smallest["count"].value
# Of the gamma law of a month; the generator's own comes to (1 / SHOCK_MONTH + 1 / 30 / SHOCK_DAY)⁻¹ = 300.
SHAPES = {"as generated": 1 / (1 / c.SHOCK_MONTH + 1 / 30 / c.SHOCK_DAY), "restless": 40.0, "wild": 10.0}
PERIODS = {"a quarter": 3, "ten months": 10}
SPREAD = 1.0  # of the areas' sizes, on the log scale


@dataclass(frozen=True)
class World:
    """Contests of a kind: alerts a month of the middling area, months of the period, the gamma law of a month."""

    per_month: float
    months: int
    shape: float


@dataclass(frozen=True)
class Rates:
    """Shares of contests: anybody named, the quietest area leading, the moved area leading, another leading."""

    anybody: float
    quietest: float
    changed_area: float
    other: float


def sizes(rng: np.random.Generator, middle: float) -> Floats:
    """Alerts a month of the areas, the quietest first."""
    mean_counts: Floats = np.sort(middle * np.exp(rng.normal(0, SPREAD, AREAS)))
    return mean_counts


def draw(rng: np.random.Generator, world: World, factor: Floats) -> tuple[Floats, Floats, Dispersion]:
    """Counts now and then, and the dispersion of each area's months, as the product works it out."""
    mean = sizes(rng, world.per_month)[:, None, None] * np.exp(rng.normal(0, 0.1, (1, 12, 1)))
    mean = np.broadcast_to(mean, (AREAS, 12, YEARS)).copy()
    mean[:, :, 0] *= factor[:, None]
    if world.shape:
        mean *= rng.gamma(world.shape, 1 / world.shape, mean.shape)
    counts_seen = rng.poisson(mean).astype(float)
    days = np.full((12, YEARS), MONTH_DAYS)
    days[world.months :, 0] = 0  # the rest of this year lies ahead
    return (
        counts_seen[:, : world.months, 0].sum(1),
        counts_seen[:, : world.months, 1].sum(1),
        count_dispersion(counts_seen * (days > 0), days),
    )


def contest(rng: np.random.Generator, world: World, factor: Floats, share: float) -> list[str]:
    """Return what each area is called."""
    now, base, own = draw(rng, world, factor)
    has_counts = now + base > 0
    spread = Dispersion(own.phi[has_counts], own.df[has_counts])
    length = world.months * MONTH_DAYS
    case = AreaCounts(now[has_counts], base[has_counts], (length, length), spread, SMALLEST, share)
    evidence = weigh_evidence(case)
    grades = iter([grade_area(case, evidence, at)[0] for at in range(len(case.now))])
    return [next(grades) if grade else "" for grade in has_counts]


def rates(world: World, common: float, area_factor: float, contests: int, share: float = ALPHA_FINISHED) -> Rates:
    """All areas change by the factor `common`; the middling one by `area_factor` besides (1: it does not)."""
    factor, at = np.full(AREAS, common), AREAS // 2
    factor[at] *= area_factor
    anybody = quietest = hit = other = 0
    for index in range(contests):
        grades = contest(np.random.default_rng([world.months, index]), world, factor, share)
        leads = [place for place, grade in enumerate(grades) if grade == AreaGrade.LEADING]
        anybody += any(grade in (AreaGrade.LEADING, AreaGrade.LAGGING) for grade in grades)
        quietest += 0 in leads
        hit += at in leads
        other += any(place != at for place in leads)
    return Rates(anybody / contests, quietest / contests, hit / contests, other / contests)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contests", type=int, default=400)
    many = parser.parse_args().contests
    print("| all change alike by | alerts a month | period | months | named | named, running | quietest leads |")
    print("|---|---|---|---|---|---|---|")
    for common in (1.0, 0.9):
        for per_month in (20.0, 100.0):
            for period, months in PERIODS.items():
                for law, shape in SHAPES.items():
                    world = World(per_month, months, shape)
                    finished, running = (
                        rates(world, common, 1.0, many, share) for share in (ALPHA_FINISHED, ALPHA_RUNNING)
                    )
                    cells = f"{finished.anybody:.1%} | {running.anybody:.1%} | {finished.quietest:.1%}"
                    print(f"| {common - 1:+.0%} | {per_month:.0f} | {period} | {law} | {cells} |", flush=True)
    print("\n| one area truly falls by | alerts a month | period | months | it leads | another leads |")
    print("|---|---|---|---|---|---|")
    for area_factor in (0.85, 0.7, 0.5):
        for per_month in (20.0, 100.0):
            for period, months in PERIODS.items():
                world = World(per_month, months, SHAPES["as generated"])
                finished = rates(world, 1.0, area_factor, many)
                cells = f"{finished.changed_area:.0%} | {finished.other:.1%}"
                print(f"| {1 - area_factor:.0%} | {per_month:.0f} | {period} | as generated | {cells} |", flush=True)


if __name__ == "__main__":
    main()
