"""Coverage of where a year ends, by hindsight: `python -m benchmarks.year_end [--databases N]`.

Months of whole years are generated with a season, a drift from year to year and shocks that go together from month to
month (ρ); the year's end is asked after 3, 6, 9 and 11 months and compared with what came. With --databases, whole
bureaus of the generator too (size small, a few seconds each), every count that has a forecast, at four days of the
last year. A few minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.monte_carlo import standard_errors
from core.engine import Engine
from core.features.year_end.forecast import forecast, straying
from core.metrics.arrays import Floats
from core.store.open import open_store
from seed.bureau import plan
from seed.make import make

SETTINGS = ((30.0, 1.0), (30.0, 2.0), (300.0, 4.0), (3000.0, 10.0))  # records a month, φ of a month
RHOS, AFTER_MONTHS, YEARS = (0.0, 0.3, 0.5, 0.7), (3, 6, 9, 11), (2, 3)
DAYS = (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 11, 30))
YEAR_END = date(2026, 12, 31)


class Detection(NamedTuple):
    """A forecast: after how many months, whether the year ended in it, and half of it over the year's count."""

    after: int
    inside: bool
    half_width: float


def months_of(rng: np.random.Generator, mean: float, phi: float, rho: float, years: int) -> Floats:
    """Return counts by (year, month): Poisson about a season and a drift, with log-normal AR(1) shocks."""
    season = 1 + 0.1 * np.sin(2 * np.pi * np.arange(12) / 12 + rng.uniform(0, 6)) + rng.normal(0, 0.03, 12)
    usual = (np.exp(rng.normal(0, 0.08) * np.arange(years))[:, None] * season * mean).ravel()
    spread = np.sqrt(np.log(1 + (phi - 1) / mean))
    shock = np.empty(12 * years)
    shock[0] = rng.normal()
    for index in range(1, len(shock)):
        shock[index] = rho * shock[index - 1] + rng.normal() * np.sqrt(1 - rho**2)
    drawn: Floats = rng.poisson(usual * np.exp(spread * shock - spread**2 / 2)).astype(float)
    return drawn.reshape(years, 12)


def simulate(setting: tuple[float, float, float], years: int, runs: int, seed: int) -> Iterator[Detection]:
    """Yield forecasts of a setting (records a month, φ, ρ) with so many earlier years."""
    rng = np.random.default_rng(seed)
    for _ in range(runs):
        counts = months_of(rng, *setting, years + 1)
        for after in AFTER_MONTHS:
            known_counts = counts.copy()
            known_counts[-1, after:] = np.nan
            rest_forecast = forecast(counts[-1, :after], counts[:-1], np.arange(0.5, 12), straying(known_counts, 0))
            came = counts[-1, after:].sum()
            yield Detection(
                after,
                bool(rest_forecast.low <= came <= rest_forecast.high),
                (rest_forecast.high - rest_forecast.low) / 2 / counts[-1].sum(),
            )


def bureaus(count: int) -> Iterator[tuple[date, Detection]]:
    """Yield forecasts of generated bureaus, whose year is over, at days of it."""
    for seed in range(1, count + 1):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "year.db"
            make(path, plan("small", seed, YEAR_END), now=0, progress=lambda *_: None)
            with closing(open_store(path, read_only=True)) as store:
                engine = Engine(store)
                for kpi, declared in engine.catalogue.kpis.items():
                    if declared.kind == "count":
                        yield from _hindsight(engine, kpi)


def _hindsight(engine: Engine, kpi: str) -> Iterator[tuple[date, Detection]]:
    year_total = engine.board(None, "2026", YEAR_END, [kpi], 0, []).figures[kpi, engine.units.root.id].value
    for day in DAYS:
        pace = engine.pace(kpi, None, day)
        if pace.low is not None and pace.high is not None and year_total:
            is_inside = pace.low <= year_total <= pace.high
            yield day, Detection(day.month, is_inside, (pace.high - pace.low) / 2 / year_total)


def _cell(answers: list[Detection]) -> str:
    inside, width = np.mean([a.inside for a in answers]), np.mean([a.half_width for a in answers])
    return f"{inside:>7.1%} {width:>6.1%}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--databases", type=int, default=0)
    options = parser.parse_args()
    if options.databases:
        answers = list(bureaus(options.databases))
        for day in DAYS:
            day_answers = [answer for at, answer in answers if at == day]
            print(f"{options.databases} small bureaus, {day}: {_cell(day_answers)} of {len(day_answers)}", flush=True)
    print(
        f"{'a month':>8} {'phi':>4} {'rho':>4} {'years':>5} |"
        + " |".join(f"{a:>3} months: in, ±" for a in AFTER_MONTHS)
    )
    for mean, phi in SETTINGS:
        for rho in RHOS:
            for years in YEARS:
                day_answers = list(
                    simulate((mean, phi, rho), years, options.runs, seed=int(mean + 10 * phi + 100 * rho + years))
                )
                cells = [_cell([answer for answer in day_answers if answer.after == after]) for after in AFTER_MONTHS]
                print(f"{mean:>8.0f} {phi:>4} {rho:>4} {years:>5} |" + " |".join(f"{c:>18}" for c in cells), flush=True)
    print(standard_errors(options.runs))


if __name__ == "__main__":
    main()
