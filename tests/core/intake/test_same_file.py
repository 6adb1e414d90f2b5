"""A file that comes again is told of without being read as a whole, and then all that is told is the same."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.intake import importer
from core.intake.fields import fields_of
from core.intake.import_plan import ImportOptions
from core.intake.importer import ImportReport, import_table
from core.intake.mapping.apply import MappingRequest, apply_mapping
from core.intake.mapping.model import TableMapping
from core.intake.row_batches import BatchReader
from core.intake.table import Table, read_table
from core.intake.undo import undo_batch
from core.store.batches import batches
from core.store.open import open_store
from core.store.store import Store
from core.store.units import unit_tree
from tests.support.intake_world import (
    ALERT,
    DISPUTE,
    FLOW,
    LEDGER,
    NOW,
    UNITS,
    alert,
    bring,
    day,
    dispute,
    peopled_store,
    rehearsed,
    write_csv,
)
from tests.support.unit_world import Wish, try_wish

DAY = 86_400
PAST = ("2026-11-01 08:30", "2026-11-09 10:00", "2026-13-01 08:30")
TIMES = (*PAST, "2026-11-22 08:30", "2026-11-24 08:30")  # today, and the day after tomorrow
NOVEMBER = (day("2026-11-01"), day("2026-11-10"))
GOOD = [
    alert("R1"),
    alert("R2", kind="外星"),
    alert("R3", "乙坪派出所"),
    alert("R3", "乙坪派出所"),
    alert("R4", "无此所"),
]

rows = st.lists(
    st.builds(
        alert,
        st.sampled_from(["R1", "R2", "R3", ""]),
        st.sampled_from(["甲溪派出所", "乙坪派出所", "甲溪一社区", "没有的所"]),
        st.sampled_from([*PAST * 5, *TIMES]),
        st.sampled_from(["纠纷", "治安", "外星"]),
    ),
    min_size=1,
    max_size=5,
)
STEPS: dict[str, Callable[[Store], object]] = {
    "a dispute": lambda store: bring(store, "dispute", [DISPUTE, dispute("D1")]),
    "the dispute is undone": lambda store: _undo_last(store, "dispute"),
    "another alert": lambda store: bring(store, "alert", [ALERT, alert("R1", kind="交通")], file="另.csv"),
    "the alerts are undone": lambda store: _undo_last(store, "alert"),
    "a ledger": lambda store: bring(store, "ledger", [LEDGER, ["甲溪派出所", "2026-01", FLOW, "1", "月报"]]),
    "a unit is renamed": lambda store: try_wish(store, Wish("rename", ("S2", "S1"), date(2026, 11, 2), 1)),
    "a unit comes": lambda store: bring(store, "units", [UNITS[0], ["S9", "没有的所", "派出所", "", "镇"]]),
}


def _undo_last(store: Store, kind: str) -> None:
    for batch in batches(store):
        if batch.kind == kind and batch.undone_at is None:
            undo_batch(store, batch.number, now=NOW, actor="test")
            return


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with units and officers, to be copied."""
    store = peopled_store(tmp_path_factory.mktemp("peopled"))
    store.close()
    return store.path


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Store:
    return open_store(Path(shutil.copy(template, tmp_path / "a.db")), now=NOW)


def table_of(store: Store, file: Sequence[Sequence[str]], *, is_mapped: bool = False) -> Table:
    """The table of a file; by a mapping, it lacks a column that the mapping fills in."""
    if not is_mapped:
        return read_table(write_csv(store.path.parent / "警情.csv", file))
    lacking = ALERT.index("已分流")
    cells = [[cell for place, cell in enumerate(row) if place != lacking] for row in file]
    columns = {field.name: field.zh for field in fields_of("alert", store.catalogue) if field.zh in cells[0]}
    request = MappingRequest("对照", TableMapping(kind="alert", columns=columns, constants={"diverted": "no"}))
    table = read_table(write_csv(store.path.parent / "警情.csv", cells))
    return apply_mapping(table, request, store.catalogue, unit_tree(store))


def again(store: Store, table: Table, now: int, options: ImportOptions) -> tuple[ImportReport, bool]:
    """What is told of a file that comes again, and whether it was told without reading it as a whole."""
    with patch.object(importer, "_plan", wraps=importer._plan) as plan:
        return rehearsed(store, "alert", table, now=now, options=options), not plan.called


def read_whole(store: Store, table: Table, now: int, options: ImportOptions) -> ImportReport:
    """What is told of a file that is read as a whole."""
    with patch.object(importer, "plan_again", return_value=None):
        return rehearsed(store, "alert", table, now=now, options=options)


@settings(max_examples=60, deadline=None)
@given(
    file=rows,
    steps=st.lists(st.sampled_from([*list(STEPS)[:2] * 4, *STEPS]), max_size=2),
    days=st.integers(0, 3),
    covers=st.sampled_from([None, None, NOVEMBER]),
    is_mapped=st.booleans(),
)
@pytest.mark.slow
def test_all_that_is_told_is_what_reading_the_whole_file_tells(
    template: Path, file: list[list[str]], steps: list[str], days: int, covers: tuple[int, int] | None, is_mapped: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(shutil.copy(template, Path(folder) / "a.db")), now=NOW)
        options = ImportOptions(covers, new_ids=True)
        table = table_of(store, [ALERT, alert("R9"), *file], is_mapped=is_mapped)
        import_table(store, "alert", table, now=NOW, actor="test", options=options)
        for step in steps:
            STEPS[step](store)
        table = table_of(store, [ALERT, alert("R9"), *file], is_mapped=is_mapped)
        told, is_known = again(store, table, NOW + days * DAY, options)
        event("known" if is_known else "read as a whole")
        assert told == read_whole(store, table, NOW + days * DAY, options)
        store.close()


@pytest.mark.parametrize("is_mapped", [False, True])
def test_the_same_file_is_not_read_as_a_whole(store: Store, is_mapped: bool) -> None:
    table = table_of(store, [ALERT, *GOOD], is_mapped=is_mapped)
    first = import_table(store, "alert", table, now=NOW, actor="test")
    STEPS["a dispute"](store)
    STEPS["the dispute is undone"](store)
    told, is_known = again(store, table, NOW + DAY, ImportOptions())
    assert is_known and told.batch is None
    assert (told.unchanged, told.refused) == (3, first.refused) and len(told.refused) == 2
    assert told.refused_table is not None and [row.cells[0] for row in told.refused_table.rows] == ["R2", "R4"]


@pytest.mark.parametrize("step", ["another alert", "the alerts are undone", "a ledger", "a unit is renamed"])
def test_what_was_written_since_makes_it_be_read(store: Store, step: str) -> None:
    table = table_of(store, [ALERT, *GOOD])
    import_table(store, "alert", table, now=NOW, actor="test")
    STEPS[step](store)
    assert again(store, table, NOW, ImportOptions())[1] is False


@pytest.mark.parametrize(
    "changed",
    [
        lambda table: replace(table, digest="另一个文件"),
        lambda table: replace(table, file="另名.csv"),
        lambda table: replace(table, digest=""),
    ],
)
def test_another_file_is_read(store: Store, changed: Callable[[Table], Table]) -> None:
    table = table_of(store, [ALERT, *GOOD])
    import_table(store, "alert", table, now=NOW, actor="test")
    assert again(store, changed(table), NOW, ImportOptions())[1] is False
    assert again(store, table, NOW - DAY, ImportOptions())[1] is False  # the clock has been put back
    assert again(store, table, NOW, ImportOptions(NOVEMBER))[1] is False


def test_a_row_that_was_of_the_future_comes_in_later(store: Store) -> None:
    file = [ALERT, alert("R1"), alert("R2", when="2026-11-24 08:30")]
    table = table_of(store, file)
    assert import_table(store, "alert", table, now=NOW, actor="test").refused_rows == 1
    later = import_table(store, "alert", table, now=NOW + 3 * DAY, actor="test")
    assert (later.new, later.unchanged, later.refused) == (1, 1, [])


def test_the_days_of_a_sheet_are_part_of_what_it_is(store: Store, tmp_path: Path) -> None:
    """The same bytes read from another header row are another table."""
    path = write_csv(tmp_path / "警情.csv", [ALERT, ALERT, alert("R1")])
    assert read_table(path, header=1).digest != read_table(path, header=2).digest


def test_few_rows_are_checked_again(store: Store) -> None:
    """Of a thousand rows with one refused, one is checked."""
    file = [ALERT, *(alert(f"R{number}") for number in range(1_000)), alert("R", kind="外星")]
    table = table_of(store, file)
    import_table(store, "alert", table, now=NOW, actor="test")
    seen: list[int] = []
    reading = BatchReader.read

    def read(reader: BatchReader, batch: Sequence[object]) -> object:
        seen.append(len(batch))
        return reading(reader, batch)  # type: ignore[arg-type]  # rows

    with patch.object(BatchReader, "read", read):
        assert rehearsed(store, "alert", table).unchanged == 1_000
    assert seen == [1]
