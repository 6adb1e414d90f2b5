"""Say how often the judgement of changes errs, and what it finds: `python -m benchmarks.judgement`.

On years in which nothing happens (benchmarks/story_free.py) every verdict is false. A bureau's figures are one family
at the whole share, those of its stations by one KPI are each tested by itself, as core/judgement/families.py has it.
A change is planted in one count of a board: its days outside the window are thinned for a rise of 30%, those inside it
for a fall.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import COUNTS, FIRST, FIRST_MONTH, STATIONS, Floats, draw
from core.catalogue.load import load_catalogue
from core.judgement import counts, dispersion, multiple_testing, rates
from core.judgement.autocorrelation import count_months, rate_months
from core.judgement.inertia import hold_alpha
from core.judgement.season_layout import apply_layout, months_behind, season_layout
from core.metrics.reporting_period import preceding_window, resolve_period, spring_aligned_window, year_earlier_window
from core.metrics.types import Window
from core.time.days import month_days
from core.time.reporting_calendar import CALENDAR
from seed.calibration import SETTINGS

AS_OF = date(2026, 10, 31)
RUNNING = ("ytd", "mtd", "last30", "last7")
FINISHED = ("2026-10", "2026Q3", "2025")
SPRING = date(2026, 3, 15)  # days before it lie near the lunar new year, that of 2026 or of 2025
IN_SPRING = ("2026-01", "2026-02")
SHOWN = FIRST_MONTH + 14  # the generator's shortest history begins 34 months before its last
CATALOGUE = load_catalogue()
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Boards:
    """Running sums by (board, item, day) of what many boards show: counts, and numerators and denominators of rates."""

    counts: Floats
    tops: Floats
    bottoms: Floats


def boards(number: int, seed: int, rho: float = 0.0) -> tuple[Boards, Boards]:
    """Boards of a county, and the rankings of its stations by valid alerts; months' shocks correlate by `rho`."""
    years = [draw(np.random.default_rng([seed, index]), rho) for index in range(number)]
    running_sums = [_running([getattr(year, name) for year in years]) for name in ("counts", "tops", "bottoms")]
    none = running_sums[0][:, :0]
    return Boards(*running_sums), Boards(_running([year.stations for year in years]), none, none)


def _running(daily: Sequence[Floats]) -> Floats:
    stacked = np.stack(daily)
    return np.concatenate([np.zeros((*stacked.shape[:-1], 1)), np.cumsum(stacked, -1)], -1)


def _sum(running: Floats, window: Window) -> Floats:
    sums: Floats = running[..., window.last - FIRST + 1] - running[..., window.first - FIRST]
    return sums


def _months(running: Floats, months: Iterable[int]) -> Floats:
    empty = np.zeros(running.shape[:-1])
    spans = [(month, Window(*month_days(month))) for month in months]
    return np.stack([_sum(running, span) if month >= SHOWN else empty for month, span in spans], -1)


@dataclass(frozen=True)
class Look:
    """By (board, item, comparison): which verdicts stand, which would if each were tried alone at 5%, which fall.

    `holds` are those that stand at ten times the share: what inertia keeps once it stood.
    """

    stands: Flags
    alone: Flags
    falls: Flags
    holds: Flags


class Tested(NamedTuple):
    """Say how a board's items are tested: so many at once (all of them if 0), at a part of the share of errors."""

    together: int = 0
    part: float = 1.0


A_BOARD = Tested()
STATIONS_BY_ONE_KPI = Tested(1, 1 / (STATIONS * len(SETTINGS)))


def look(simulated: Boards, period: str, as_of: date, tested: Tested = A_BOARD) -> Look:
    """Return what the boards say of a period on a day, by the engine's own functions.

    Near the lunar new year the 同比 aligned on it stands in the plain one's place, and the plain one is a third
    comparison, which counts where it says the same: elsewhere it only points to the aligned one.
    """
    period_asked = resolve_period(period, as_of, CALENDAR)
    share = multiple_testing.ALPHA_RUNNING if period_asked.is_running else multiple_testing.ALPHA_FINISHED
    tested = tested._replace(part=tested.part * share)
    window, spring = period_asked.window, CATALOGUE.spring
    aligned = spring_aligned_window(window, spring.before, spring.after, spring.longest)
    judged = _look_against(
        simulated, window, (aligned or year_earlier_window(period_asked), preceding_window(period_asked)), tested
    )
    if aligned is None:
        return judged
    plain = _look_against(simulated, window, (year_earlier_window(period_asked),), tested)
    same = plain.stands & judged.stands[..., :1] & (plain.falls == judged.falls[..., :1])
    return Look(
        np.concatenate([judged.stands, same], -1),
        np.concatenate([judged.alone, plain.alone], -1),
        np.concatenate([judged.falls, plain.falls], -1),
        np.concatenate([judged.holds, plain.holds], -1),
    )


def _look_against(simulated: Boards, window: Window, bases: Sequence[Window], tested: Tested) -> Look:
    """One question of each item: the window against one base or two."""
    months = months_behind(window, CALENDAR)
    place = season_layout(window, months, [month >= SHOWN for month in months], CALENDAR)
    days = max(each_window.days for each_window in (window, *bases))
    by_month = count_months(
        apply_layout(_months(simulated.counts, months), place), place.days, window.start.month - 1, place.recent
    )
    of_counts, of_rates = by_month.over(days), rate_spread(simulated, window, days)
    tried = [_counts(simulated, window, [base], of_counts) for base in bases]
    tried_rates = [_rates(simulated, window, [base], of_rates) for base in bases]
    p, least, big, sure, falls = (
        np.stack(
            [
                np.concatenate([of_counts[i], of_rates[i]], -1)
                for of_counts, of_rates in zip(tried, tried_rates, strict=True)
            ],
            -1,
        )
        for i in range(5)
    )
    both = np.full(p.shape[:-1], np.nan)
    if len(bases) > 1 and bases[0].last < bases[1].first:
        joined = _counts(simulated, window, bases, of_counts)[0], _rates(simulated, window, bases, of_rates)[0]
        both = np.concatenate(joined, -1)
    stands, holds = (
        _significant(p, both, least, tested._replace(part=float(alpha))) & (big > 0) & (sure > 0)
        for alpha in (tested.part, hold_alpha(tested.part))
    )
    return Look(stands, (p < 0.05) & (big > 0), falls > 0, holds)


def _significant(p: Floats, both: Floats, least: Floats, tested: Tested) -> Flags:
    """Return the significant comparisons by (board, item, comparison), each family of so many items by itself."""
    boards, items, kinds = p.shape
    size = tested.together or items
    families = (boards, items // size, size)
    flags = multiple_testing.hierarchical_fdr(
        p.reshape(*families, kinds), both.reshape(families), least.reshape(*families, kinds), tested.part
    )
    return flags.reshape(p.shape)


def rate_spread(simulated: Boards, window: Window, days: int) -> dispersion.Dispersion:
    """φ of the rates over windows of so many days, by (board, item)."""
    months = months_behind(window, CALENDAR)
    place = season_layout(window, months, [month >= SHOWN for month in months], CALENDAR)
    tops, bottoms = (apply_layout(_months(running, months), place) for running in (simulated.tops, simulated.bottoms))
    flat = (-1, *tops.shape[-2:])
    spread = rate_months(
        tops.reshape(flat), bottoms.reshape(flat), window.start.month - 1, place.days > 0, place.recent
    ).over(days)
    return dispersion.Dispersion(*(spread_part.reshape(tops.shape[:-2]) for spread_part in spread))


def _counts(simulated: Boards, window: Window, bases: Sequence[Window], spread: dispersion.Dispersion) -> list[Floats]:
    now, base = (
        _sum(simulated.counts, window),
        np.add.reduce([_sum(simulated.counts, each_base) for each_base in bases]),
    )
    pair, days = (now, base), (window.days, sum(each_base.days for each_base in bases))
    low, high = counts.ratio_interval(pair, days, spread)
    change = now / days[0] / np.maximum(base / days[1], 1e-9) - 1
    big = np.abs(change) * 100 >= CATALOGUE.smallest["count"].value
    p, least = counts.p_value(pair, days, spread), counts.min_attainable_p(pair, days, spread)
    return [p, least, 1.0 * big, (low > 1) + (high < 1.0), 1.0 * (change < 0)]


def _rates(simulated: Boards, window: Window, bases: Sequence[Window], spread: dispersion.Dispersion) -> list[Floats]:
    now = _sum(simulated.tops, window), _sum(simulated.bottoms, window)
    base = tuple(
        np.add.reduce([_sum(running, each_base) for each_base in bases])
        for running in (simulated.tops, simulated.bottoms)
    )
    some = (now[1] > 0) & (base[1] > 0)
    now, base = ((side[0], np.where(some, side[1], np.maximum(side[1], 1.0))) for side in (now, base))
    low, high = rates.difference_interval(now, base, spread)
    change = now[0] / now[1] - base[0] / base[1]
    big = np.abs(change) * 100 >= CATALOGUE.smallest["rate"].value
    p = np.where(some, rates.p_value(now, base, spread), np.nan)
    return [p, rates.min_attainable_p(now, base, spread), 1.0 * big, (low > 0) + (high < 0.0), 1.0 * (change < 0)]


@dataclass(frozen=True)
class Wrong:
    """Shares of boards with any false verdict: at one look, and at any look of a month; and if each is tried alone."""

    at_one_look: float
    month: float
    alone: float


def false_rates(
    simulated: Boards, period: str, days_looked: int = 31, as_of: date = AS_OF, tested: Tested = A_BOARD
) -> Wrong:
    """Looks at the boards on each of the last days up to `as_of`."""
    day_looks = [look(simulated, period, as_of - timedelta(days=back), tested) for back in range(days_looked)]
    any_on_day = np.array([each_look.stands.any((-1, -2)) for each_look in day_looks])
    alone = np.mean([each_look.alone.any((-1, -2)).mean() for each_look in day_looks])
    return Wrong(float(any_on_day.mean()), float(any_on_day.any(0).mean()), float(alone))


def planted(
    simulated: Boards, item: int, period: str, change: float, rng: np.random.Generator, keep: float = 1.0
) -> Boards:
    """The boards with a change of one count in the window; `keep` thins all its days, to make it smaller."""
    window = resolve_period(period, AS_OF, CALENDAR).window
    day = np.arange(simulated.counts.shape[-1] - 1) + FIRST
    inside = (day >= window.first) & (day <= window.last)
    chance = keep * np.where(inside, min(1.0, change), min(1.0, 1 / change))
    drawn = rng.binomial(np.diff(simulated.counts[:, item]).round().astype(int), chance).astype(float)
    lifted = simulated.counts.copy()
    lifted[:, item, 1:] = np.cumsum(drawn, -1)
    return replace(simulated, counts=lifted)


def power(
    simulated: Boards, item: int, period: str, change: float, seed: int, expected: float = 0.0
) -> tuple[float, float]:
    """(events expected without the change, share of boards that find it, by 同比 or 环比).

    `expected` asks for so many events instead of as many as there are.
    """
    window = resolve_period(period, AS_OF, CALENDAR).window
    usual = float(_sum(simulated.counts, window)[:, item].mean()) * min(1.0, 1 / change)
    keep = min(1.0, expected / usual) if expected else 1.0
    changed = planted(simulated, item, period, change, np.random.default_rng(seed), keep)
    told_share = look(changed, period, AS_OF).stands[:, item].any(-1)
    return usual * keep, float(told_share.mean())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=400)
    parser.add_argument("--rho", type=float, default=0.0, help="autocorrelation of the months' shocks")
    options = parser.parse_args()
    simulated, stations = boards(options.boards, 1, options.rho)
    print(
        "| shows | running | false at one look | in a month of daily looks | each tried alone |\n|---|---|---|---|---|"
    )
    for name, boards_drawn, tested in (("board", simulated, A_BOARD), ("stations", stations, STATIONS_BY_ONE_KPI)):
        for period in RUNNING:
            rate = false_rates(boards_drawn, period, tested=tested)
            print(f"| {name} | {period} | {rate.at_one_look:.1%} | {rate.month:.1%} | {rate.alone:.0%} |")
        for period in FINISHED:
            rate = false_rates(boards_drawn, period, days_looked=1, tested=tested)
            print(f"| {name} | {period} | {rate.at_one_look:.1%} | the same | {rate.alone:.0%} |")
        for period in (*IN_SPRING, *RUNNING):
            rate = false_rates(boards_drawn, period, 1 if period in IN_SPRING else 31, SPRING, tested)
            print(f"| {name}, near 春节 | {period} | {rate.at_one_look:.1%} | {rate.month:.1%} | {rate.alone:.0%} |")
    print("\n| planted in | period | expected | +30% found | −30% found |\n|---|---|---|---|---|")
    for item, name in enumerate(COUNTS):
        for period in (*FINISHED, "ytd"):
            (usual, rise), (_, fall) = (power(simulated, item, period, change, 2) for change in (1.3, 0.7))
            if usual >= 200:
                print(f"| {name} | {period} | {usual:,.0f} | {rise:.0%} | {fall:.0%} |")
    for expected in (100, 200, 300, 400, 500, 600):
        rise, fall = (power(simulated, 2, "2026Q3", change, 3, expected)[1] for change in (1.3, 0.7))
        print(f"| dispute_alerts, thinned | 2026Q3 | {expected} | {rise:.0%} | {fall:.0%} |")
    print(standard_errors(options.boards))


if __name__ == "__main__":
    main()
