"""Simulates what pooled instructions claim falsely, and find: `python -m benchmarks.instructions`.

Eighteen stations, four KPIs of counts by week: levels from 0.8 to 12 a week, a season with a share of each station's
own, a slow drift, monthly shocks with autocorrelation ρ (standard deviation 20%), variance 1.5 times Poisson's. Each
month stations are picked for instructions: the worst against the same month of the year before, the worst against
their own past year, or by lot. An effect multiplies the twelve weeks after the week of sending. Data go back a year and
more before the first instruction; 40 and 150 are sent in two years, 600 in four. A `claim` is an effect that the
product would name: the interval clears zero, and the placebo shows nothing.
"""

from __future__ import annotations

import argparse
import math
from typing import NamedTuple

import numpy as np

from benchmarks.monte_carlo import standard_errors
from core.features.follow_up.pooled.answers import judge_effect
from core.features.follow_up.pooled.effect import (
    PooledEffect,
    Sample,
    SentInstruction,
    placebo_effect,
    pooled_effect,
    sample_of,
    stacked,
)
from core.features.follow_up.pooled.types import EffectVerdict, PooledKind
from core.features.follow_up.pooled.weekly_panel import EFFECT_WEEKS, WeeklyPanel
from core.metrics.arrays import Floats

STATIONS, KPIS, PHI = 18, 4, 1.5
SHOCK, DRIFT, SEASON, OWN_SEASON = 0.2, 0.1, 0.2, 0.1
BASE_MONTHS = 15  # of four weeks, before the first instruction
SMALLEST = math.log1p(0.05)
PICKS = ("worst on last year", "worst on its own past year", "by lot")


class Setting(NamedTuple):
    """One row of the table: how stations are picked, ρ, the number of instructions, and their true effect."""

    pick: str
    rho: float
    instructions: int
    effect: float


def _means(rng: np.random.Generator, weeks: int, rho: float) -> Floats:
    """Weekly means by (station, week)."""
    months = weeks // 4 + 1
    shocks = np.zeros((STATIONS, months))
    shocks[:, 0] = rng.normal(0, SHOCK, STATIONS)
    for month in range(1, months):
        shocks[:, month] = rho * shocks[:, month - 1] + math.sqrt(1 - rho**2) * rng.normal(0, SHOCK, STATIONS)
    drift = np.cumsum(rng.normal(0, DRIFT / math.sqrt(12), (STATIONS, months)), axis=1)
    common = np.cumsum(rng.normal(0, 0.05, months))
    turn = 2 * math.pi * np.arange(weeks) / 52
    season = SEASON * np.sin(turn) + OWN_SEASON * np.sin(turn + 1) * rng.normal(0, 1, (STATIONS, 1))
    level = np.exp(rng.uniform(math.log(0.8), math.log(12), (STATIONS, 1)))
    means: Floats = level * np.exp((shocks + drift + common)[:, np.arange(weeks) // 4] + season)
    return means


def _priority(rng: np.random.Generator, counts: Floats, month: int, pick: str) -> Floats:
    """Return what a sender goes by: the higher, the sooner a station is picked."""
    evidence = counts[:, month * 4 : month * 4 + 4].sum(1)
    if pick == PICKS[0]:
        base = counts[:, month * 4 - 52 : month * 4 - 48].sum(1)
        return np.asarray((evidence - base) / np.sqrt(evidence + base + 1), float)
    if pick == PICKS[1]:
        usual = counts[:, month * 4 - 52 : month * 4].mean(1) * 4
        return np.asarray((evidence - usual) / np.sqrt(usual + 1), float)
    return rng.random(STATIONS)


def _kpi(rng: np.random.Generator, setting: Setting) -> Sample:
    """One KPI's instructions, month after month: what is sent acts on the counts that later ones are picked by."""
    weeks = 260 if setting.instructions > 300 else 156
    means = _means(rng, weeks, setting.rho)
    counts = rng.negative_binomial(means / (PHI - 1), 1 / PHI)
    sent, factor = np.zeros(means.shape, bool), np.ones(means.shape)
    months = range(BASE_MONTHS, (weeks - EFFECT_WEEKS - 1) // 4 - 1)
    orders = []
    for month in months:
        week = month * 4 + 5
        number = min(rng.poisson(setting.instructions / KPIS / len(months)), STATIONS)
        for unit in np.argsort(-_priority(rng, counts.astype(float), month, setting.pick))[:number]:
            sent[unit, week] = True
            factor[unit, week + 1 : week + 1 + EFFECT_WEEKS] = setting.effect
            orders.append(SentInstruction(int(unit), week, 5, 2))
        now = slice(week + 1, week + 5)
        counts[:, now] = rng.binomial(counts[:, now], factor[:, now])
    known_days, groups = np.ones(means.shape, bool), np.zeros(STATIONS, np.int64)
    return sample_of(WeeklyPanel(counts.astype(float), None, known_days, sent, groups), orders)


def run(setting: Setting, seed: int) -> tuple[EffectVerdict, PooledEffect | None]:
    """One bureau: the verdict, and the effect where it could be pooled."""
    rng = np.random.default_rng([seed, PICKS.index(setting.pick), int(setting.rho * 10), setting.instructions])
    sample = stacked([_kpi(rng, setting) for _ in range(KPIS)])
    effect = pooled_effect(sample)
    return judge_effect(effect, placebo_effect(sample), SMALLEST, PooledKind.COUNTS)[0], effect


class Share(NamedTuple):
    """Shares of bureaus in which a fall or a rise is claimed, and means over those that could be pooled."""

    fell: float
    rose: float
    pooled: float
    size: float
    detectable: float


def shares(setting: Setting, runs: int) -> Share:
    """The result of a setting over so many bureaus."""
    results = [run(setting, seed) for seed in range(runs)]
    effects = [effect for _, effect in results if effect is not None]
    return Share(
        sum(verdict is EffectVerdict.FELL for verdict, _ in results) / runs,
        sum(verdict is EffectVerdict.ROSE for verdict, _ in results) / runs,
        len(effects) / runs,
        float(np.mean([effect.size for effect in effects])) if effects else math.nan,
        float(np.mean([effect.min_detectable() for effect in effects])) if effects else math.nan,
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    runs = parser.parse_args().runs
    print(f"{runs} bureaus a row; a true effect of 1 is none")
    print("picked                      true    ρ    n  claims a fall  a rise  pooled  estimate  smallest told")
    for pick in PICKS:
        for effect in (1.0, 0.8):
            for rho in (0.0, 0.3, 0.5):
                for number in (40, 150, 600):
                    got = shares(Setting(pick, rho, number, effect), runs)
                    print(
                        f"{pick:27} {effect:4.1f}  {rho:3.1f}  {number:3} {got.fell:14.1%} {got.rose:7.1%} "
                        f"{got.pooled:7.0%} {math.exp(got.size):9.2f} {math.exp(got.detectable):14.2f}",
                        flush=True,
                    )
    print(standard_errors(runs, "bureaus"))


if __name__ == "__main__":
    main()
