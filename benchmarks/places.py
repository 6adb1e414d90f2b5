"""Simulates how well stations are told from their group's mean and in rank: `python -m benchmarks.places`.

Boards of 18 stations of different sizes, over three years and the period asked about. Each station's months are shaken
by a log-normal shock (of rates, on the logit) of which a part ρ is left a month later; φ is the variance of a middling
station's month in times of chance. First all stations have one level: how many boards say of any station that it lies
above or below the mean. Then levels truly differ: how many stations are told from the mean and on how many boards one
of them on the wrong side, how wide the rank intervals are, and how often they hold the true rank and the stations' own
intervals the true level.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.monte_carlo import standard_errors
from core.comparison import ranks
from core.comparison.funnel import Law, Sample, sample
from core.comparison.group_mean import against_group
from core.comparison.own_error import own_error
from core.comparison.ranked_units import own_intervals
from core.comparison.types import AgainstGroup
from core.judgement.autocorrelation import DAYS_A_MONTH, count_months, rate_months
from core.judgement.dispersion import Dispersion
from core.judgement.season_layout import MONTHS_BEHIND, SHAPE
from core.metrics.arrays import Floats

STATIONS, SIZE_SPREAD, SEASON = 18, 0.6, 0.15
JANUARY = 0  # the month of the year in which the period begins
PERSONS = 100.0  # of exposure for each event expected in a month


@dataclass(frozen=True)
class World:
    """Boards of a kind: cases a month of the middling station, their level, months of the period, φ, ρ, true spread.

    `spread` is the standard deviation of the true levels, on the log scale of events and the logit of rates.
    """

    law: Law
    cases: float
    level: float = 1.0
    months: int = 10
    phi: float = 1.0
    rho: float = 0.0
    spread: float = 0.0


@dataclass(frozen=True)
class Board:
    """A period's figures, the error within each station as the product estimates it, and the true levels."""

    units: Sample
    own: Dispersion
    truth: Floats


@dataclass(frozen=True)
class Rates:
    """Shares of boards that name anybody, at least two, or anybody on the wrong side; namings and rank widths a board.

    `holds_rank` and `holds_level` are shares of stations whose interval holds the true rank, the true level.
    """

    named: float
    two: float
    wrong: float
    namings: float
    width: float
    holds_rank: float
    holds_level: float


def shocks(rng: np.random.Generator, months: int, rho: float) -> Floats:
    """Standard normal shocks by (station, month), of which ρ is left a month later."""
    fresh = rng.standard_normal((STATIONS, months))
    lasting = fresh.copy()
    for month in range(1, months):
        lasting[:, month] = rho * lasting[:, month - 1] + np.sqrt(1 - rho**2) * fresh[:, month]
    return lasting


def lay_out(amounts: ArrayLike, period: int) -> Floats:
    """Months (the last `period` of them asked about) as seasons by periods, as the product lays them out in January."""
    table, by_month = np.zeros((STATIONS, *SHAPE)), np.asarray(amounts, float)
    for month in range(MONTHS_BEHIND + period):
        column = 0 if month >= MONTHS_BEHIND else MONTHS_BEHIND // 12 - month // 12
        table[:, max(month % 12 - 1, 0), column] += by_month[:, month]
    return table


def draw(rng: np.random.Generator, world: World) -> Board:
    """Draw a board of stations."""
    cases = world.cases * np.exp(rng.normal(0, SIZE_SPREAD, STATIONS) - SIZE_SPREAD**2 / 2)
    true_offset = rng.normal(0, world.spread, STATIONS) if world.spread else np.zeros(STATIONS)
    shock = shocks(rng, MONTHS_BEHIND + world.months, world.rho)
    months = shock.shape[1]
    season = np.exp(SEASON * np.sin(np.arange(months) * np.pi / 6))
    asked_months = slice(MONTHS_BEHIND, None)
    if world.law == "poisson":
        truth = world.level * np.exp(true_offset)
        square = np.log1p((world.phi - 1) / (world.cases * world.level))
        mean = cases[:, None] * truth[:, None] * np.exp(np.sqrt(square) * shock - square / 2) * season
        hits, sizes = rng.poisson(mean), np.full((STATIONS, months), DAYS_A_MONTH)
        denominators = np.round(cases * PERSONS)
        truth = truth / PERSONS * season[asked_months].sum()
    else:
        offset = np.log(world.level / (1 - world.level)) + true_offset
        square = (world.phi - 1) / (max(world.cases - 1, 1.0) * world.level * (1 - world.level))
        chance = 1 / (1 + np.exp(-offset[:, None] - np.sqrt(square) * shock))
        drawn = rng.poisson(cases[:, None] * season * np.ones_like(shock))
        drawn[:, MONTHS_BEHIND] = np.maximum(drawn[:, MONTHS_BEHIND], 1)
        hits, sizes = rng.binomial(drawn, chance), drawn.astype(float)
        denominators = sizes[:, asked_months].sum(1)
        points = np.exp(-np.square(GRID) / 2) / np.exp(-np.square(GRID) / 2).sum()
        truth = (points / (1 + np.exp(-offset[:, None] - np.sqrt(square) * GRID))).sum(1)
    tops, bottoms = lay_out(hits, world.months), lay_out(sizes, world.months)
    if world.law == "poisson":
        by_month = count_months(tops, bottoms[0], JANUARY)
    else:
        by_month = rate_months(tops, bottoms, JANUARY, lay_out(np.ones_like(sizes), world.months)[0] > 0)
    own = own_error(by_month, world.months * DAYS_A_MONTH)
    return Board(sample(world.law, hits[:, asked_months].sum(1), denominators), own, truth)


GRID = np.linspace(-5, 5, 101)


def measure(world: World, boards: int, with_ranks: bool = False) -> Rates:
    """Judge so many boards as the product does."""
    named = named_two = wrong = namings = 0
    width = holds_rank = holds_level = 0.0
    for index in range(boards):
        board = draw(np.random.default_rng([world.months, index]), world)
        units, truth = board.units, board.truth
        if units.level in (0.0, 1.0):
            continue
        answers = np.array(against_group(units, board.own))
        above, below = answers == AgainstGroup.ABOVE, answers == AgainstGroup.BELOW
        count, mean = int((above | below).sum()), float(np.average(truth, weights=units.denominators))
        named, named_two, namings = named + (count > 0), named_two + (count > 1), namings + count
        wrong += bool(((above & (truth < mean)) | (below & (truth > mean))).any())
        low, high = own_intervals(units, board.own)
        holds_level += float(((low <= truth) & (truth <= high)).mean()) / boards
        if with_ranks:
            first, last = ranks.rank_intervals(units, board.own.phi, highest_first=True, df=board.own.df)
            true_rank = ranks.ranks(truth, highest_first=True)
            width += float((last - first + 1).mean()) / boards
            holds_rank += float(((first <= true_rank) & (true_rank <= last)).mean()) / boards
    shares = [count / boards for count in (named, named_two, wrong, namings)]
    return Rates(shares[0], shares[1], shares[2], shares[3], width, holds_rank, holds_level)


EQUAL = [
    replace(world, months=months, phi=phi, rho=rho)
    for world in (World("poisson", 100), World("poisson", 8), World("binomial", 100, 0.9), World("binomial", 12, 0.95))
    for months in (1, 10)
    for phi, rho in ((1, 0), (2, 0.3), (2, 0.5), (5, 0), (5, 0.3), (5, 0.5), (5, 0.7))
    if world.cases > 20 or phi < 5
]
DIFFERENT = {
    "response within 15 minutes": World("binomial", 100, 0.88, phi=1.3, rho=0.3, spread=1.0),
    "a rate, logits ± 0.5": World("binomial", 60, 0.92, phi=1.3, rho=0.3, spread=0.5),
    "events per person, ± 25%": World("poisson", 100, phi=2, rho=0.3, spread=0.25),
    "the same, restless": World("poisson", 100, phi=5, rho=0.5, spread=0.25),
}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=400)
    boards = parser.parse_args().boards
    print("| equal stations | cases a month | months | φ | ρ | any told from the mean | own interval holds |")
    print("|---|---|---|---|---|---|---|")
    for world in EQUAL:
        rates = measure(world, boards)
        setting = f"{world.law} | {world.cases:.0f} | {world.months} | {world.phi:g} | {world.rho:g}"
        print(f"| {setting} | {rates.named:.1%} | {rates.holds_level:.1%} |", flush=True)
    print(
        "\n| truly different stations | months | told from the mean | two or more | wrong side | rank width | holds |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, world in DIFFERENT.items():
        for months in (3, 10):
            rates = measure(replace(world, months=months), max(boards // 4, 1), with_ranks=True)
            evidence = f"{rates.namings:.1f} | {rates.two:.0%} | {rates.wrong:.1%}"
            print(f"| {name} | {months} | {evidence} | {rates.width:.1f} | {rates.holds_rank:.1%} |", flush=True)
    print(standard_errors(boards, "boards"))


if __name__ == "__main__":
    main()
