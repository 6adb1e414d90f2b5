"""Rows read in batches have the values, and the refusals, that the parsers and rules give them one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import records
from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.fields import fields_of
from core.intake.grid import BrokenCell, CellFault, Row
from core.intake.lookup import MeasureLookup, OfficerLookup, UnitLookup
from core.intake.row_batches import BatchReader
from core.intake.row_rules import RecordRules, as_tuple
from core.intake.sheet import ImportSheet
from core.intake.table import Table
from core.store.open import open_store
from core.store.staged_records import StagedRecords, drop_staged
from core.store.store import Store
from core.store.units import unit_tree
from tests.support.intake_world import ALERT, NOW, alert, bring, counts, empty_store, peopled_store

DAYS = ["2026-11-01", "2026/1/2", "2026-11-22", "2026-11-30", "2026-2-30", "1949-01-01", "1950-01-01", "２０２６-11-01"]
DAYS += ["2026年11月1日", "46327", ""]
CLOCKS = [
    "",
    " 08:30",
    " 08:30:15",
    " 8:30",
    "T08:30:15",
    "  08:30",
    " 24:00",
    " 08:30:60",
    " 08:30:15.5",
    " 08:3",
    "08:30",
]
CLOCKS += [" 8时30分", " 08:30:15+08:00", " 08:30:1５", " 00:00:00", " 23:59:59"]
moments = st.builds(str.__add__, st.sampled_from(DAYS), st.sampled_from(CLOCKS))
numbers = st.sampled_from(
    [
        "A1",
        "Ａ1",
        "A-1/2",
        "1.5E+10",
        "=1",
        "",
        "320102198001011236",
        "320102198001011237",
        "x" * 65,
        "甲1",
        "a b",
        "①1",
    ]
)
CELLS = {
    "id": numbers,
    "unit": st.sampled_from(["甲溪派出所", "S1", "ｓ1", "乙坪派出所", "没有的所", "", "甲溪 派出所"]),
    "time": moments,
    "officer": st.sampled_from(["P001", "Ｐ001", "", "无此人"]),
    "choice": st.sampled_from(["纠纷", "dispute", "治安", "盗窃", "没有", "", "-", "—"]),
    "count": st.sampled_from(
        ["0", "007", "12", "1,234", "12.0", "12³", "١٢", "", "-", "无", "1" * 13, "9" * 12, "1 2"]
    ),
    "flag": st.sampled_from(["是", "否", "1", "0", "TRUE", "", "也许"]),
    "ref": numbers,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return peopled_store(tmp_path_factory.mktemp("batches"))


def readings(store: Store, rows: list[Row]) -> tuple[list[object], list[object]]:
    """The records of rows, read in batches and one by one; None for what has to go the long way, or is refused."""
    fields = fields_of("alert", store.catalogue)
    sheet = ImportSheet(Table("a.csv", [field.zh for field in fields], rows), fields)
    officers = [number for (number,) in store.db.execute("SELECT id FROM officer")]
    lookups = UnitLookup(unit_tree(store)), OfficerLookup(officers), MeasureLookup(store.catalogue)
    parsers = cell_parsers(fields, ParseContext(NOW, *lookups))
    rules = RecordRules(store.catalogue, "alert")
    one_by_one: list[object] = []
    reader = BatchReader(sheet, parsers, rules, NOW)
    for row in rows:
        checked = sheet.check_row(row, parsers)
        if checked is None or list(rules.broken_cells(checked.values)):
            one_by_one.append(None)
        else:
            reader.learn(sheet, row, checked.values)
            one_by_one.append((row.number, *as_tuple(rules.fact, checked.values)))
    return list(reader.read(rows)), one_by_one


def plain(number: int) -> list[str]:
    """An alert as systems write it out."""
    when = f"2026-11-{number % 20 + 1:02} 08:{number % 60:02}:{number % 60:02}"
    cells = [f"A{number}", "甲溪派出所", when, when, when, "P001", "纠纷", "邻里纠纷", str(number)]
    return [*cells, "是", "否", "否", "否", ""]


@given(st.data())
def test_a_batch_gives_the_values_of_the_parsers_or_none(store: Store, data: st.DataObject) -> None:
    types = [field.type for field in fields_of("alert", store.catalogue)]
    rows = []
    for number in range(1, data.draw(st.integers(2, 8))):
        cells = plain(number)
        for column in data.draw(st.sets(st.integers(0, len(types) - 1), max_size=3)):
            cells[column] = data.draw(CELLS[types[column]])
        rows.append(Row(number, cells))
    batch, one_by_one = readings(store, rows)
    for fast, slow in zip(batch, one_by_one, strict=True):
        assert fast is None or fast == slow


def test_plain_rows_do_not_go_the_long_way(store: Store) -> None:
    batch, one_by_one = readings(store, [Row(number, plain(number)) for number in range(1, 100)])
    assert batch == one_by_one and None not in batch


def test_a_cell_whose_value_cannot_be_known_goes_the_long_way(store: Store) -> None:
    broken = plain(2)
    broken[8] = BrokenCell("1", CellFault.UNCACHED)
    batch, one_by_one = readings(store, [Row(1, plain(1)), Row(2, broken)])
    assert batch[0] is not None and batch[1] is None and one_by_one[1] is None


def outcome(folder: Path, rows: list[list[str]]) -> tuple[object, ...]:
    """All that an import of rows says and leaves, with a file of the days before in the database."""
    with_history = peopled_store(folder)
    bring(with_history, "alert", [ALERT, alert("B1"), alert("B2")], file="before.csv")
    report = bring(with_history, "alert", [ALERT, *rows])
    records_left = with_history.db.execute("SELECT * FROM fact_alert ORDER BY id").fetchall()
    said = counts(report), report.refused, report.warnings, report.covers
    with_history.close()
    return *said, records_left


def test_batches_of_any_size_say_and_leave_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        alert("B1"),
        alert("B2", kind="治安"),
        alert("C1"),
        alert("C1"),
        alert("C2"),
        alert("C2", kind="治安"),
        alert("C3"),
        alert("C3", unit="没有的所"),
        alert("Ｃ4"),
        alert("", when="2026-11-02 08:30"),
        alert("C5", when="2026-11-23 08:30"),
        ["C6"],
    ]
    outcomes = []
    for size in (1, 2, 1_000):
        folder = tmp_path / str(size)
        folder.mkdir()
        monkeypatch.setattr(records, "_BATCH", size)
        outcomes.append(outcome(folder, rows))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert outcomes[0][0] == (
        2,
        1,
        2,
        7,
    )  # new: C1, C4; changed: B2; the same: B1, a copy of C1


def test_what_was_staged_is_gone_after_a_failure(tmp_path: Path) -> None:
    store = empty_store(tmp_path)

    def rows() -> object:
        raise KeyError("on the way")
        yield

    with pytest.raises(KeyError):
        StagedRecords(store, "alert", rows())  # type: ignore[arg-type]  # a generator that fails
    assert not store.conn.in_transaction
    drop_staged(store)
    store.close()
    open_store(tmp_path / "bureau.db", now=NOW).close()
