"""Random valid rows under the template's headers come out of the database as they went in; and a big file."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue.facts import Column, FactKind
from core.catalogue.load import load_catalogue
from core.intake.importer import import_file
from core.intake.template import template
from core.store.cube import cube_differences
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import SECONDS_PER_DAY, to_date, to_time
from tests.support.examples import examples
from tests.support.intake_world import (
    ALERT,
    BUREAU,
    NOW,
    UNITS,
    alert,
    bring,
    counts,
    csv_text,
    empty_store,
    peopled_store,
)

pytestmark = pytest.mark.slow

CATALOGUE = load_catalogue()
KINDS = [name for name, fact in CATALOGUE.facts.items() if not fact.postings and not fact.derived]
NAMES = ["甲溪派出所", "乙坪派出所", "丙湾派出所", "甲溪一社区", "澄岚治安大队", BUREAU]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
START = NOW - 400 * SECONDS_PER_DAY

Pair = tuple[Any, str]  # the value in the database, and one way to write it


def written_time(seconds: int, style: int) -> str:
    moment = to_time(seconds)
    return moment.strftime(
        ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日 %H:%M:%S"][style]
    )


def value_of(draw: st.DrawFn, column: Column, units: dict[str, int]) -> Pair:
    """A value and its text, times apart."""
    if column.type == "unit":
        name = draw(st.sampled_from(NAMES))
        return units[name], name
    if column.type == "officer":
        number = draw(st.sampled_from(["P001", "P002", "X003"]))
        return number, number
    if column.type == "choice":
        code = draw(st.sampled_from(sorted(column.choices)))
        return code, draw(st.sampled_from([code, column.choices[code], f" {column.choices[code]}\u3000"]))
    if column.type == "flag":
        flag = draw(st.integers(0, 1))
        return flag, draw(st.sampled_from([["否", "0", "false"], ["是", "1", "True"]][flag]))
    if column.type == "day":
        day = draw(st.integers(18_000, 24_000))
        return day, draw(st.sampled_from([f"{to_date(day):%Y-%m-%d}", f"{to_date(day):%Y/%m/%d}"]))
    count = draw(st.integers(0, min(column.most or 5_000_000, 5_000_000)))
    return count, draw(st.sampled_from([str(count), f"{count:,}"]))


def record_of(draw: st.DrawFn, fact: FactKind, number: str, units: dict[str, int]) -> list[Pair]:
    """A record that breaks no rule: its times rise in the order of its columns."""
    row: dict[str, Pair] = {"id": (number, number)}
    clock = draw(st.integers(START, NOW - 100_000))
    for name, column in fact.columns.items():
        if name in row:
            continue
        if not column.required and column.type != "unit" and draw(st.booleans()):
            row[name] = (None, "")
        elif column.type == "time":
            row[name] = (clock, written_time(clock, draw(st.integers(0, 3))))
            clock += draw(st.integers(0, 10_000))
        elif column.type == "ref":
            row[name] = (f"R-{number}", f"R-{number}")
        else:
            row[name] = value_of(draw, column, units)
    for left, _, right in fact.checks:
        if row[left][0] is not None and row[right][0] is not None and row[left][0] > row[right][0]:
            row[left] = row[right]
    return [row[name] for name in fact.columns]


def stored(store: Store, kind: str) -> list[tuple[Any, ...]]:
    columns = ", ".join(CATALOGUE.facts[kind].columns)
    return store.db.execute(f"SELECT {columns} FROM fact_{kind} ORDER BY id").fetchall()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=examples(6, thorough=120), deadline=None)
@given(data=st.data())
def test_rows_go_round_and_the_same_file_twice_changes_nothing(kind: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = peopled_store(Path(folder))
        units = {unit.name: unit.id for unit in unit_tree(store).units.values()}

        @st.composite
        def records(draw: st.DrawFn) -> list[list[Pair]]:
            size = draw(st.integers(0, 6))
            return [record_of(draw, CATALOGUE.facts[kind], f"{kind}-{n}", units) for n in range(size)]

        rows = data.draw(records())
        text = template(kind, CATALOGUE) + csv_text([[written for _, written in row] for row in rows])
        path = Path(folder) / "file.csv"
        encoding = data.draw(st.sampled_from(ENCODINGS))
        path.write_bytes(text.removeprefix("\ufeff").encode(encoding))
        report = import_file(store, kind, path, now=NOW, actor="test")
        assert report.refused == []
        assert counts(report) == (len(rows), 0, 0, 0)
        assert stored(store, kind) == [tuple(value for value, _ in row) for row in rows]
        assert not any(cube_differences(store).values())
        version = store.data_version()
        assert counts(import_file(store, kind, path, now=NOW, actor="test")) == (0, 0, len(rows), 0)
        assert store.data_version() == version
        store.close()


@settings(max_examples=25, deadline=None)
@given(
    parents=st.lists(st.integers(0, 30), max_size=12), order=st.randoms(use_true_random=False), by_name=st.booleans()
)
def test_a_tree_of_units_comes_out_as_it_went_in(parents: list[int], order: random.Random, by_name: bool) -> None:
    rows, expected = [], {}
    for number, draw in enumerate(parents):
        above = draw % (number + 1) - 1  # −1 is the root; a parent always has a lower number
        parent = "" if above < 0 else (f"所{above}" if by_name else f"U{above}")
        rows.append([f"U{number}", f"所{number}", "派出所", parent, ""])
        expected[f"U{number}"] = BUREAU if above < 0 else f"U{above}"
    order.shuffle(rows)
    with tempfile.TemporaryDirectory() as folder:
        store = empty_store(Path(folder))
        assert counts(bring(store, "units", [UNITS[0], *rows])) == (len(rows), 0, 0, 0)
        tree = unit_tree(store)
        assert {u.code: tree.units[u.parent].code for u in tree.units.values() if u.parent is not None} == expected
        assert counts(bring(store, "units", [UNITS[0], *rows])) == (0, 0, len(rows), 0)
        store.close()


def test_twenty_thousand_rows_are_read_within_reason(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    rows = [
        alert(
            f"A{n:05d}",
            NAMES[n % 5],
            written_time(START + n * 1000, n % 4),
            ["纠纷", "刑事", "无此类"][n % 10 // 8 + n % 10 // 9],
        )
        for n in range(20_000)
    ]
    started = time.process_time()
    report = bring(store, "alert", [ALERT, *rows])
    assert counts(report) == (18_000, 0, 0, 2_000)
    assert counts(bring(store, "alert", [ALERT, *rows])) == (0, 0, 18_000, 2_000)
    assert time.process_time() - started < 60
