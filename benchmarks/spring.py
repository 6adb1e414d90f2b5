"""False verdicts in the weeks around the lunar new year: `python -m benchmarks.spring [--counties N] [--size S]`.

Whole generated counties in which nothing changes from year to year but the date of 春节, and the engine's own boards
over Januaries, Februaries and their weeks. Counted are the firm verdicts of the plain 同比, those of them that keep a
colour beside the aligned comparison, and the firm verdicts of the aligned one: all of them are false.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from benchmarks.quiet_bureaus import QUIET
from core.engine import Engine
from core.metrics.types import Board, ChangeKind
from core.store.open import open_store
from seed import calibration as c
from seed.bureau import plan
from seed.make import make

AS_OF = date(2026, 3, 20)
STILL = {name: value for name, value in QUIET.items() if not name.startswith("FESTIVAL")}
MONTHS = [f"{year}-{month:02d}" for year in (2025, 2026) for month in (1, 2)]
WEEKS = [f"{year}-W{week:02d}" for year in (2025, 2026) for week in range(3, 11)]
FOUR_WEEKS = [
    f"{start}..{start + timedelta(days=27)}"
    for year in (2025, 2026)
    for start in (date(year, 1, 5) + timedelta(days=7 * week) for week in range(7))
]
PLAIN, COLOURED, ALIGNED = "plain", "plain, coloured", "aligned"


def claims(board: Board) -> Iterator[tuple[str, str]]:
    """Every firm verdict on a board, as (bureau or station, sort of comparison)."""
    kinds: dict[ChangeKind, str] = {"yoy": PLAIN, "lunar": ALIGNED}
    for (_, unit, kind), judged in board.judgements.items():
        if kind not in kinds or judged.phi is None or not judged.verdict.is_firm:
            continue
        place_kind = "bureau" if unit == board.units[0].id else "stations"
        yield place_kind, kinds[kind]
        if kind == "yoy" and not judged.note:
            yield place_kind, COLOURED


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counties", type=int, default=5)
    parser.add_argument("--size", default="county")
    options = parser.parse_args()
    claims_found: dict[tuple[str, str, str], int] = Counter()
    boards: Counter[str] = Counter()
    for seed in range(1, options.counties + 1):
        with tempfile.TemporaryDirectory() as folder, patch.multiple(c, **STILL):
            path = Path(folder) / "still.db"
            make(path, plan(options.size, seed, AS_OF), now=0, progress=lambda *_: None)
            with closing(open_store(path, read_only=True)) as store:
                engine = Engine(store)
                for sort, periods in (("months", MONTHS), ("weeks", WEEKS), ("28 days", FOUR_WEEKS)):
                    for period in periods:
                        boards[sort] += 1
                        for place_kind, kind in claims(engine.board(period=period, as_of=AS_OF)):
                            claims_found[sort, place_kind, kind] += 1
    print(f"{options.counties} bureaus of size {options.size}; every claim is false\n")
    print(f"| windows | boards | whose | {PLAIN} | {COLOURED} | {ALIGNED} |\n|---|---|---|---|---|---|")
    for sort, many in boards.items():
        for place_kind in ("bureau", "stations"):
            counts = " | ".join(str(claims_found[sort, place_kind, kind]) for kind in (PLAIN, COLOURED, ALIGNED))
            print(f"| {sort} | {many} | {place_kind} | {counts} |")


if __name__ == "__main__":
    main()
