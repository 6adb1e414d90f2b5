"""Finds of signals, and how often they are wrong: `python -m benchmarks.signals`.

False alarms: whole generated counties without any story, with their trends, seasons and 春节, looked at every day of a
year by the engine's own rules; every signal of a rule of chance that begins is a false one, and so is every one of
calls entered twice. Beside it stands the rate that was promised (core/catalogue/data/signals.toml).

Stories: counties in which the generator's stories happen (seed/stories), let run day by day; each day's signals are
those of `fengjing signals`. A story is found by the first signal about its unit (or its community's station) that a
rule for such a story gives, and that was not there on the day before; the delay is in days from its first day.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from core.catalogue.signal_model import CHANCE_KINDS, MONTH_DAYS, WEEK
from core.engine import Engine
from core.features.signals.detect import detector_of
from core.features.signals.detection_context import DetectionContext
from core.features.signals.detectors.lasting import LastingDetector
from core.store.open import open_store
from core.time.days import day_number
from seed.bureau import Plan, month_drafts, plan
from seed.draft import Draft
from seed.fill import advance
from seed.make import make
from seed.stories.story import Story, Wish

AS_OF = date(2026, 10, 31)
YEAR = 365
QUARTER = 90  # days
RECENT = 3  # months before the running one of which anything new is drawn as time runs on


@dataclass(frozen=True)
class Part:
    """Stories that begin together, and for how many days they are watched."""

    start: date
    kinds: tuple[str, ...]
    days: int = 35


PARTS = (
    Part(
        date(2026, 9, 26),
        ("fraud_surge", "dispute_cluster", "silence", "late_reports", "doubled", "miscoded", "gaming", "shifted"),
    ),
    Part(date(2026, 2, 10), ("spring_return",)),
)
# The rules that look for such a story.
LOOKED_FOR: dict[str, tuple[str, ...]] = {
    "fraud_surge": ("rise", "lasting"),
    "dispute_cluster": ("cluster", "rise", "lasting", "repeat"),
    "spring_return": ("rise", "lasting"),
    "silence": ("fault", "late"),
    "late_reports": ("fault", "late"),
    "doubled": ("fault", "twice"),
    "miscoded": ("fault",),
    "gaming": ("unsettled",),
    "shifted": ("nights",),
}


@dataclass(frozen=True)
class Found:
    """A story, what found it, and after how many days; None where nothing did."""

    kind: str
    rule: str | None
    delay: int | None


@dataclass(frozen=True)
class FalseAlarms:
    """Number of false signals of a rule that began in so many months, and the rate a month that was promised."""

    rule: str
    promised: float
    began: int
    months: float


def false_alarms(engine: Engine, last: date, days: int) -> list[FalseAlarms]:
    """Count those of every rule of chance, over so many days."""
    a_month = engine.catalogue.false_alarms["bureau"].a_month
    alarms_found = []
    with engine.reading() as _:
        context = _context(engine, last)
        for name, rule in engine.catalogue.signals.items():
            scan = detector_of(context, name).scan(day_number(last) - days + 1) if rule.kind in CHANCE_KINDS else None
            if scan is not None:
                began = sum(int(state.started.sum()) for state in scan.states(a_month * rule.part))
                alarms_found.append(FalseAlarms(name, a_month * rule.part, began, days / MONTH_DAYS))
            detector = detector_of(context, name)
            scores = detector.scores(a_month * rule.part) if isinstance(detector, LastingDetector) else None
            if scores is not None:
                began = int(scores.follow().started[..., -(days // WEEK) :].sum())
                alarms_found.append(FalseAlarms(name, a_month * rule.part, began, days / MONTH_DAYS))
        for name, rule in engine.catalogue.signals.items():
            if rule.kind == "twice":  # a fact that chance can feign; a look goes back for a quarter
                contexts = (_context(engine, last - timedelta(days=back)) for back in range(0, days, QUARTER))
                keys = {signal.key for context in contexts for signal in detector_of(context, name).facts()}
                alarms_found.append(FalseAlarms(name, 0.0, len(keys), days / MONTH_DAYS))
    return alarms_found


def _context(engine: Engine, day: date) -> DetectionContext:
    with engine._snapshot() as snapshot:
        return DetectionContext(engine.store, snapshot, engine._policy(snapshot), engine._read, day)


def stories(size: str, seed: int, stories_part: Part, folder: Path) -> Iterator[Found]:
    """The outcomes of the stories of a part."""
    before = stories_part.start - timedelta(days=1)
    bureau = plan(size, seed, before, None, [Wish(kind, stories_part.start) for kind in stories_part.kinds])
    path = folder / f"{size}{seed}{stories_part.start}.db"
    make(path, bureau, now=0, progress=lambda *_: None)
    with closing(open_store(path)) as store:
        engine = Engine(store)
        known_keys = {entry.key for entry in engine.signals(before).active}
        about = {story: _units(engine, story) for story in bureau.stories}
        found_stories: dict[Story, Found] = {}
        for after in range(stories_part.days):
            day = stories_part.start + timedelta(days=after)
            bureau = advance(store, bureau, day, now=0, drawn=_recent)
            for entry in engine.signals(day).active:
                for story, units in about.items():
                    fits = entry.kind in LOOKED_FOR[story.kind] and entry.unit.id in units
                    if fits and entry.key not in known_keys and story not in found_stories:
                        found_stories[story] = Found(story.kind, entry.rule, after)
        for story in about:
            yield found_stories.get(story, Found(story.kind, None, None))
    path.unlink()


def _units(engine: Engine, story: Story) -> set[int]:
    """The unit of a story, and the station of a community's."""
    tree = engine.units
    unit = tree.find(story.unit)
    above = {entry.id for entry in tree.ancestors(unit.id) if entry.kind == "station"}
    below = {entry.id for entry in tree.below(unit.id)} if unit.kind == "station" else set()
    return {unit.id} | above | below


def _recent(bureau: Plan, month: int) -> Iterator[Iterable[Draft]]:
    """Return what is drawn of a month as time runs on; what older months still bring is no matter of signals."""
    if month >= bureau.months[-1] - RECENT:
        yield from month_drafts(bureau, month)


def report_false(alarms_found: Sequence[FalseAlarms]) -> list[str]:
    """A row a rule, and one for all of them."""
    rows = []
    rules = list(dict.fromkeys(entry.rule for entry in alarms_found))
    for name in [*rules, None]:
        own_rows = [entry for entry in alarms_found if name is None or entry.rule == name]
        months = sum(entry.months for entry in own_rows) / (len(rules) if name is None else 1)
        promised = sum({entry.rule: entry.promised for entry in own_rows}.values())
        began = sum(entry.began for entry in own_rows)
        rows.append(f"| {name or 'all'} | {promised:.2f} | {began / months:.2f} | {began} in {months:.0f} months |")
    return rows


def report_stories(found_stories: Sequence[Found]) -> list[str]:
    """A row a kind of story."""
    rows = []
    for kind in dict.fromkeys(entry.kind for entry in found_stories):
        own_rows = [entry for entry in found_stories if entry.kind == kind]
        delays = [entry.delay for entry in own_rows if entry.delay is not None]
        rules = ", ".join(dict.fromkeys(entry.rule for entry in own_rows if entry.rule))
        when = f"{median(delays):.0f} ({min(delays)}–{max(delays)})" if delays else "—"
        rows.append(f"| {kind} | {len(delays)} of {len(own_rows)} | {when} | {rules or '—'} |")
    return rows


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counties", type=int, default=4, help="without a story, a year each")
    parser.add_argument("--stories", type=int, default=2, help="counties with stories")
    parser.add_argument("--size", default="county")
    parser.add_argument("--kinds", nargs="+", choices=list(LOOKED_FOR), default=list(LOOKED_FOR), help="which stories")
    options = parser.parse_args()
    calm: list[FalseAlarms] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, options.counties + 1):
            path = Path(folder) / "calm.db"
            make(path, plan(options.size, seed, AS_OF), now=0, progress=lambda *_: None)
            with closing(open_store(path, read_only=True)) as store:
                calm += false_alarms(Engine(store), AS_OF, YEAR)
            path.unlink()
        if options.counties:
            print("| rule | promised a month, at most | false a month | began |\n|---|---|---|---|")
            print("\n".join(report_false(calm)), flush=True)
            months = options.counties * 12
            print(f"\nOf {options.counties} years k false signals have a standard error √k, a month √k ÷ {months}.")
        report_rows = [
            entry
            for seed in range(101, 101 + options.stories)
            for stories_part in (
                replace(entry, kinds=tuple(k for k in entry.kinds if k in options.kinds)) for entry in PARTS
            )
            if stories_part.kinds
            for entry in stories(options.size, seed, stories_part, Path(folder))
        ]
        if not report_rows:
            return
        print("\n| story | found | delay in days, median (least–most) | by |\n|---|---|---|---|")
        print("\n".join(report_stories(report_rows)), flush=True)


if __name__ == "__main__":
    main()
