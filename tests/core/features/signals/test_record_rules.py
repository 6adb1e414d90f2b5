"""The rules that read records: calls entered twice, calls dated hours off, disputes that are settled on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.engine import Engine
from core.features.signals.detect import detector_of
from core.features.signals.detection_context import DetectionContext
from core.features.signals.types import Signal
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY, day_number, day_of_time, first_second
from tests.support.demo import DEMO_AS_OF
from tests.support.signal_world import due

pytestmark = pytest.mark.slow

AS_OF = date.fromisoformat(DEMO_AS_OF)
LAST = day_number(AS_OF)
DOUBLED, SPAN, LEAST = LAST - 9, 6, 4
PAPER = 8
RULES = ("nights", "twice", "unsettled")
Rows = list[dict[str, Any]]


def stations(store: Store) -> list[int]:
    return [station.id for station in unit_tree(store).stations(unit_tree(store).root.id)]


def rows_of(store: Store, kind: str, station: int, first: int, last: int) -> Rows:
    """The records of a station that occurred on some days, as dictionaries."""
    columns = list(store.catalogue.facts[kind].columns)
    tree = unit_tree(store)
    units = {station, *(unit.id for unit in tree.below(station))}
    records = [
        dict(zip(columns, row, strict=True))
        for row in store.conn.execute(
            f"SELECT {', '.join(columns)} FROM fact_{kind} "
            "WHERE (occurred_at + 28800) / 86400 BETWEEN ? AND ? ORDER BY id",
            [first, last],
        )
    ]
    return [record for record in records if record["unit"] in units]


def keep(store: Store, kind: str, rows: Rows) -> None:
    with store.write("test", "records", kind, 0):
        apply_records(store, kind, [tuple(row.values()) for row in rows])


def double(store: Store, station: int) -> Rows:
    """Enters some days' calls twice; the second ones, in the order of their days."""
    calls = rows_of(store, "alert", station, DOUBLED - SPAN + 1, DOUBLED)
    duplicates = [call | {"id": f"Z{call['id']}"} for call in calls]
    keep(store, "alert", duplicates)
    return sorted(duplicates, key=lambda call: (day_of_time(call["occurred_at"]), call["id"]))


def date_at_night(store: Store, station: int) -> None:
    """Dates all calls of the last four weeks at three at night."""
    calls = rows_of(store, "alert", station, LAST - 27, LAST)
    for at, call in enumerate(calls):
        night = first_second(day_of_time(call["occurred_at"])) + 3 * 3600 + at
        call |= {"occurred_at": night, "outcome_at": None}
    keep(store, "alert", calls)


def settle_on_paper(store: Store, station: int, *, calling: bool) -> None:
    """Disputes that are written up as settled within an hour of their entry; each calls again, or none does."""
    dispute, call = (rows_of(store, kind, station, LAST - 400, LAST)[0] for kind in ("dispute", "alert"))
    for back in range(27, 27 - PAPER, -1):
        at = first_second(LAST - back) + 9 * 3600
        number = f"X{back}"
        keep(
            store, "dispute", [dispute | {"id": number, "occurred_at": at, "recorded_at": at, "outcome_at": at + 3600}]
        )
        later = {"id": f"Y{back}", "occurred_at": at + 40_000, "recorded_at": at + 41_000, "outcome_at": None}
        if calling:
            keep(store, "alert", [call | later | {"class": "dispute", "kind": "debt", "dispute": number}])


def signals_of(path: Path, *rules: str) -> list[Signal]:
    store = open_store(path, read_only=True)
    signals = [signal for signal in Engine(store).signals(AS_OF).active if signal.rule in rules]
    store.close()
    return signals


@pytest.fixture(scope="module")
def faulty(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Rows]]:
    """The demo with a fault at each of its three stations; what was entered twice."""
    store = open_store(Path(shutil.copy(demo_db, tmp_path_factory.mktemp("faulty") / "faulty.db")))
    first, second, third = stations(store)
    date_at_night(store, first)
    twice = double(store, second)
    settle_on_paper(store, third, calling=True)
    yield store, twice
    store.close()


def test_each_fault_is_found_at_its_station_and_nowhere_else(faulty: tuple[Store, Rows]) -> None:
    store, duplicates = faulty
    signals = {signal.rule: signal for signal in Engine(store).signals(AS_OF).active if signal.rule in RULES}
    assert {rule: signal.unit.id for rule, signal in signals.items()} == dict(zip(RULES, stations(store), strict=True))
    twice = signals["twice"]
    assert twice.records == tuple(call["id"] for call in duplicates) and f"有 {len(duplicates)} 起" in twice.why
    assert day_number(twice.since) == day_of_time(duplicates[LEAST - 1]["occurred_at"])
    assert day_number(signals["nights"].since) > LAST - 28, "not before it began"
    assert "请核对化解是否属实" in signals["unsettled"].why


def test_nothing_of_it_is_told_where_nothing_is_wrong(demo_db: Path) -> None:
    assert signals_of(demo_db, *RULES) == []


def test_a_station_that_has_become_faster_is_not_suspected(demo_db: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(demo_db, tmp_path / "faster.db"))
    store = open_store(path)
    settle_on_paper(store, stations(store)[2], calling=False)
    store.close()
    assert signals_of(path, "unsettled") == []


def test_calls_that_always_looked_alike_are_not_entered_twice(demo_db: Path, tmp_path: Path) -> None:
    """Calls whose times are kept by the day agree by themselves, and did so all the year."""
    path = Path(shutil.copy(demo_db, tmp_path / "days.db"))
    store = open_store(path)
    station = stations(store)[0]
    calls = rows_of(store, "alert", station, LAST - 500, LAST)
    for call in calls:
        call["occurred_at"] -= (call["occurred_at"] + CHINA_OFFSET) % SECONDS_PER_DAY
        bare = dict.fromkeys(("outcome_at", "recorded_at", "officer", "response_seconds", "kind", "dispute"))
        call |= bare | {"on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
    keep(store, "alert", calls)
    store.close()
    assert signals_of(path, "twice") == []


def test_the_nights_are_what_a_plain_reading_of_the_rows_says(faulty: tuple[Store, Rows]) -> None:
    store, _ = faulty
    engine = Engine(store)
    rule = engine.catalogue.signals["nights"]
    with engine._snapshot() as snapshot:
        context = DetectionContext(store, snapshot, engine._policy(snapshot), engine._read, AS_OF)
        scan = detector_of(context, "nights").scan(context.anchor)
    assert scan is not None
    statistics, width = scan.statistics[-1], 28
    for row, station in enumerate(stations(store)):

        def night_and_all(first: int, last: int, station: int = station) -> tuple[int, int]:
            hours = [
                (call["occurred_at"] + CHINA_OFFSET) % SECONDS_PER_DAY // 3600
                for call in rows_of(store, "alert", station, first, last)
            ]
            return sum(hour < 8 for hour in hours), len(hours)

        night, calls = night_and_all(LAST - width + 1, LAST)
        own, base = night_and_all(LAST - width - 28 - 364 + 1, LAST - width - 28)
        at = rule.days.index(width)
        assert statistics.observed[at, 0, row] == night
        assert statistics.expected[at, 0, row] == pytest.approx(due(calls - night, own, base - own, width / 364))


def test_only_calls_after_the_settling_speak_against_it(faulty: tuple[Store, Rows]) -> None:
    store, _ = faulty
    engine = Engine(store)
    with engine._snapshot() as snapshot:
        context = DetectionContext(store, snapshot, engine._policy(snapshot), engine._read, AS_OF)
        scan = detector_of(context, "unsettled").scan(context.anchor)
    assert scan is not None
    last = scan.first + (len(scan.statistics) - 1) * scan.interval
    for row, station in enumerate(stations(store)):
        settled = {dispute["id"]: dispute["outcome_at"] for dispute in rows_of(store, "dispute", station, 0, LAST)}
        calls = rows_of(store, "alert", station, last - 27, last)
        after = [call for call in calls if (settled.get(call["dispute"]) or 1e12) <= call["occurred_at"]]
        assert scan.statistics[-1].observed[0, 0, row] == len(after)
