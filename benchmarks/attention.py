"""Say how often the attention strip says anything false: `python -m benchmarks.attention`.

On years in which nothing happens (benchmarks/story_free.py, every station drawn) each sentence of a strip is false.
By the engine's own functions and shares: the bureau's changes as its tiles judge them, the stations' as the search
does (all of them by one KPI at the share of that KPI, which leaves nothing that their own verdict would not hold up;
core/judgement/station_search.py), and the standard of 现场办结率, once with its true level above the standard and
once exactly on it, where a miss is most easily said. Only what is for the worse is told: a fall, for these five rates.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.judgement import (
    A_BOARD,
    AS_OF,
    CATALOGUE,
    FINISHED,
    RUNNING,
    Boards,
    Tested,
    _running,
    _sum,
    look,
    rate_spread,
)
from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import ONSCENE, STATIONS, StationYears, draw_stations
from core.judgement import multiple_testing
from core.judgement.families import kpi_families
from core.judgement.judge import SEARCH_FRACTION
from core.judgement.rates import exact_interval
from core.metrics.reporting_period import resolve_period
from core.time.reporting_calendar import CALENDAR
from seed.calibration import SETTINGS

STANDARD = 0.9
FAMILY = kpi_families(CATALOGUE)["onscene_completion_rate"]
SEARCHED = Tested(STATIONS * len(SETTINGS), SEARCH_FRACTION * FAMILY.share_of_one)
STANDARDS = sum(kpi.standard is not None and kpi.basis != "stock" for kpi in CATALOGUE.kpis.values())
BATCH = 25
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Strips:
    """By board: whether a change of the bureau is told, one of a station, and a standard missed."""

    bureau: Flags
    stations: Flags
    standard: Flags

    @property
    def any(self) -> Flags:
        """Tell whether anything is told."""
        return self.bureau | self.stations | self.standard


def batch(number: int, seed: int, onscene: float) -> tuple[Boards, Boards]:
    """Bureaus as wholes, and their stations: the items of each are one family."""
    years = [draw_stations(np.random.default_rng([seed, index]), onscene) for index in range(number)]
    return _boards(years, is_bureau=True), _boards(years, is_bureau=False)


def _boards(years: list[StationYears], *, is_bureau: bool) -> Boards:
    def running_sums(name: str) -> NDArray[np.float64]:
        daily = [getattr(entry, name) for entry in years]
        return _running([entry.sum(1) if is_bureau else entry.reshape(-1, entry.shape[-1]) for entry in daily])

    counted = running_sums("counts")
    return Boards(counted if is_bureau else counted[:, :0], running_sums("tops"), running_sums("bottoms"))


def strips(bureaus: Boards, stations: Boards, period: str, as_of: date) -> Strips:
    """Return what the strips of some bureaus say on a day."""
    own, below = _falls(bureaus, period, as_of, A_BOARD), _falls(stations, period, as_of, SEARCHED)
    return Strips(own, below, _missed(bureaus, stations, period, as_of))


def _falls(simulated: Boards, period: str, as_of: date, tested: Tested) -> Flags:
    """Tell whether a rate is said to fall; counts have no direction, and none of theirs is told or searched for."""
    observed = look(simulated, period, as_of, tested)
    told_falls: Flags = (observed.stands & observed.falls)[:, simulated.counts.shape[1] :]
    return np.asarray(told_falls.any((-1, -2)), bool)


def _missed(bureaus: Boards, stations: Boards, period: str, as_of: date) -> Flags:
    """现场办结率 of the bureau and of all its stations, asked at once."""
    period_asked = resolve_period(period, as_of, CALENDAR)
    each = stations.tops.shape[1] // bureaus.tops.shape[1]
    tops, bottoms = (
        np.concatenate([getattr(bureaus, name)[:, :1], getattr(stations, name)[:, :each]], 1)
        for name in ("tops", "bottoms")
    )
    spread = rate_spread(Boards(tops[:, :0], tops, bottoms), period_asked.window, period_asked.window.days)
    share = multiple_testing.ALPHA_RUNNING if period_asked.is_running else multiple_testing.ALPHA_FINISHED
    level = 1 - share * SEARCH_FRACTION / STANDARDS / (1 + each)
    _, high = exact_interval(
        (_sum(tops, period_asked.window), np.maximum(_sum(bottoms, period_asked.window), 1)), spread, level
    )
    return np.asarray((high < STANDARD).any(-1), bool)


def measure(number: int, onscene: float, days_looked: int) -> dict[str, dict[str, float]]:
    """By period, shares of strips that say anything false: at one look, by what; and at any of the daily looks."""
    strips_of_period: dict[str, list[Strips]] = {period: [] for period in (*FINISHED, *RUNNING)}
    ever: dict[str, list[Flags]] = {period: [] for period in strips_of_period}
    for first in range(0, number, BATCH):
        bureaus, stations = batch(min(BATCH, number - first), 1000 + first, onscene)
        for period, strips_of in strips_of_period.items():
            days = range(days_looked if period in RUNNING else 1)
            observed = [strips(bureaus, stations, period, AS_OF - timedelta(days=back)) for back in days]
            strips_of += observed
            ever[period].append(np.any([entry.any for entry in observed], axis=0))
    names = ("bureau", "stations", "standard", "any")
    return {
        period: {name: float(np.concatenate([getattr(strip, name) for strip in strips_of]).mean()) for name in names}
        | {"month": float(np.concatenate(ever[period]).mean())}
        for period, strips_of in strips_of_period.items()
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boards", type=int, default=200)
    parser.add_argument("--looks", type=int, default=31, help="days on which a running period is looked at")
    options = parser.parse_args()
    print(f"{options.boards} bureaus in which nothing happens, 5 rates of 18 stations searched\n")
    print("| 现场办结率 | period | bureau | stations | standard | any, at one look | in a month of daily looks |")
    print("|---|---|---|---|---|---|---|")
    for onscene in (ONSCENE, STANDARD):
        for period, rate in measure(options.boards, onscene, options.days_looked).items():
            print(f"| {onscene:.0%} | {period} | {' | '.join(f'{share:.1%}' for share in rate.values())} |", flush=True)
    print(standard_errors(options.boards, "boards, at a look and in a month"))


if __name__ == "__main__":
    main()
