"""Simulates how often a young cohort said to miss its standard comes to meet it: `python -m benchmarks.unripe`.

Months of a rate settle as disputes of the demo's county do (SETTLED), unit by unit faster or slower by a spread on the
scale of log odds, with a season; the final rate differs by unit too. Standards of 70% to 98% are asked of each month 0,
30, 60 and 90 days after its end. `met`: of those said to miss, which share met beyond doubt a year later; `at it`:
which share came to its number. `silent`: of those that miss now and in the end, which share is left undecided.
Rules: none (taken as known), twice the points that months gain, and the share of what is open that settles.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.special import expit, logit
from scipy.stats import beta

from core.board.unripe_standards import LEEWAY
from core.metrics.arrays import Floats

AGES = (0, 30, 60, 90)
SETTLED = np.array([0.575, 0.890, 0.940, 0.958])  # of all that settle within a year, by age; `fengjing seed`'s disputes
STANDARDS = (0.7, 0.8, 0.9, 0.95, 0.98)
SIZES = (15, 60, 400)  # records a month
SPREADS = ((0.3, 0.3), (0.6, 0.5), (1.0, 0.8))  # of units: in speed, in the final rate; the first as in the demo
MONTHS, SEASON = 0.2, 0.2
RULES = ("none", "gain × 2", "open × 1", f"open × {LEEWAY}", "open × 2")


def ends(settled: Floats, reported: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the 95% intervals of rates."""
    low, high = (np.asarray(beta.ppf(level, settled + 0.5, reported - settled + 0.5)) for level in (0.025, 0.975))
    return low, high


def reached(rule: str, high: Floats, final: float, settled: float) -> Floats:
    """Return what rates may come to by a rule, where months come to `final` and have `settled` of it at their age."""
    if rule == "none":
        return high
    factor, gain = float(rule.rpartition(" ")[2]), final * (1 - settled)
    if rule.startswith("gain"):
        return high + factor * gain
    raised: Floats = high + (1 - high) * min(factor * gain / (1 - final * settled), 1.0)
    return raised


def tallies(rng: np.random.Generator, final: float, spread: tuple[float, float], size: int, runs: int) -> Floats:
    """Return by rule and age: said to miss, met later, at their number later; missing throughout, and left open."""
    reported = np.maximum(rng.poisson(size, runs), 1).astype(float)
    rates = expit(logit(final) + rng.normal(0, spread[1], runs) + rng.normal(0, MONTHS, runs))
    season = SEASON * np.sin(rng.uniform(0, 2 * np.pi, runs))
    speeds = rng.normal(0, spread[0], runs) + rng.normal(0, MONTHS, runs) + season
    standards = rng.choice(STANDARDS, runs)
    settled_later = rng.binomial(reported.astype(int), rates)
    low_later, high_later = ends(settled_later.astype(float), reported)
    shares = np.vstack([expit(logit(SETTLED)[:, None] + speeds), np.ones(runs)])
    settled, counts = settled_later, np.zeros((len(RULES), len(AGES), 5))
    for age in reversed(range(len(AGES))):
        settled = rng.binomial(settled, shares[age] / shares[age + 1])
        high = ends(settled.astype(float), reported)[1]
        missing = (high < standards) & (high_later < standards)
        for row, rule in enumerate(RULES):
            said = reached(rule, high, final, float(SETTLED[age])) < standards
            at_it = said & (settled_later / reported >= standards)
            kinds = (said, said & (low_later >= standards), at_it, missing, missing & ~said)
            counts[row, age] = [kind.sum() for kind in kinds]
    return counts


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100_000, help="months of each size")
    runs = parser.parse_args().runs
    print("final  speed  rule       " + "  ".join(f"{f'{age} days: met, at it, silent':>28}" for age in AGES))
    for final in (0.97, 0.85):
        for spread in SPREADS:
            rng = np.random.default_rng([int(100 * final), int(10 * spread[0])])
            counts = sum((tallies(rng, final, spread, size, runs) for size in SIZES), np.zeros(1))
            for rule, by_age in zip(RULES, counts, strict=True):
                texts = [
                    "nothing said, all silent".rjust(28)
                    if not said
                    else f"{met / said:12.1%} {at_it / said:7.1%} {silent / missing:7.0%}"
                    for said, met, at_it, missing, silent in by_age
                ]
                print(f"{final:5.0%}  {spread[0]:5.1f}  {rule:10} " + "  ".join(texts), flush=True)


if __name__ == "__main__":
    main()
