"""Is the demo true on any day? What is planted is said, or the answers say that it is not; nothing else is told.

`python -m benchmarks.demo [--size small|county]` makes alive bureaus on seven dates by five seeds (some minutes) and
prints, by kind of story, how many of them the product says of its own accord, and how many signals of chance speak of
nothing that is planted: beside the number that is agreed to.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.engine import Engine
from core.features.signals.types import Signal
from core.store.open import open_store
from core.time.days import day_number, first_second
from seed.alive import alive_plan
from seed.bureau import Plan
from seed.make import make
from seed.stories.seen import Sighting, Watcher
from seed.stories.story import Story

DATES = (
    date(2026, 2, 16),  # the eve of the lunar new year
    date(2026, 2, 23),  # its seventh day
    date(2028, 2, 29),
    date(2027, 1, 1),
    date(2026, 7, 1),
    date(2026, 10, 4),
    date(2026, 11, 28),
)
SEEDS = (1, 2, 3, 4, 5)
CERTAIN = ("late_source", "order")  # facts: no chance can hide them


@dataclass(frozen=True)
class Look:
    """An alive bureau as the product shows it: its stories, what is said of each, and chance signals of none."""

    as_of: date
    seed: int
    sightings: tuple[tuple[Story, Sighting], ...]
    unexplained: tuple[Signal, ...]

    def unseen(self) -> Iterator[Story]:
        """Stories of which nothing is said."""
        return (story for story, sighting in self.sightings if not sighting.is_seen)


def made(size: str, seed: int, as_of: date, folder: Path) -> tuple[Path, Plan]:
    """Make the bureau of a day in a folder; return its file and its plan."""
    planned = alive_plan(size, seed, as_of)
    path = folder / f"{size}-{seed}-{as_of}.db"
    make(path, planned, now=first_second(day_number(as_of) + 1) + 60, progress=lambda _label, _done: None)
    return path, planned


def look(path: Path, planned: Plan) -> Look:
    """Look at a bureau of a plan."""
    store = open_store(path, read_only=True)
    try:
        watcher = Watcher(Engine(store), planned.as_of)
        sightings = tuple((story, watcher.sighting(story)) for story in planned.stories)
        by_chance = [signal for signal in watcher.signals if signal.chance_a_month > 0]
        stray = [s for s in by_chance if not any(watcher.is_of(s, story) for story in planned.stories)]
        return Look(planned.as_of, planned.seed, sightings, tuple(stray))
    finally:
        store.close()


def main() -> None:
    """The entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="small", choices=("small", "county"))
    size = parser.parse_args().size
    story_counts: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    strays: list[Signal] = []
    with tempfile.TemporaryDirectory() as folder:
        for as_of in DATES:
            for seed in SEEDS:
                bureau = look(*made(size, seed, as_of, Path(folder)))
                planted.update(story.kind for story, _ in bureau.sightings)
                story_counts.update(story.kind for story, sighting in bureau.sightings if sighting.is_seen)
                strays += bureau.unexplained
                missed = sorted(story.kind for story in bureau.unseen())
                print(
                    f"{as_of} seed {seed}: not said {missed}; strays {[s.key for s in bureau.unexplained]}",
                    flush=True,
                )
    for kind, number in planted.items():
        print(f"{kind}: said of {story_counts[kind]} of {number}")
    bureaus = len(DATES) * len(SEEDS)
    print(f"signals of chance that speak of nothing planted: {len(strays)} on {bureaus} days in {bureaus} bureaus")


if __name__ == "__main__":
    main()
