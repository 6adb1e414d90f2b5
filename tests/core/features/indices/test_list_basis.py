"""Lists of an earlier version of the data are published as they are where nothing that they rest on has changed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from core.engine import Engine
from core.features.indices import publish as publishing
from core.features.indices.list_basis import ListBasis, is_unchanged, renewed
from core.features.indices.month_lists import ListsChanged, MonthLists, lists_of_index, lists_of_month
from core.features.indices.publish import EngineListMaker, publish, publish_by, record_lists
from core.store.coverage import add_coverage
from core.store.open import open_store
from core.store.publication import publications, published_scores
from core.store.records import apply_records, delete_records
from core.store.sqlite import sqlite3
from core.store.store import ROOT, Store
from core.time.days import first_second, month_days
from tests.support.late_ledger import take_back

pytestmark = pytest.mark.slow
MONTH = 2026 * 12 + 9
FIRST, LAST = month_days(MONTH)
AFTER = first_second(LAST + 2)
Write = Callable[[Store], object]


@pytest.fixture
def store(demo_db: Path, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Path(shutil.copy(demo_db, tmp_path / "own.db")))
    yield opened
    opened.close()


def open_row(store: Store, kind: str, outcome: str) -> dict[str, Any]:
    """A record of the month that had come to nothing by its end."""
    columns = ", ".join(store.catalogue.facts[kind].columns)
    row = store.conn.execute(
        f"SELECT {columns} FROM fact_{kind} "
        f"WHERE occurred_at BETWEEN ? AND ? AND ifnull({outcome}, ?) >= ? ORDER BY id",
        [first_second(FIRST), first_second(LAST + 1) - 1, AFTER, AFTER],
    ).fetchone()
    return dict(zip(store.catalogue.facts[kind].columns, row, strict=True))


def put(store: Store, kind: str, row: dict[str, Any]) -> None:
    with store.write("tester", "import", kind, 2):
        apply_records(store, kind, [tuple(row.values())])


def today_comes(store: Store) -> None:
    """A dispute of the days after the month, and those days are covered."""
    put(store, "dispute", open_row(store, "dispute", "outcome_at") | {"id": "new", "occurred_at": AFTER})
    with store.write("tester", "import", "days", 2):
        add_coverage(store, "dispute", ROOT, LAST + 1, LAST + 40)


def an_outcome_comes_late(store: Store) -> None:
    row = open_row(store, "dispute", "outcome_at")
    put(store, "dispute", row | {"outcome_at": AFTER + 60 * store.data_version()})


def an_outcome_was_missing(store: Store) -> None:
    row = open_row(store, "dispute", "outcome_at")
    put(store, "dispute", row | {"outcome_at": first_second(LAST)})


def a_record_was_missing(store: Store) -> None:
    row = open_row(store, "dispute", "outcome_at")
    put(store, "dispute", row | {"id": "missing", "occurred_at": first_second(FIRST)})


def a_record_is_taken_out(store: Store) -> None:
    with store.write("tester", "withdraw", "dispute", 2):
        delete_records(store, "dispute", [open_row(store, "dispute", "outcome_at")["id"]])


def a_day_is_no_longer_covered(store: Store) -> None:
    with store.write("tester", "undo", "days", 2):
        store.conn.execute("UPDATE coverage SET last = ? WHERE last >= ?", [LAST - 3, LAST - 3])


HARMLESS: list[Write] = [today_comes, an_outcome_comes_late]
CHANGES: list[Write] = [
    an_outcome_was_missing,
    a_record_was_missing,
    a_record_is_taken_out,
    a_day_is_no_longer_covered,
    take_back,
]


@pytest.mark.parametrize("write", [*HARMLESS, *CHANGES])
def test_what_still_holds_is_what_would_be_worked_out_anew(store: Store, write: Write) -> None:
    engine = Engine(store)
    before = {name: lists_of_index(engine, MONTH, name) for name in store.catalogue.indices}
    write(store)
    changed = set()
    for name, lists in before.items():
        (basis,) = lists.bases
        again = renewed(engine, basis)
        if again is None:
            changed.add(name)
            continue
        anew = lists_of_index(engine, MONTH, name)
        assert lists.content == anew.content and (again,) == anew.bases
        assert again.data_version == store.data_version() > basis.data_version
    assert bool(changed) == (write in CHANGES)
    assert not any(is_unchanged(store, before[name].bases[0]) for name in changed)


class Interrupted(EngineListMaker):
    """Works lists out while somebody writes: before each look, and after each index of the first tries."""

    def __init__(self, engine: Engine, writes: Callable[[int], Write | None]) -> None:
        super().__init__(engine, MONTH, "")
        self._store, self._writes, self.asked = engine.store, writes, 0

    def lists_of(self, index: str) -> MonthLists:
        lists = super().lists_of(index)
        self.asked += 1
        if write := self._writes(self.asked):
            write(self._store)
        return lists


def publish_meanwhile(store: Store, writes: Callable[[int], Write | None]) -> Interrupted:
    maker = Interrupted(Engine(store), writes)
    publish_by(maker, list(store.catalogue.indices), lambda lists: record_lists(store, lists, actor="督察甲", now=3))
    return maker


def published(store: Store, number: int = 0) -> list[Any]:
    (act,) = publications(store.conn, MONTH)[number : number + 1]
    return [
        published_scores(store.conn, act.id, name, kind)
        for name, index in store.catalogue.indices.items()
        for kind in index.units
    ]


def test_writes_that_change_nothing_of_the_month_hold_no_publication_up(store: Store, demo_db: Path) -> None:
    maker = publish_meanwhile(store, lambda number: HARMLESS[number % 2] if number > 1 else today_comes)
    assert maker.asked == len(store.catalogue.indices), "nothing is worked out twice"
    (act,) = publications(store.conn)
    assert act.data_version == store.data_version()
    shutil.copy(demo_db, quiet_path := store.path.with_name("quiet.db"))
    quiet = open_store(quiet_path)
    publish(Engine(quiet), MONTH, actor="督察甲", now=3)
    assert published(store) == published(quiet)
    quiet.close()


def test_what_changes_is_worked_out_anew_and_nothing_else(store: Store) -> None:
    indices = len(store.catalogue.indices)
    maker = publish_meanwhile(store, lambda number: an_outcome_was_missing if number == indices else None)
    assert indices < maker.asked < 2 * indices
    anew = lists_of_month(Engine(store), MONTH, reason="看一看")
    told = {(score.index_id, score.unit): score for of_kind in published(store) for score in of_kind}
    assert told == {(score.index_id, score.unit): score for score in anew.content.scores}


def test_where_the_months_own_data_come_without_end_nothing_is_published(store: Store) -> None:
    def write(_store: Store) -> None:
        row = open_row(store, "dispute", "outcome_at")
        put(store, "dispute", row | {"id": f"r{store.data_version()}", "occurred_at": first_second(FIRST)})

    with pytest.raises(ListsChanged, match="请再发布一次"):
        publish_meanwhile(store, lambda _number: write)
    assert publications(store.conn) == []


def test_lists_hold_for_as_long_as_nobody_writes_between_a_look_and_the_publication(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def looked(engine: Engine, bases: list[ListBasis]) -> list[ListBasis | None]:
        with engine.reading():
            found = [renewed(engine, basis) for basis in bases]
        looks.append(store.data_version())
        if len(looks) < 3:
            an_outcome_comes_late(store)
        return found

    monkeypatch.setattr(publishing, "renewed_bases", looked)
    publish_meanwhile(store, lambda number: an_outcome_comes_late if number == 1 else None)
    assert len(looks) == 3 and publications(store.conn)[0].data_version == looks[-1]


def test_the_basis_of_a_month_says_the_same_whatever_order_it_was_asked_in(store: Store) -> None:
    names = list(store.catalogue.indices)
    engine, other = Engine(store), Engine(store)
    first = {name: lists_of_index(engine, MONTH, name).bases for name in names}
    random.Random(1).shuffle(names)
    assert {name: lists_of_index(other, MONTH, name).bases for name in names} == first


def drawn_write(store: Store, draw: random.Random) -> None:
    """Change, add, move or withdraw a record of about the month, of some kind, or cover days after it."""
    kind = draw.choice(["dispute", "alert", "case", "inspection", "sweep", "service", "survey"])
    fact = store.catalogue.facts[kind]
    days = first_second(FIRST - draw.choice([0, 40, 400])), first_second(LAST + 30)
    rows = store.conn.execute(
        f"SELECT {', '.join(fact.columns)} FROM fact_{kind} WHERE {fact.date_column} BETWEEN ? AND ? ORDER BY id", days
    ).fetchall()
    row, other = (dict(zip(fact.columns, draw.choice(rows), strict=True)) for _ in range(2))
    times = [name for name, column in fact.columns.items() if column.type == "time" and name != fact.date_column]
    act = draw.choice(["outcome", "outcome", "new", "unit", "withdraw", "cover"])
    with store.write("tester", "import", act, 2):
        if act == "withdraw":
            delete_records(store, kind, [row["id"]])
        elif act == "cover":
            add_coverage(store, kind, ROOT, LAST + 1, LAST + draw.randint(2, 60))
        else:
            if act == "outcome" and times:
                came = row[fact.date_column] + draw.choice([0, 10, 40]) * 86_400 + 60
                row[draw.choice(times)] = came
            row |= {"new": {"id": "new"}, "unit": {"unit": other["unit"]}}.get(act, {})
            apply_records(store, kind, [tuple(row.values())])


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_written_what_still_holds_is_what_would_be_worked_out_anew(store: Store, seed: int) -> None:
    engine, draw = Engine(store), random.Random(seed)
    before = {name: lists_of_index(engine, MONTH, name) for name in store.catalogue.indices}
    for _ in range(draw.randint(1, 3)):
        with suppress(sqlite3.IntegrityError):  # an outcome before its report, say
            drawn_write(store, draw)
    for name, lists in before.items():
        (basis,) = lists.bases
        anew, again = lists_of_index(engine, MONTH, name), renewed(engine, basis)
        assert again is None or (lists.content == anew.content and (again,) == anew.bases)
        assert again is not None or not is_unchanged(store, basis)
