"""A year of daily looks at four running periods: `python -m benchmarks.inertia`.

On boards of 24 tiles without any change (benchmarks/autocorrelation.py): how many show some false verdict at one look,
in a month of daily looks and in a year of them, of one period and of any of the four, and of the twelve months that
were over in that year. Then what inertia does (core/judgement/inertia.py): how many boards show a false verdict in the
year, on how many days, and how often a board's tiles change their verdict; and of a lasting rise of a half in one
count, on how many of the days after it was first told it is still told, and how often it comes and goes. Without
inertia, and looking back 3, 7, 14, 28 days or for ever. Half a minute a period and table for 30 boards: `--only` makes
one of the tables, `--periods` some periods.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.autocorrelation import boards_of_24
from benchmarks.judgement import AS_OF, RUNNING, Boards, Flags, look
from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import FIRST, Floats
from core.judgement.inertia import LOOK_BACK_DAYS
from core.metrics.reporting_period import resolve_period
from core.time.days import day_number, month_days, month_number, to_date
from core.time.reporting_calendar import CALENDAR

DAYS, MONTH = 365, 31
LOOK_BACKS = (0, 3, 7, 14, 28, DAYS)
TILE, RISE = 9, 1.5  # a count of about 36 a day
TO_DATE = ("ytd", "mtd")


class YearOfLooks(NamedTuple):
    """By (day, board, item, comparison): what stands, what holds, what falls; by day the first of the window."""

    stands: Flags
    holds: Flags
    falls: Flags
    starts: NDArray[np.int64]


def year_of_looks(simulated: Boards, period: str, days: int = DAYS) -> YearOfLooks:
    """Look at the boards on each of the last days; of the comparisons 同比 and 环比."""
    dates = [AS_OF - timedelta(days=back) for back in range(days - 1, -1, -1)]
    day_looks = [look(simulated, period, day) for day in dates]
    stands, holds, falls = (
        np.array([getattr(day_look, name)[..., :2] for day_look in day_looks]) for name in ("stands", "holds", "falls")
    )
    first = [resolve_period(period, day, CALENDAR).window.first if period in TO_DATE else 0 for day in dates]
    return YearOfLooks(stands, holds, falls, np.array(first))


def with_inertia(year_looks: YearOfLooks, back: int) -> Flags:
    """Return by (day, board, item, comparison) what is told, looking back so many days.

    What stood and still holds is told, if it says the same as the day before, of a period that has not begun anew.
    """
    same = (year_looks.falls[1:] == year_looks.falls[:-1]) & (year_looks.starts[1:] == year_looks.starts[:-1])[
        :, None, None, None
    ]
    told_days = year_looks.stands.copy()
    for _ in range(back):
        longer = year_looks.stands.copy()
        longer[1:] |= year_looks.holds[1:] & told_days[:-1] & same
        if (longer == told_days).all():
            break
        told_days = longer
    return told_days


def flips(told_days: Flags) -> float:
    """Return how often the tiles of a board (day, board, item) change between telling and not, where any tells."""
    changes, tells = (told_days[1:] != told_days[:-1]).sum((0, 2)), told_days.any(axis=(0, 2))
    return float(changes[tells].mean()) if tells.any() else 0.0


def risen(simulated: Boards, days: int = DAYS) -> Boards:
    """Return the boards with a lasting rise in one count, from the middle of the year looked at."""
    start = day_number(AS_OF) - days // 2 - FIRST
    daily = np.diff(simulated.counts[:, TILE])
    daily[:, start:] += np.random.default_rng(9).poisson((RISE - 1) * daily[:, start:])
    counts = simulated.counts.copy()
    counts[:, TILE, 1:] = np.cumsum(daily, -1)
    return Boards(counts, simulated.tops, simulated.bottoms)


def share_after_first(told_days: Flags) -> float:
    """Return the share of the days after the first telling on which (day, board) is told."""
    after = [row[np.argmax(row) :].mean() for row in told_days.T if row.any()]
    return float(np.mean(after)) if after else 0.0


class FalseRates(NamedTuple):
    """By board: the share of days with a false verdict, the share of months of looks with one, and whether any has."""

    day: Floats
    month: Floats
    year: Flags


def false_rates_of(told_on: Flags) -> FalseRates:
    """Return how often boards tell something false, from (day, board)."""
    running = np.cumsum(np.concatenate([np.zeros((1, told_on.shape[1]), int), told_on]), axis=0)
    months = running[MONTH:] > running[:-MONTH]
    return FalseRates(told_on.mean(0), months.mean(0), np.any(told_on, axis=0))


def finished_months(simulated: Boards) -> Flags:
    """Return by (month, board) what is told falsely of the twelve months that are over, each looked at once."""
    newest = month_number(AS_OF)
    ends = [to_date(month_days(month)[1]) for month in range(newest - 11, newest + 1)]
    return np.array([np.any(look(simulated, f"{end:%Y-%m}", end).stands[..., :2], axis=(-1, -2)) for end in ends])


def print_false(simulated: Boards, year_looks: dict[str, YearOfLooks]) -> None:
    """Print how often boards are wrong at one look, in a month and in a year."""
    print("boards with some false verdict, with inertia as it is\n")
    print("| period | at one look | in a month of daily looks | in a year of them |\n|---|---|---|---|")
    told_on = {name: np.any(with_inertia(year, LOOK_BACK_DAYS), axis=(-1, -2)) for name, year in year_looks.items()}
    told_on["any of these"] = np.any(list(told_on.values()), axis=0)
    for name, told_days in told_on.items():
        rates = false_rates_of(told_days)
        print(f"| {name} | {rates.day.mean():.1%} | {rates.month.mean():.0%} | {rates.year.mean():.0%} |")
    over = finished_months(simulated)
    print(f"| months that are over | {over.mean():.1%} | the same | {np.any(over, axis=0).mean():.0%} |", flush=True)


def quiet_rows(year_looks: YearOfLooks) -> list[str]:
    """Return a table's cells by look-back."""
    cells = []
    for back in LOOK_BACKS:
        told_days: Flags = np.any(with_inertia(year_looks, back), axis=-1)
        by_board = np.any(told_days, axis=-1)
        cells.append(f"{np.any(by_board, axis=0).mean():.0%}, {by_board.mean():.1%}, {flips(told_days):.1f}")
    return cells


def risen_rows(year_looks: YearOfLooks) -> list[str]:
    """Return a table's cells by look-back."""
    cells = []
    for back in LOOK_BACKS:
        told_days: Flags = np.any(with_inertia(year_looks, back), axis=-1)[..., TILE : TILE + 1]
        cells.append(
            f"{told_days.any(0).mean():.0%}, {share_after_first(told_days[..., 0]):.0%}, {flips(told_days):.1f}"
        )
    return cells


def print_by_look_back(title: str, rows: dict[str, list[str]]) -> None:
    """Print a table by look-back."""
    heads = " | ".join(f"{back} days back" for back in LOOK_BACKS)
    print(f"\n{title}\n\n| period | {heads} |\n|---|{'---|' * len(LOOK_BACKS)}")
    for period, cells in rows.items():
        print(f"| {period} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boards", type=int, default=30)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--rho", type=float, default=0.3)
    parser.add_argument("--periods", nargs="+", choices=RUNNING, default=RUNNING)
    parser.add_argument("--only", choices=("quiet", "rise"))
    options = parser.parse_args()
    simulated = boards_of_24(options.boards, options.seed, options.rho)
    print(f"{options.boards} boards of 24 tiles, {options.days} days of looks, ρ = {options.rho:g}\n")
    if options.only != "rise":
        year_looks = {period: year_of_looks(simulated, period, options.days) for period in options.periods}
        print_false(simulated, year_looks)
        quiet = "quiet: boards with some false verdict, days with one, flips of a board that has one"
        print_by_look_back(quiet, {period: quiet_rows(year) for period, year in year_looks.items()})
    if options.only != "quiet":
        changed = risen(simulated, options.days)
        rows_by_period = {
            period: risen_rows(year_of_looks(changed, period, options.days)) for period in options.periods
        }
        print_by_look_back(
            f"a lasting × {RISE:g}: boards that tell it, days told after the first, flips", rows_by_period
        )
    print(standard_errors(options.boards, "boards, in a year"))


if __name__ == "__main__":
    main()
