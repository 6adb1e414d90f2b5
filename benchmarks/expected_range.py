"""Coverage and width of the expected range of a day and a week: `python -m benchmarks.expected_range [COUNTY.db]`.

Days are generated with a weekday, a season, a trend and a lunar new year, overdispersed by shocks that go together from
day to day (ρ). The model itself is asked, of days that it has not seen. With a database (`fengjing seed --size county`)
the last 200 ordinary days of its own counts are asked too. A few minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.monte_carlo import standard_errors
from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.engine import Engine
from core.features.expected_range.count_range import range_of
from core.features.expected_range.day_kinds import DayKinds, day_kinds
from core.features.expected_range.day_model import fit_days
from core.features.expected_range.types import DayKind, RangeSpan
from core.metrics.arrays import Floats
from core.store.open import open_store
from core.time.days import day_number

FIRST, LAST = day_number(date(2023, 1, 1)), day_number(date(2026, 11, 30))
RHOS, PHIS, MEANS = (0.0, 0.3, 0.5, 0.7), (1.0, 2.0, 5.0), (1.5, 10.0, 95.0)
SPANS: tuple[RangeSpan, ...] = ("day", "week")
KPIS = ("alerts_total", "alerts_valid", "traffic_alerts", "dispute_alerts", "criminal_alerts", "disputes_reported")
ASKED_A_RUN = 12
BACKTEST_DAYS = 290  # of the calendar: more than 200 of them are ordinary
WEEKENDS = np.array([1.0, 0.98, 1.0, 1.02, 1.05, 1.12, 1.08])


class Asked(NamedTuple):
    """A day or week asked about: whether it lay in its range, half of the range over its mean, and its kind."""

    inside: bool
    half_width: float
    ordinary: bool


def days_of(rng: np.random.Generator, mean: float, phi: float, rho: float, kinds: DayKinds) -> Floats:
    """Return counts by day: Poisson about a mean with log-normal shocks whose AR(1) correlation is ρ."""
    days = kinds.first + np.arange(len(kinds.occasion))
    usual = mean * WEEKENDS[(days + 3) % 7] * (1 + 0.12 * np.sin(2 * np.pi * days / 365.25 + rng.uniform(0, 6)))
    usual = usual * np.exp(rng.normal(0, 0.08) * (days - days[0]) / 365) * np.where(kinds.ordinary, 1.0, 0.85)
    spread = np.sqrt(np.log(1 + (phi - 1) / mean))
    steps = rng.normal(size=len(days)) * np.sqrt(1 - rho**2)
    shock = np.empty(len(days))
    shock[0] = rng.normal()
    for index in range(1, len(days)):
        shock[index] = rho * shock[index - 1] + steps[index]
    drawn: Floats = rng.poisson(usual * np.exp(spread * shock - spread**2 / 2)).astype(float)
    return drawn


def simulate(
    catalogue: Catalogue, setting: tuple[float, float, float], runs: int, seed: int, asked_a_run: int = ASKED_A_RUN
) -> Iterator[tuple[RangeSpan, Asked]]:
    """Yield days and weeks asked about in generated bureaus of one setting: mean, φ, ρ."""
    kinds = day_kinds(catalogue.work_calendar(), catalogue.spring, FIRST, LAST)
    rng = np.random.default_rng(seed)
    for _ in range(runs):
        counts = days_of(rng, *setting, kinds)
        for end in rng.integers(len(counts) - 364, len(counts) - 7, asked_a_run):
            for span, days in (("day", 1), ("week", 7)):
                answer = _asked(counts, kinds, int(end), days)
                if answer is not None:
                    yield ("day" if span == "day" else "week"), answer


def _asked(counts: Floats, kinds: DayKinds, end: int, days: int) -> Asked | None:
    seen = kinds.first_days(end + days)
    known_days = np.ones(end, bool)
    model = fit_days(counts[:end], known_days, seen)
    if model is None or not np.isfinite(model.mean[end : end + days]).all():
        return None
    counted = range_of(counts[:end], known_days, seen, model, days)
    value = counts[end : end + days].sum()
    inside = bool(counted.low <= value <= counted.high)
    return Asked(inside, (counted.high - counted.low) / 2 / counted.mid, bool(seen.ordinary[end:].all()))


def backtest(engine: Engine, kpi: str, span: RangeSpan) -> list[Asked]:
    """Ask a database for the last days of a KPI, each from the days before it alone."""
    last = day_number(engine.as_of([kpi]))
    answers = []
    for day in range(last - BACKTEST_DAYS + 1, last + 1):
        answer = engine.expected_range(kpi, None, date.fromordinal(day + date(1970, 1, 1).toordinal()), span)
        if answer.range is not None and answer.value is not None:
            counted, value = answer.range, answer.value
            width = (counted.high - counted.low) / 2 / counted.mid
            answers.append(Asked(counted.low <= value <= counted.high, width, answer.kind is DayKind.ORDINARY))
    return answers


def _line(answers: list[Asked]) -> str:
    if not answers:
        return f"{'—':>24}"
    inside, width = np.mean([a.inside for a in answers]), np.mean([a.half_width for a in answers])
    return f"{inside:>8.1%} {width:>6.0%} {len(answers):>7,}"


def print_simulation(runs: int) -> None:
    """Print coverage and half-width by setting."""
    catalogue = load_catalogue()
    print(f"{'mean':>6} {'phi':>4} {'rho':>4} |{'day: inside, ±, asked':>24} |{'week: inside, ±, asked':>24}")
    for mean in MEANS:
        for phi in PHIS:
            for rho in RHOS:
                coverages = list(
                    simulate(catalogue, (mean, phi, rho), runs, seed=int(mean * 100 + phi * 10 + rho * 10))
                )
                by_span = [_line([answer for named, answer in coverages if named == span]) for span in SPANS]
                print(f"{mean:>6} {phi:>4} {rho:>4} |{by_span[0]} |{by_span[1]}", flush=True)


def print_backtest(path: Path) -> None:
    """Print coverage and half-width of a database's own last days."""
    with closing(open_store(path, read_only=True)) as store:
        engine = Engine(store)
        for kpi in KPIS:
            for span in SPANS:
                answers = backtest(engine, kpi, span)
                ordinary = [answer for answer in answers if answer.ordinary]
                special = [answer for answer in answers if not answer.ordinary]
                print(f"{kpi:<18} {span:<5} ordinary {_line(ordinary)} | other {_line(special)}", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=40)
    options = parser.parse_args()
    if options.database:
        print_backtest(options.database)
    print_simulation(options.runs)
    print(standard_errors(options.runs * ASKED_A_RUN, "days or weeks a row, at most, were they independent"))


if __name__ == "__main__":
    main()
