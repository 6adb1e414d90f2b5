"""A year of daily looks at four running periods: `python -m benchmarks.inertia`.

On boards of 24 tiles without any change (benchmarks/autocorrelation.py): how many show some false verdict in the year,
and how often tiles change their verdict; then a lasting rise of a half in one count, and on how many of the days after
it was first told it is still told. Each as judged, and as it would be with inertia: a verdict that stood at the
family's share stays as long as it would at ten times that.
"""

from __future__ import annotations

import argparse
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.autocorrelation import boards_of_24
from benchmarks.judgement import AS_OF, RUNNING, Boards, look
from benchmarks.story_free import FIRST
from core.time.days import day_number

Flags = NDArray[np.bool_]
DAYS = 365
TILE, RISE = 9, 1.5  # a count of about 36 a day


def year_of_looks(shown: Boards, period: str, days: int = DAYS) -> tuple[Flags, Flags]:
    """By (day, board, item): whether some comparison is told, as judged and with inertia."""
    told, kept = [], []
    before: Flags | None = None
    for back in range(days - 1, -1, -1):
        seen = look(shown, period, AS_OF - timedelta(days=back))
        now = seen.stands[..., :2]  # near the lunar new year a third comparison only points to another
        before = now if before is None else now | (before & seen.holds[..., :2])
        told.append(now.any(-1))
        kept.append(before.any(-1))
    return np.array(told), np.array(kept)


def flips(told: Flags) -> float:
    """Changes of a tile's verdict, by board that shows any."""
    changes = (told[1:] != told[:-1]).sum((0, 2))
    return float(changes[told.any((0, 2))].mean()) if told.any() else 0.0


def risen(shown: Boards, days: int = DAYS) -> Boards:
    """The boards with a lasting rise in one count, from the middle of the year looked at."""
    start = day_number(AS_OF) - days // 2 - FIRST
    daily = np.diff(shown.counts[:, TILE])
    daily[:, start:] += np.random.default_rng(9).poisson((RISE - 1) * daily[:, start:])
    counts = shown.counts.copy()
    counts[:, TILE, 1:] = np.cumsum(daily, -1)
    return Boards(counts, shown.tops, shown.bottoms)


def share_after_first(told: Flags) -> tuple[float, float]:
    """(share of boards that tell the rise at all, share of the days after its first on which it is told)."""
    after = [row[np.argmax(row) :].mean() for row in told.T if row.any()]
    return float(told.any(0).mean()), float(np.mean(after)) if after else 0.0


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boards", type=int, default=40)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--rho", type=float, default=0.0)
    given = parser.parse_args()
    shown = boards_of_24(given.boards, 8, given.rho)
    quiet = {period: year_of_looks(shown, period, given.days) for period in RUNNING}
    print(f"{given.boards} quiet boards, ρ = {given.rho:g}\n")
    print(f"| period | some false verdict in {given.days} days | flips |\n|---|---|---|")
    for period, both in quiet.items():
        shares = " → ".join(f"{told.any((0, 2)).mean():.0%}" for told in both)
        print(f"| {period} | {shares} | {' → '.join(f'{flips(told):.1f}' for told in both)} |")
    any_told = [np.any([both[index].any((0, 2)) for both in quiet.values()], axis=0) for index in (0, 1)]
    print(f"| any of the four | {' → '.join(f'{told.mean():.0%}' for told in any_told)} | |", flush=True)
    print("\n| lasting × 1.5 | found | days told after the first |\n|---|---|---|")
    changed = risen(shown, given.days)
    for period in RUNNING:
        found = [share_after_first(told[..., TILE]) for told in year_of_looks(changed, period, given.days)]
        cells = [" → ".join(f"{row[index]:.0%}" for row in found) for index in (0, 1)]
        print(f"| {period} | {cells[0]} | {cells[1]} |", flush=True)


if __name__ == "__main__":
    main()
