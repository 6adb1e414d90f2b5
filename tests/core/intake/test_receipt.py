"""Say what an import tells, before and after: absent records, copies, lost zeros, levels, refused rows as a file."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from core.engine import Engine
from core.features.previews.tiles import rehearse
from core.intake.causes import refusal_causes
from core.intake.import_plan import ImportOptions
from core.intake.importer import ImportReport, import_file
from core.intake.refusal import ImportRefused
from core.intake.refused_file import refused_path, write_refused
from core.store.batches import batches
from core.store.refused_rows import refused_rows
from core.store.sqlite import StoreError
from core.store.store import Store
from tests.support.intake_world import (
    ALERT,
    LEDGER,
    NOW,
    OFFICERS,
    UNITS,
    alert,
    bring,
    counts,
    day,
    peopled_store,
    write_csv,
)
from tests.support.store_state import differences, state

STATIONS_MEASURE = "alerts_valid"
NOVEMBER = (day("2026-11-01"), day("2026-11-10"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    peopled = peopled_store(tmp_path)
    yield peopled
    peopled.close()


def numbers(store: Store) -> list[str]:
    return [number for (number,) in store.db.execute("SELECT id FROM fact_alert ORDER BY id")]


def warned(report: ImportReport, words: str) -> bool:
    return any(words in warning for warning in report.warnings)


def rows(count: int) -> list[list[str]]:
    """Alerts that differ in more than their number."""
    return [alert(f"{n:04d}", when=f"2026-11-{n % 10 + 1:02d} {n % 24:02d}:{n % 60:02d}") for n in range(count)]


def test_what_a_complete_file_no_longer_holds_is_told_and_goes_after_a_yes(store: Store) -> None:
    bring(store, "alert", [ALERT, *rows(6), alert("X", when="2026-10-01 08:00")], covers=NOVEMBER)
    told = bring(store, "alert", [ALERT, *rows(4)], covers=NOVEMBER, complete=True)
    assert warned(told, "有 2 条警情记录不在这个齐全的文件里（如 0004、0005）") and warned(told, "--withdraw")
    assert len(numbers(store)) == 7 and told.withdrawn == 0
    gone = bring(store, "alert", [ALERT, *rows(4)], covers=NOVEMBER, complete=True, withdraw=True)
    assert (gone.withdrawn, batches(store)[0].counts.withdrawn) == (2, 2)
    assert numbers(store) == ["0000", "0001", "0002", "0003", "X"]  # X is of a day that the file does not speak of
    assert not warned(bring(store, "alert", [ALERT, *rows(4)], covers=NOVEMBER, complete=True), "不在")


def test_a_refused_row_is_not_taken_for_withdrawn(store: Store) -> None:
    bring(store, "alert", [ALERT, *rows(3)], covers=NOVEMBER)
    refused = [rows(3)[2][0], "戊", *rows(3)[2][2:]]
    report = bring(store, "alert", [ALERT, *rows(2), refused], covers=NOVEMBER, complete=True, withdraw=True)
    assert report.withdrawn == 0 and len(numbers(store)) == 3
    nameless = ["", *rows(3)[2][1:]]
    report = bring(store, "alert", [ALERT, *rows(2), nameless], covers=NOVEMBER, complete=True, withdraw=True)
    assert report.withdrawn == 0 and warned(report, "编号读不出") and len(numbers(store)) == 3


def test_only_a_complete_file_can_withdraw(store: Store) -> None:
    with pytest.raises(ImportRefused, match="--complete"):
        bring(store, "alert", [ALERT, *rows(2)], withdraw=True)


def test_the_same_record_twice_in_a_file_is_told(store: Store) -> None:
    report = bring(store, "alert", [ALERT, alert("A1"), alert("A2"), alert("A1"), alert("A1")])
    assert counts(report) == (2, 0, 2, 0)
    assert warned(report, "文件里有 2 行与另一行完全相同（如第 2 行另有 2 份），各只算一次")


def test_officers_that_are_not_all_say_so(store: Store) -> None:
    more = ["P009", "演示壬", "丙湾派出所", "民警", "社区", "1985", "2024-01-01", "", ""]
    assert warned(bring(store, "officers", [OFFICERS[0], more]), "民警总数")
    whole = bring(store, "officers", [*OFFICERS, more], complete=True)
    assert not warned(whole, "民警总数")
    left = bring(store, "officers", OFFICERS, complete=True)
    assert warned(left, "1 条警力记录不在这个齐全的文件里（如 P009@2024-01-01）")


def test_a_small_correction_warns_of_nobody(store: Store) -> None:
    first = bring(store, "alert", [ALERT, *rows(3)], covers=NOVEMBER)
    assert warned(first, "乙坪派出所") and warned(first, "丙湾派出所")
    bring(store, "alert", [ALERT, *rows(3)], covers=NOVEMBER, complete=True)
    corrected = [*rows(1)[0][:3], "治安", *rows(1)[0][4:]]
    assert bring(store, "alert", [ALERT, corrected]).warnings == []
    later = alert("B1", when="2026-11-15 08:00")
    assert warned(bring(store, "alert", [ALERT, later]), "乙坪派出所")  # of that day nobody else has said anything


def test_ledger_rows_that_nothing_is_made_of_are_told(store: Store) -> None:
    report = bring(store, "ledger", [LEDGER, ["甲溪一社区", "2026-10", STATIONS_MEASURE, "3", "月报"]])
    assert warned(report, "有 1 行报在社区/警务室一级") and warned(report, "不计入上级")
    levels = [[unit, "2026-10", STATIONS_MEASURE, "3", "月报"] for unit in ("甲溪派出所", "澄岚县公安局")]
    assert bring(store, "ledger", [LEDGER, *levels]).warnings == []


def test_what_means_nothing_for_a_kind_is_told(store: Store) -> None:
    assert warned(bring(store, "units", UNITS, complete=True), "没有起作用")


def test_lost_zeros_are_told_before_anything_is_written(store: Store) -> None:
    bring(store, "alert", [ALERT, *rows(20)])
    stripped = [[row[0].lstrip("0") or "0", *row[1:]] for row in rows(20)]
    with pytest.raises(ImportRefused, match=r"前面的 0.*--new-ids"):
        bring(store, "alert", [ALERT, *stripped])
    assert len(numbers(store)) == 20
    path = write_csv(store.path.parent / "alert.csv", [ALERT, *stripped])
    meant = import_file(store, "alert", path, now=NOW, actor="test", options=ImportOptions(new_ids=True))
    assert meant.new == 20 and warned(meant, "前面的 0")


def test_records_that_are_alike_but_there_too_are_no_lost_zeros(store: Store) -> None:
    bring(store, "alert", [ALERT, *rows(20)])
    twins = [[f"T{row[0]}", *row[1:]] for row in rows(20)]
    assert bring(store, "alert", [ALERT, *rows(20), *twins]).new == 20  # the file has both: they are two
    few = [[f"F{row[0]}", *row[1:]] for row in rows(4)]
    assert bring(store, "alert", [ALERT, *few]).new == 4  # too few to say anything
    mixed = [alert(f"M{n}", when=f"2026-11-12 {n:02d}:00") for n in range(10)]
    assert bring(store, "alert", [ALERT, *mixed, *([f"N{row[0]}", *row[1:]] for row in rows(20))]).new == 30


def test_refusals_are_told_by_cause(store: Store) -> None:
    bad = [alert(f"B{n}", kind="外星") for n in range(500)]
    report = bring(store, "alert", [ALERT, alert("A1"), *bad, alert("C1", unit="戊")])
    first, second = refusal_causes(report.refused)
    assert (first.column, first.rows, [refusal.row for refusal in first.first]) == ("警情类别", 500, [3, 4, 5])
    assert (second.column, second.rows) == ("单位", 1)


def as_rows(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_refused_rows_become_a_file_that_can_be_mended_and_brought(store: Store, tmp_path: Path) -> None:
    bad = [alert("0012", unit="戊"), alert("=1+1"), ["", *alert("x")[1:]]]
    report = bring(store, "alert", [ALERT, alert("A1"), *bad], covers=NOVEMBER, complete=True)
    assert report.refused_table is not None
    path = refused_path(store.path, report.file, report.batch)
    assert path.name == "alert-第3批-拒收.xlsx"
    assert write_refused(report.refused_table, path) == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    header, *cells = as_rows(path)
    assert header == ["拒收原因", "怎样改正", *ALERT, "拒收批次", "拒收行号"]
    assert [row[2] for row in cells] == ["0012", "=1+1", ""] and [row[-2:] for row in cells] == [
        ["3", str(n)] for n in (3, 4, 5)
    ]
    assert "单位：没有这个单位" in cells[0][0] and "核对名称" in cells[0][1]
    mended = [[*cells[0][:3], "乙坪派出所", *cells[0][4:]], [*cells[1][:2], "A9", *cells[1][3:]], cells[2]]
    again = import_file(store, "alert", write_csv(tmp_path / "拒收.csv", [header, *mended]), now=NOW, actor="test")
    assert counts(again) == (2, 0, 0, 1)
    assert [note.rows for note in refused_rows(store)["alert"]] == [1]  # the note of the first file; not one more
    assert again.refused_table is not None and again.refused_table.headers == ALERT
    (left,) = again.refused_table.rows
    assert left.place == (3, 5)  # where it was refused first


def test_a_file_of_refused_rows_covers_nothing_else(store: Store, tmp_path: Path) -> None:
    report = bring(store, "alert", [ALERT, alert("A1"), alert("A2", unit="戊")])
    assert report.refused_table is not None
    path = tmp_path / "there.xlsx"
    path.write_text("mine")
    with pytest.raises(StoreError, match="已存在"):
        write_refused(report.refused_table, path)
    assert path.read_text() == "mine"
    assert refused_path(tmp_path / "a.db", "alert.csv", 3).name == "alert-第3批-拒收.xlsx"
    (tmp_path / "alert-第3批-拒收.xlsx").touch()
    assert refused_path(tmp_path / "a.db", "alert.csv", 3).name == "alert-第3批-拒收-2.xlsx"
    with pytest.raises(StoreError, match="没有写成"):
        write_refused(report.refused_table, tmp_path / "nowhere" / "a.xlsx")


def test_a_rehearsal_tells_the_tiles_and_writes_nothing(store: Store) -> None:
    year = (day("2026-01-01"), day("2026-11-10"))
    bring(store, "alert", [ALERT, alert("A1")], covers=year, complete=True)
    before = state(store)
    path = write_csv(store.path.parent / "更正.csv", [ALERT, alert("A1", kind="治安"), alert("A2"), alert("A3")])

    def act() -> ImportReport:
        return import_file(store, "alert", path, now=NOW, actor="test")

    report, board = rehearse(store, Engine, act, lambda made: made.covers)
    assert counts(report) == (2, 1, 0, 0)
    assert differences(before, state(store)) == {} and batches(store)[0].number == 3
    tiles = {tile.kpi: (tile.before, tile.after) for tile in board.tiles}
    assert list(tiles) == list(store.catalogue.board)
    assert tiles["alerts_valid"] == ("1 起", "3 起") and tiles["dispute_alerts"] == ("1 起", "2 起")
    assert board.days == (day("2026-11-01"),) * 2
    assert {tile.kpi: tile.after for tile in board.tiles_of_days}["alerts_valid"] == "3 起"
    assert import_file(store, "alert", path, now=NOW, actor="test").batch == 4  # the number was not used up


def test_a_rehearsal_of_the_first_file_begins_with_no_board(store: Store) -> None:
    path = write_csv(store.path.parent / "alert.csv", [ALERT, alert("A1")])
    options = ImportOptions((day("2026-01-01"), day("2026-11-10")), complete=True)

    def act() -> ImportReport:
        return import_file(store, "alert", path, now=NOW, actor="test", options=options)

    _, board = rehearse(store, Engine, act, lambda made: made.covers)
    tile = next(tile for tile in board.tiles if tile.kpi == "alerts_valid")
    assert (tile.before, tile.after) == ("—", "1 起")


def test_a_rehearsal_that_fails_leaves_the_database_open(store: Store) -> None:
    path = write_csv(store.path.parent / "alert.csv", [ALERT, alert("A1")])
    options = ImportOptions(withdraw=True)
    with pytest.raises(ImportRefused):
        rehearse(
            store,
            Engine,
            lambda: import_file(store, "alert", path, now=NOW, actor="t", options=options),
            lambda made: None,
        )
    assert bring(store, "alert", [ALERT, alert("A1")]).new == 1
