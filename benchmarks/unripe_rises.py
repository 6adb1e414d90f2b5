"""Simulates how far off it is how much a young cohort's rate still rises: `python -m benchmarks.unripe_rises`.

Months settle as in `benchmarks.unripe`: units differ in speed and in the final rate by a spread on the scale of log
odds, which go together (`together` 0.7), not at all, or against each other (-0.5). Known are the sums of earlier
months: what share is settled at an age, and in the end. Ways of telling it of another month: the points that they
gained (`points`), the share of what was open that they settled later (`open`), the shift of their log odds (`log
odds`). Per age, of months that are not all settled: the root mean square error of the final rate in points, the mean
error of the fifth that stands highest, and which share would end beyond 100%.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.special import expit, logit

from benchmarks.unripe import AGES, MONTHS, SETTLED, SIZES, SPREADS
from core.metrics.arrays import Floats

WAYS = ("points", "open", "log odds")
TOGETHER = (0.0, 0.7, -0.5)


def foretold(way: str, rates: Floats, settled: float, final: float) -> Floats:
    """Return what rates come to, where earlier months had `settled` at their age and `final` in the end."""
    gain = final - settled
    if way == "points":
        return rates + gain
    if way == "open":
        return rates + (1 - rates) * gain / (1 - settled)
    with np.errstate(divide="ignore"):
        raised: Floats = expit(logit(rates) + logit(final) - logit(settled))
    return raised


def months(
    rng: np.random.Generator, final: float, spread: tuple[float, float], together: float, runs: int
) -> tuple[list[Floats], Floats]:
    """Return the rates of months by age, and in the end."""
    reported = np.concatenate([np.maximum(rng.poisson(size, runs), 1) for size in SIZES])
    level, other = rng.normal(size=(2, len(reported)))
    speeds = spread[0] * (together * level + np.sqrt(1 - together**2) * other) + rng.normal(0, MONTHS, len(reported))
    settled = in_the_end = rng.binomial(reported, expit(logit(final) + spread[1] * level))
    shares = np.vstack([expit(logit(SETTLED)[:, None] + speeds), np.ones(len(reported))])
    rates: list[Floats] = []
    for age in reversed(range(len(AGES))):
        settled = rng.binomial(settled, shares[age] / shares[age + 1])
        rates.insert(0, settled / reported)
    return rates, in_the_end / reported


def errors(way: str, rates: Floats, final_rates: Floats) -> str:
    """Return the errors of a way as text."""
    expected = foretold(way, rates, float(rates.mean()), float(final_rates.mean()))
    is_open = rates < 1
    is_high = is_open & (rates >= np.quantile(rates[is_open], 0.8))
    off = 100 * (expected - final_rates)
    beyond = (expected[is_open] > 1 + 1e-9).mean()
    return f"{np.sqrt((off[is_open] ** 2).mean()):9.1f} {off[is_high].mean():+6.1f} {beyond:5.0%}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=60_000, help="months of each size")
    runs = parser.parse_args().runs
    print("final  speed  together  way       " + "".join(f"{f'{age} days: error, high, beyond':>31}" for age in AGES))
    for final in (0.97, 0.85):
        for spread in SPREADS:
            for together in TOGETHER:
                rng = np.random.default_rng([int(100 * final), int(10 * spread[0])])
                rates, final_rates = months(rng, final, spread, together, runs)
                for way in WAYS:
                    texts = "".join(errors(way, at_age, final_rates).rjust(31) for at_age in rates)
                    print(f"{final:5.0%}  {spread[0]:5.1f}  {together:8.1f}  {way:10}" + texts, flush=True)


if __name__ == "__main__":
    main()
