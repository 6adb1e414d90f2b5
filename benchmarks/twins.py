"""Two bureaus alike in all that is shown, but not in what is hidden: does anything that can be asked tell them apart?

    python -m benchmarks.twins --db FILE [--kinds K …] [--twins N] [--tries N]

Two records of one kind and quarter change places between two communities of a station. Where no figure of any KPI that
is shown there changes, over any period and as of any quarter's end, only hidden numbers have changed. Then everything
else that the product can be asked is asked of both: words, verdicts, intervals, comparisons, signals, slips, campaigns,
charts, indices, bulletins. What differs tells of a hidden number. FILE is made by `fengjing demo`; it is copied.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.collusion import ENDS, QUARTERS, SHORT_PERIODS, boards_of, is_protected
from benchmarks.writer import copy_database
from core.bulletins.build import build_document
from core.engine import Engine
from core.features.stations.change_decomposition import decompose_by_community
from core.metrics.as_of_span import AsOfSpan
from core.metrics.reporting_period import PeriodError, resolve_period
from core.store.catalogue_tables import table_of
from core.store.errors import StoreError
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import ROOT
from core.time.days import day_number

AS_OF = date.fromisoformat(ENDS[-1])
PERIODS = ("2026Q3", "2026Q2", "ytd", f"{QUARTERS[0]}..{ENDS[-1]}", *SHORT_PERIODS)
Row = tuple[Any, ...]
Channel = Callable[[], object]


def spelled(shown: object) -> object:
    """Everything in an answer, as plain texts and lists, the lazily computed too."""
    if isinstance(shown, str):
        return re.sub("第 [0-9]+ 版", "", shown)  # both are written into equally often, in another order
    if isinstance(shown, int | float | type(None)):
        return shown
    if isinstance(shown, Mapping):
        return {repr(key): spelled(shown[key]) for key in shown}
    if is_dataclass(shown) and not isinstance(shown, type):
        return {field_part.name: spelled(getattr(shown, field_part.name)) for field_part in fields(shown)}
    if isinstance(shown, list | tuple | set | frozenset):
        return [spelled(field_part) for field_part in shown]
    return repr(shown)


def answered(channel: Channel) -> object:
    """An answer, or why there is none."""
    try:
        return spelled(channel())
    except (LookupError, StoreError, PeriodError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


@dataclass(frozen=True)
class Place:
    """A station with its communities."""

    station: int
    communities: tuple[int, ...]


class World:
    """One of the two bureaus."""

    def __init__(self, path: Path) -> None:
        self.store = open_store(path)
        self.engine = Engine(self.store)

    def put(self, kind: str, rows: Sequence[Row]) -> None:
        """Put records in the place of those with their ids."""
        with self.store.write("benchmark", "records", kind, int(time.time())):
            apply_records(self.store, kind, rows)

    def shown(self, place: Place, kpis: Sequence[str]) -> object:
        """The figures that boards show of the communities, over every quarter and as of every quarter's end."""
        answers = []
        for reading, end in enumerate(ENDS):
            for first in range(reading + 1):
                text = f"{QUARTERS[first]}..{ENDS[reading]}"
                board = self.engine.board(
                    place.station, text, date.fromisoformat(end), kpis, months=0, units=list(place.communities)
                )
                answers.append(spelled(board.figures))
        return answers

    def truth(self, place: Place, kind: str) -> dict[tuple[int, str], tuple[float, ...]]:
        """The amounts of the communities in the newest quarter by unit and measure, which only this benchmark reads."""
        catalogue = self.engine.catalogue
        names = {name for kpi in catalogue.kpis.values() for name in kpi.measures()} | set(catalogue.classes)
        measures = sorted(name for name in names if catalogue.measures[name].fact == kind)
        first, last = (day_number(date.fromisoformat(day)) for day in (QUARTERS[-1], ENDS[-1]))
        span = AsOfSpan(first, last, last)
        with self.engine.reading():
            values = self.engine._read(measures, list(place.communities), [span])
        return {(unit, name): values.get(name, unit, span).amounts for name in measures for unit in place.communities}

    def channels(self, place: Place) -> Iterator[tuple[str, Channel]]:
        """Everything that may be asked about the communities."""
        engine, station, units = self.engine, place.station, [place.station, *place.communities]
        kpis = list(engine.catalogue.kpis)
        for period in PERIODS:
            yield f"board {period}", partial(engine.board, station, period, AS_OF, kpis, 24, units)
            for unit in place.communities[:2]:
                yield f"own board {period} {unit}", partial(engine.board, unit, period, AS_OF, kpis, 24, [])
        board = engine.board(station, "ytd", AS_OF, kpis, 24, units)
        calendar = engine.catalogue.reporting_calendar
        window, base = (resolve_period(text, AS_OF, calendar).window for text in ("2026Q3", "2026Q2"))
        for unit in place.communities:
            yield f"classes {unit}", partial(engine.composition, unit, window, base, AS_OF)
            yield f"hours {unit}", partial(engine.hours, unit, window)
            yield f"slips {unit}", partial(engine.slips, unit, AS_OF)
            for kpi in kpis:
                yield f"explanation {kpi} {unit}", partial(engine.explain, kpi, unit, board)
                yield f"month chart {kpi} {unit}", partial(engine.month_chart, kpi, unit, AS_OF)
                yield f"pace {kpi} {unit}", partial(engine.pace, kpi, unit, AS_OF)
                yield f"range {kpi} {unit}", partial(engine.expected_range, kpi, unit)
        for kpi in kpis:
            yield f"communities {kpi}", partial(decompose_by_community, engine, station, kpi, window, AS_OF)
            for focus in (station, ROOT):
                for group in engine.peer_groups(focus):
                    comparison = partial(engine.comparison, kpi, "2026Q3", AS_OF, group, focus)
                    yield f"comparison {kpi} {focus} {group}", comparison
        yield "signals", partial(engine.signals, AS_OF)
        yield from self._documents(units)

    def _documents(self, units: Sequence[int]) -> Iterator[tuple[str, Channel]]:
        """Campaigns, contests, indices and bulletins of a station and its communities."""
        engine = self.engine
        for name in engine.catalogue.campaigns:
            for unit in units:
                yield f"campaign {name} {unit}", partial(engine.campaign, name, unit, AS_OF)
        for name in engine.catalogue.contests:
            yield f"contest {name}", partial(engine.contest, name, "ytd", AS_OF, unit=units[0])
        for index_id in engine.catalogue.indices:
            for kind in ("station", "community"):
                month = engine.last_month() - 1
                yield f"index {index_id} {kind}", partial(engine.index_table, index_id, month, kind)
        rules = engine.bulletin_rules()
        for kind in rules.kinds:
            for unit in (ROOT, *units[:3]):
                code = engine.unit(unit).code
                for period in ("2026Q3", "2026-09", "ytd"):
                    yield f"bulletin {kind} {unit} {period}", partial(build_document, engine, rules, kind, period, code)


def pairs(world: World, place: Place, kind: str, draw: random.Random) -> Iterator[tuple[Row, Row]]:
    """Records of one kind, of the newest quarter, of two communities of a station, in any order."""
    columns = list(world.store.catalogue.facts[kind].columns)
    first, last = (day_number(date.fromisoformat(day)) for day in (QUARTERS[-1], ENDS[-1]))
    marks = ",".join("?" * len(place.communities))
    query_text = (
        f"SELECT {', '.join(columns)} FROM {table_of(kind)} WHERE unit IN ({marks}) AND when_day BETWEEN ? AND ?"
    )
    rows = [tuple(row) for row in world.store.conn.execute(query_text, [*place.communities, first, last])]
    unit_column = columns.index("unit")
    while len({row[unit_column] for row in rows}) > 1:
        first_row, other = draw.sample(rows, 2)
        if first_row[unit_column] != other[unit_column]:
            yield first_row, other


def exchanged(world: World, kind: str, pair: tuple[Row, Row]) -> list[Row]:
    """Both records, each in the other's community."""
    unit_column = list(world.store.catalogue.facts[kind].columns).index("unit")
    first_pair, other = pair
    return [
        (*row[:unit_column], unit, *row[unit_column + 1 :])
        for row, unit in ((first_pair, other[unit_column]), (other, first_pair[unit_column]))
    ]


def differences(first: object, other: object, path: str = "") -> Iterator[str]:
    """Yield where two answers differ."""
    if isinstance(first, dict) and isinstance(other, dict) and list(first) == list(other):
        for key in first:
            yield from differences(first[key], other[key], f"{path}/{key}")
    elif isinstance(first, list) and isinstance(other, list) and len(first) == len(other):
        for index, (left, right) in enumerate(zip(first, other, strict=True)):
            yield from differences(left, right, f"{path}/{index}")
    elif first != other:
        yield f"{path}: {str(first)[:120]} ≠ {str(other)[:120]}"


IGNORED = ("data_version",)  # for the same reason


@dataclass
class Result:
    """Counts of pairs tried, of twins found, of questions asked, and what told twins apart."""

    tried: int = 0
    twins: int = 0
    asked: int = 0
    told: list[str] = field(default_factory=list)


def compare_twins(left_world: World, other: World, place: Place, result: Result) -> list[str]:
    """Ask both worlds everything; return what tells them apart."""
    differing_lines = []
    for (name, left), (_, right) in zip(left_world.channels(place), other.channels(place), strict=True):
        result.asked += 1
        differing_lines += [
            f"{name} {line}"
            for line in differences(answered(left), answered(right))
            if not any(word in line for word in IGNORED)
        ]
    return differing_lines


def look(db: Path, kinds: Sequence[str], twins: int, tries: int) -> Result:
    """Find twins of every kind of record and compare them."""
    result, draw = Result(), random.Random(1)
    with tempfile.TemporaryDirectory(dir=db.parent) as folder:
        left_world, other = (World(copy_database(db, Path(folder) / f"{name}.db")) for name in ("one", "other"))
        engine = left_world.engine
        stations = [unit for unit in engine.units.units.values() if unit.kind == "station"]
        for kind in kinds:
            twins_found = 0
            for station in stations:
                children = [unit.id for unit in engine.units.children(station.id) if unit.kind == "community"]
                place = Place(station.id, tuple(children))
                if twins_found >= twins or len(children) < 2:
                    continue
                kpis = [name for name in engine.catalogue.kpis if is_protected(engine, name, children[0])]
                before, truth = left_world.shown(place, kpis), left_world.truth(place, kind)
                newest = len(ENDS) - 1
                open_cells = {
                    (unit, measure)
                    for unit, measure, *quarters, _ in boards_of(engine, station.id, children).sums
                    if quarters == [newest] * 3
                }
                for _, pair in zip(range(tries), pairs(left_world, place, kind, draw), strict=False):
                    result.tried += 1
                    other.put(kind, exchanged(other, kind, pair))
                    other_truth = other.truth(place, kind)
                    moved_cells = {cell for cell in truth if other_truth[cell] != truth[cell]}
                    if moved_cells and not moved_cells & open_cells and other.shown(place, kpis) == before:
                        left_world.put(kind, pair)  # the same rows again
                        twins_found, result.twins = twins_found + 1, result.twins + 1
                        lines = compare_twins(left_world, other, place, result)
                        print(
                            f"{kind} at {station.name}, {len(moved_cells)} amounts: {len(lines)} answers differ",
                            flush=True,
                        )
                        for line in lines[:12]:
                            print(f"  {line}", flush=True)
                        result.told += lines
                    other.put(kind, pair)
                    if twins_found >= twins:
                        break
        left_world.store.close()
        other.store.close()
    return result


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path)
    parser.add_argument("--kinds", nargs="*", default=["alert", "dispute", "case", "service", "survey"])
    parser.add_argument("--twins", type=int, default=1, help="so many of each kind")
    parser.add_argument("--tries", type=int, default=20, help="pairs tried at each station")
    arguments = parser.parse_args()
    result = look(arguments.db, arguments.kinds, arguments.twins, arguments.tries)
    print(f"{result.tried} pairs tried, {result.twins} twins, {result.asked:,} questions, {len(result.told)} differ")
    sys.exit(bool(result.told) or not result.twins)


if __name__ == "__main__":
    main()
