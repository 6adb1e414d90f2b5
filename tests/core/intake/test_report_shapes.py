"""Reports as bureaus make them: titles, merged headers, totals and notes around the table. All made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.intake.grid import BrokenCell, CellFault
from core.intake.layout.row_sorting import SkipReason
from core.intake.refusal import FileRefused
from core.intake.table import HeaderUnclear, Row, Table, parse_table
from tests.support.intake_world import csv_text
from tests.support.workbooks import WRITERS, MadeSheet, Shown, Writer, as_xlsx, by_openpyxl

Cells = list[list[Any]]
GROUPS = ["刑事", "治安", "纠纷"]
PARTS = ["本月", "上月", "去年同期", "同比"]
TITLE = "甲溪派出所2026年10月警情统计表"
INFO = ["单位：起", "", "", "填报人：", "", "", "填报时间：2026-11-01"]


def percent(value: float) -> Shown:
    return Shown(value, "0%")


def monthly_report() -> MadeSheet:
    """The month's report: a title, a line of particulars, two rows of merged headers, units, a total, notes."""
    width = 1 + len(GROUPS) * len(PARTS)
    groups = ["单位", *(cell for group in GROUPS for cell in (group, "", "", ""))]
    parts = ["", *(PARTS * len(GROUPS))]
    first = ["甲溪派出所", 3, "4", 2, percent(0.5), 5, "—", "无", "/", 0, 1, 1, percent(0)]
    second = ["乙坪派出所", 2, "1", 2, percent(0), 1, 2, 3, percent(-0.6667), 4, 2, 1, percent(3)]
    total = ["合 计", 5, 5, 4, percent(0.25), 6, 2, 3, percent(1), 4, 3, 2, percent(1)]
    rows: Cells = [
        [TITLE, *([""] * (width - 1))],
        [*INFO, *([""] * (width - len(INFO)))],
        groups,
        parts,
        first,
        second,
        total,
        ["备注：本表数据截至10月31日24时。", *([""] * (width - 1))],
    ]
    spans = [(0, 0, 0, width - 1), (1, 0, 1, 2), (1, 3, 1, 5), (2, 0, 3, 0), (7, 0, 7, width - 1)]
    spans += [(2, left, 2, left + 3) for left in range(1, width, 4)]
    return MadeSheet(rows, "10月", spans)


def read(data: bytes, **choice: Any) -> Table:
    return parse_table("表", data, **choice)


def as_csv(made: MadeSheet) -> bytes:
    """A CSV as WPS saves it: GB18030, every row as wide as the widest, percentages as they are shown."""

    def text(cell: Any) -> str:
        if isinstance(cell, Shown):
            return f"{cell.value:.0%}"
        return "" if cell is None else str(cell)

    width = max(map(len, made.rows)) + 2
    rows: Cells = [[text(cell) for cell in cells] + [""] * (width - len(cells)) for cells in made.rows]
    return csv_text(rows).encode("gb18030")


SLOW = ("xls", "ods")  # each file starts a process
ALL_WRITERS: dict[str, Writer] = {**WRITERS, "csv": as_csv}


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in ALL_WRITERS])
def write(request: pytest.FixtureRequest) -> Writer:
    writer: Writer = ALL_WRITERS[request.param]
    return writer


def test_the_months_report_is_read_whole(write: Writer) -> None:
    table = read(write(monthly_report()))
    assert table.headers == ["单位", *(f"{group}/{part}" for group in GROUPS for part in PARTS)]
    assert table.header_rows == (3, 4)
    assert table.title[0] == TITLE and "单位：起" in table.title[1]
    assert [row.number for row in table.rows] == [5, 6]
    assert table.rows[0].cells[:9] == ["甲溪派出所", "3", "4", "2", "50%", "5", "—", "无", "/"]
    assert {row.number: row.reason for row in table.skipped} == {
        1: SkipReason.TITLE,
        2: SkipReason.TITLE,
        7: SkipReason.TOTAL,
        8: SkipReason.NOTE,
    }
    assert not table.refused and not any("不符" in note for note in table.notes)
    assert any("第 7 行是合计" in note for note in table.notes)


def test_a_total_that_no_rows_come_to_is_told(write: Writer) -> None:
    made = monthly_report()
    made.rows[6][1] = 6
    notes = read(write(made)).notes
    assert notes[0] == "第 7 行“合计”与各行相加不符：“刑事/本月”写 6，相加得 5"


def table_of(rows: list[list[Any]], write: Writer, **choice: Any) -> Table:
    return read(write(MadeSheet(rows)), **choice)


def test_subtotals_close_the_rows_above_them(write: Writer) -> None:
    rows: Cells = [
        ["单位", "起数"],
        ["甲", 1],
        ["乙", 2],
        ["小计", 3],
        ["丙", 4],
        ["小计", 4],
        ["总计", 7],
        ["填表人：", ""],
    ]
    table = table_of(rows, write)
    assert [row.number for row in table.rows] == [2, 3, 5]
    assert not any("不符" in note for note in table.notes)
    rows[5][1] = 5
    assert any("第 6 行“小计”与各行相加不符：“起数”写 5，相加得 4" in note for note in table_of(rows, write).notes)


def test_totals_of_groups_and_those_that_nobody_filled_in_are_no_data(write: Writer) -> None:
    rows: list[list[Any]] = [
        ["单位", "起数"],
        ["甲所", 1],
        ["乙所", 2],
        ["城区小计", 3],
        ["丙所", 4],
        ["机关、乡镇合计", 5],
        ["合  计", None],
    ]
    table = table_of(rows, write)
    assert [row.cells[0] for row in table.rows] == ["甲所", "乙所", "丙所"]
    assert any("“机关、乡镇合计”与各行相加不符" in note for note in table.notes)


def test_a_total_may_stand_above_its_rows(write: Writer) -> None:
    table = table_of([["单位", "起数"], ["全县合计", 3], ["甲", 1], ["乙", 2]], write)
    assert [row.number for row in table.rows] == [3, 4] and not any("不符" in note for note in table.notes)


def test_words_of_totals_inside_data_are_data(write: Writer) -> None:
    rows: Cells = [
        ["单位", "计数项", "数值"],
        ["甲", "合计", 3],
        ["乙", "警情合计", 2],
        ["警情合计", "丙", 1],
    ]
    assert len(table_of(rows, write).rows) == 3


def test_comparisons_and_notes_below_are_no_data(write: Writer) -> None:
    rows: Cells = [
        ["单位", "刑事", "治安"],
        ["甲", 1, 2],
        ["乙", 2, 3],
        ["合计", 3, 5],
        ["去年同期", 4, 5],
        ["同比", "-25%", "0%"],
        ["填表人：", "", "审核人："],
        ["注：1.治安含行政案件。", "", ""],
        ["2.刑事以立案为准，不含移交外地的。", "", ""],
    ]
    table = table_of(rows, write)
    assert [row.number for row in table.rows] == [2, 3]
    reasons = [row.reason for row in table.skipped]
    assert reasons == [SkipReason.TOTAL, *[SkipReason.COMPARISON] * 2, *[SkipReason.NOTE] * 3]


def test_headers_repeated_on_every_page_are_no_data(write: Writer) -> None:
    header = ["单位", "刑事", "治安"]
    table = table_of([header, ["甲", 1, 2], header, ["乙", 2, 3]], write)
    assert [row.number for row in table.rows] == [2, 4]
    assert table.skipped == [(3, SkipReason.REPEATED_HEADER)]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_text_merged_over_rows_stands_for_each_and_a_number_for_none(writer: Writer) -> None:
    rows: Cells = [
        ["单位", "类别", "起数"],
        ["甲", "刑事", 1],
        ["", "治安", 2],
        ["乙", "刑事", 5],
        ["", "治安", ""],
    ]
    table = read(writer(MadeSheet(rows, spans=[(1, 0, 2, 0), (3, 0, 4, 0), (3, 2, 4, 2)])))
    assert [row.cells[:2] for row in table.rows] == [["甲", "刑事"], ["甲", "治安"], ["乙", "刑事"], ["乙", "治安"]]
    for row in table.rows[2:]:
        cell = row.cells[2]
        assert isinstance(cell, BrokenCell) and cell.fault is CellFault.MERGED_NUMBER


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_small_titles_between_rows_are_no_data(writer: Writer) -> None:
    rows: Cells = [
        ["单位", "刑事", "治安"],
        ["一、城区", "", ""],
        ["甲", 1, 2],
        ["二、农村", "", ""],
        ["乙", 2, 3],
    ]
    table = read(writer(MadeSheet(rows, spans=[(1, 0, 1, 2), (3, 0, 3, 2)])))
    assert [row.number for row in table.rows] == [3, 5]
    assert table.skipped == [(2, SkipReason.SECTION), (4, SkipReason.SECTION)]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_what_is_hidden_is_read_and_told_or_told(writer: Writer) -> None:
    rows: Cells = [["单位", "刑事", "治安"], ["甲", 1, 2], ["乙", 2, 3]]
    made = MadeSheet(rows, hidden_rows=[2], hidden_columns=[1])
    table = read(writer(made, MadeSheet([["底"]], "底稿", hidden=True)))
    assert len(table.rows) == 2
    assert table.hidden == (("底稿",), (3,), ("刑事",))
    assert [note for note in table.notes if "隐藏" in note] == [
        "1 行是隐藏或筛选掉的，也读了进来（第 3 行）",
        "1 列是隐藏的，也读了进来（刑事）",
        "1 个隐藏的工作表没有读（底稿）",
    ]


def test_a_table_without_headers_is_asked_about(write: Writer) -> None:
    with pytest.raises(HeaderUnclear, match="没有找到表头") as caught:
        table_of([["甲", 1, 2], ["乙", 2, 3], ["丙", 3, 4]], write)
    assert [row.number for row in caught.value.candidates] == [1]


def test_two_rows_as_likely_as_each_other_are_asked_about(write: Writer) -> None:
    rows: Cells = [["甲", "乙", "丙"], [""], ["一类", "二类", "三类"], ["x", 1, 2], ["y", 2, 3]]
    with pytest.raises(HeaderUnclear, match="看不准") as caught:
        table_of(rows, write)
    assert {row.number for row in caught.value.candidates} == {1, 3}
    assert table_of(rows, write, header=3).headers == ["一类", "二类", "三类"]
    assert table_of(rows, write, known=["一类", "二类", "三类"]).header_rows == (3, 3)


def test_a_second_table_below_is_asked_about(write: Writer) -> None:
    rows: Cells = [
        ["单位", "刑事", "治安"],
        ["甲", 1, 2],
        ["乙", 2, 3],
        [""],
        ["社区", "走访", "宣传"],
        ["丙", 3, 4],
    ]
    with pytest.raises(HeaderUnclear, match="第 1 行（单位、刑事、治安）；第 5 行（社区、走访、宣传）"):
        table_of(rows, write)


def test_chosen_headers_are_taken_as_they_are(write: Writer) -> None:
    table = read(write(monthly_report()), header=(3, 4))
    assert table.header_rows == (3, 4)
    with pytest.raises(HeaderUnclear, match="空的"):
        read(write(monthly_report()), header=99)


def test_a_column_without_a_header_that_holds_something_is_refused(write: Writer) -> None:
    with pytest.raises(FileRefused, match="第 B 列没有表头，而第 3 行有内容"):
        table_of([["单位", "", "起数"], ["甲", "", 1], ["乙", "x", 2]], write)


def test_months_in_the_headers_are_headers(write: Writer) -> None:
    table = table_of([["单位", "1月", "2月", "2026-03"], ["甲", 1, 2, 3], ["乙", 2, 3, 4]], write)
    assert table.headers == ["单位", "1月", "2月", "2026-03"]


def test_line_breaks_in_headers_are_taken_out() -> None:
    assert read(as_xlsx(MadeSheet([["单\n位", "本月\n刑事"], ["甲", 1]]))).headers == ["单位", "本月刑事"]


def test_headers_that_are_no_values_are_refused_for_that() -> None:
    with pytest.raises(FileRefused, match="还没有算出值"):
        read(by_openpyxl({"A1": "单位", "B1": '=1&"月"', "A2": "甲", "B2": 1}), header=1)


def test_a_csv_as_wps_saves_it() -> None:
    path = Path(__file__).parent / "data" / "wps_2026_10.csv"
    table = parse_table(path.name, path.read_bytes())
    assert (table.encoding, table.header_rows) == ("gb18030", (3, 3))
    assert table.headers == ["单位", "刑事警情", "治安警情", "纠纷警情", "化解率"]
    assert list(table.rows) == [
        Row(4, ["甲溪派出所", "12", "30", "1,024", "96.70%"]),
        Row(5, ["乙坪派出所", "8", "—", "17", "98.90%"]),
    ]
    assert not any("不符" in note for note in table.notes)
