"""A year of issued bulletins of every kind in one reader's hands: none tells a small number beside another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import pytest

from core.bulletins.document import from_json
from core.bulletins.issue import Act, issue_bulletin
from core.bulletins.load import BulletinRules, RuleFile, load_rules
from core.disclosure import data_session
from core.disclosure.decisions import Cell
from core.disclosure.earlier_issues import EarlierIssues
from core.engine import Engine
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.store.bulletin_cells import BulletinCell
from core.store.bulletins import issued_bulletins
from core.store.coverage import add_coverage
from core.store.create import create_store
from core.store.records import apply_records, delete_records
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.units import NewUnit, add_units
from core.time.days import day_number, first_second

KPI, LEAST = "administrative_detentions", 5
STATIONS = tuple(f"S{number}" for number in range(1, 6))
STARTS = tuple(date(2024, month, 1) for month in (1, 4, 7, 10))
ENDS = (*(start - timedelta(days=1) for start in STARTS[1:]), date(2024, 12, 31))
SECTION = """
[[kinds.{name}.sections]]
heading = "{heading}"
form = "{form}"
kpis = ["administrative_detentions"]
"""


def kind_text(about: str, period: str) -> str:
    name = f"{about}_{period}"
    head = (
        f'[kinds.{name}]\nzh = "{name}"\nen = "{name}"\ntitle = "拘留"\nperiod = "{period}"\nunit_kinds = ["{about}"]\n'
    )
    own = SECTION.format(name=name, heading="拘留", form="sentences")
    by_station = SECTION.format(name=name, heading="各所", form="stations") if about == "bureau" else ""
    return f'{head}comparisons = ["mom"]\nbase_labels = {{ mom = "上期" }}\n{own}{by_station}'


PERIODS = ("week", "month", "quarter", "year")
RULES = "".join(kind_text(about, period) for about in ("bureau", "station") for period in PERIODS)


class World(NamedTuple):
    """A bureau of five stations, and the chance by which its cases come."""

    store: Store
    engine: Engine
    rules: BulletinRules
    random: Random


def make_world(path: Path, seed: int) -> World:
    store = create_store(path, bureau="甲局", demo=False, now=0)
    with store.write("test", "units", "", 0):
        add_units(store, [NewUnit(code, f"{code}所", "station", "甲局") for code in STATIONS])
        add_coverage(store, "case", 1, day_number(date(2023, 1, 1)), day_number(STARTS[0]) - 1)
    return World(store, Engine(store), load_rules(store.catalogue, RuleFile("ours.toml", RULES)), Random(seed))


def add_cases(world: World, quarter: int, station: str, count: int) -> None:
    """Record cases of a station, each with one person detained, in the middle of a quarter."""
    store = world.store
    columns = list(store.catalogue.facts["case"].columns)
    moment = first_second(day_number(STARTS[quarter]) + 40)
    values = {"unit": world.engine.unit(station).id, "occurred_at": moment, "class": "public_order", "kind": "other"}
    values |= {"detained_admin": 1, "detained_criminal": 0}
    ids = [f"{station}-{quarter}-{world.random.getrandbits(60):x}" for _ in range(count)]
    rows = [tuple({"id": name, **values}.get(column) for column in columns) for name in ids]
    with store.write("test", "records", "", 0):
        apply_records(store, "case", rows)


def correct(world: World, quarter: int) -> None:
    """Add late cases to a station's quarter, or take some out, a few or many."""
    station, count = world.random.choice(STATIONS), world.random.choice((1, 2, 3, 6, 9))
    listed = [
        row[0]
        for row in world.store.conn.execute("SELECT id FROM fact_case WHERE id LIKE ?", [f"{station}-{quarter}-%"])
    ]
    if world.random.random() < 0.5:
        add_cases(world, quarter, station, count)
        return
    with world.store.write("test", "records", "", 0):
        delete_records(world.store, "case", listed[:count])


def issue(world: World, kind: str, period: str, unit: str | None = None) -> None:
    """Issue a bulletin, as a correction where there is one already; nothing where it would say nothing, or the same."""
    for reason in ("", "补录"):
        try:
            issue_bulletin(world.engine, world.rules, kind, period, unit, Act("甲", 0, reason))
        except StoreError as error:
            if not any(words in str(error) for words in ("完全相同", "不能覆盖", "没有一个可以印的数")):
                raise
        else:
            return


def issue_quarter(world: World, quarter: int) -> None:
    """Issue a quarter's analysis of the bureau and of each station."""
    for station in (None, *STATIONS):
        issue(world, f"{'bureau' if station is None else 'station'}_quarter", f"2024Q{quarter + 1}", station)


def live_through(world: World, quarters: int = 4) -> None:
    """Let quarters pass: cases come, issues of every kind follow, then corrections, and the same issued again."""
    for quarter, (first, last) in enumerate(zip(STARTS[:quarters], ENDS, strict=False)):
        for station in STATIONS:
            add_cases(world, quarter, station, world.random.choice((0, 3, 8, 12, 20, 30)))
        with world.store.write("test", "coverage", "", 0):
            add_coverage(world.store, "case", 1, day_number(first), day_number(last))
        for period_kind, period in (("week", f"2024-W{quarter * 13 + 10:02d}"), ("month", f"2024-{last.month:02d}")):
            issue(world, f"bureau_{period_kind}", period)
            issue(world, f"station_{period_kind}", period, STATIONS[0])
        issue_quarter(world, quarter)
        for _ in range(2):
            corrected = world.random.randrange(quarter + 1)
            correct(world, corrected)
            issue_quarter(world, corrected)
    if quarters == len(STARTS):
        issue(world, "bureau_year", "2024")
        for station in STATIONS:
            issue(world, "station_year", "2024", station)


class PrintedSum(NamedTuple):
    """A figure on paper: the quarters and stations that it adds up, of which state of the data, and the number."""

    version: int
    stations: tuple[str, ...]
    quarters: tuple[int, ...]
    number: int


def printed_sums(world: World) -> Iterator[PrintedSum]:
    """Yield every figure that the issued bulletins print, their bases too."""
    for bulletin in issued_bulletins(world.store.conn):
        for line in from_json(bulletin.content).figures:
            stations = STATIONS if line.unit == "甲局" else (line.unit.removesuffix("所"),)
            shown = [(line.first, line.last, line.text)]
            shown += [(compared.first, compared.last, compared.base_text) for compared in line.comparisons]
            for first, last, text in shown:
                quarters = tuple(
                    number
                    for number, (start, end) in enumerate(zip(STARTS, ENDS, strict=True))
                    if first <= start.isoformat() and end.isoformat() <= last
                )
                if quarters and text != "—":
                    yield PrintedSum(bulletin.data_version, stations, quarters, int(text.split()[0].replace(",", "")))


class Reader:
    """Who adds and subtracts all that is printed.

    An amount is of a station, a quarter and a state of the data: from one to the next is what corrections brought.
    """

    def __init__(self, sums: list[PrintedSum]) -> None:
        cells = {
            (one.version, station, quarter) for one in sums for station in one.stations for quarter in one.quarters
        }
        self.index = {cell: place for place, cell in enumerate(sorted(cells))}
        rows, numbers = np.zeros((len(sums), len(self.index))), np.array([one.number for one in sums], float)
        for row, one in enumerate(sums):
            for station in one.stations:
                for quarter in one.quarters:
                    rows[row, self.index[one.version, station, quarter]] += 1
        self._null = null_space(rows)
        self._solution: Floats = np.linalg.lstsq(rows, numbers, rcond=None)[0]

    def told(self, terms: dict[tuple[int, str, int], int]) -> float | None:
        """Return a sum of amounts where all that is printed leaves no other."""
        weights = np.zeros(len(self.index))
        for cell, weight in terms.items():
            weights[self.index[cell]] = weight
        return None if np.abs(weights @ self._null).max(initial=0) > 1e-6 else float(weights @ self._solution)


def null_space(rows: Floats) -> Floats:
    _, sizes, directions = np.linalg.svd(rows)
    rank = int((sizes > 1e-8).sum())
    return np.asarray(directions[rank:].T)


def small_numbers_told(world: World) -> list[tuple[str, int, float]]:
    """Return what a reader of all issues can place: small amounts, and small differences between states."""
    reader, small = Reader(list(printed_sums(world))), []
    versions: dict[tuple[str, int], list[int]] = {}
    for version, station, quarter in reader.index:
        versions.setdefault((station, quarter), []).append(version)
    for (station, quarter), states in versions.items():
        terms: list[dict[tuple[int, str, int], int]] = [{(state, station, quarter): 1} for state in states]
        terms += [{(one, station, quarter): 1, (other, station, quarter): -1} for one, other in combinations(states, 2)]
        known = [number for wanted in terms if (number := reader.told(wanted)) is not None]
        small += [(station, quarter, number) for number in known if 0.5 < abs(number) < LEAST - 0.5]
    return small


@pytest.mark.slow
def test_a_year_of_issues_tells_no_small_number(tmp_path: Path) -> None:
    world = make_world(tmp_path / "series.db", 0)
    live_through(world)
    shown = [one for one in printed_sums(world) if len(one.stations) == 1]
    assert len(shown) > 20
    assert len({one.version for one in shown}) > 3
    assert small_numbers_told(world) == []
    world.store.close()


@pytest.mark.slow
def test_the_reader_would_find_them_if_issues_were_not_held_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_session, "bulletin_cells", lambda _connection: [])
    world = make_world(tmp_path / "open.db", 0)
    live_through(world, quarters=2)
    assert small_numbers_told(world)
    world.store.close()


def earlier(*amounts: int, hidden: tuple[int, ...] = ()) -> EarlierIssues:
    cells = [BulletinCell("a", unit, 1, 90, 90, amount, unit in hidden) for unit, amount in enumerate(amounts)]
    return EarlierIssues((1, cell) for cell in cells)


@pytest.mark.parametrize(
    ("now", "hidden", "expected"),
    [
        ((12, 20, 9), (), False),  # as it was
        ((14, 20, 9), (), True),  # two came in late
        ((12, 16, 9), (), True),  # four were taken out
        ((18, 20, 9), (), False),  # six came in
        ((18, 22, 9), (), True),  # six and two
        ((18, 20, 3), (2,), True),  # hidden now, and shown before
        ((12, 20), (), True),  # a unit is gone
    ],
)
def test_figures_are_shown_again_only_as_they_were_or_after_no_small_change(
    now: tuple[int, ...], hidden: tuple[int, ...], expected: bool
) -> None:
    amounts = {Cell(unit, "a"): amount for unit, amount in enumerate(now)}
    hidden_cells = frozenset(Cell(unit, "a") for unit in hidden)
    period = AsOfSpan(1, 90, 120)
    assert earlier(12, 20, 9).tell_a_small_change(amounts, hidden_cells, period, LEAST) is expected
    assert not earlier(12, 20, 9).tell_a_small_change(amounts, hidden_cells, AsOfSpan(91, 181, 181), LEAST)


def test_what_is_left_of_a_rate_does_not_change_a_little_either() -> None:
    cells = [BulletinCell("part", 1, 1, 90, 90, 20, False), BulletinCell("whole", 1, 1, 90, 90, 40, False)]
    issued = EarlierIssues((1, cell) for cell in cells)
    amounts = {Cell(1, "part"): 30, Cell(1, "whole"): 52}
    assert issued.tell_a_small_change(amounts, frozenset(), AsOfSpan(1, 90, 90), LEAST)
