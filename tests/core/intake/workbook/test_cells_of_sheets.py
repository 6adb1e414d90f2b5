"""Cells of workbooks as texts: the same whatever kind of file holds them."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
from typing import Any

import pytest
import xlsxwriter
import xlwt

from core.intake.grid import BrokenCell, CellFault, Grid, Row, Span, column_letter
from core.intake.workbook.reader import read_sheet
from tests.support.workbooks import WRITERS, MadeSheet, Shown, Writer, as_xls, as_xlsx, by_openpyxl, with_part

SHEET_XML = "xl/worksheets/sheet1.xml"
MIDNIGHT = dt.datetime(2026, 11, 1)


def grid(data: bytes, sheet: str | None = None) -> Grid:
    return read_sheet("表", data, sheet)


def texts(data: bytes) -> list[list[str]]:
    return [[str(cell) for cell in row.cells] for row in grid(data).rows]


def faults(data: bytes, sheet: str | None = None) -> dict[tuple[int, int], tuple[str, CellFault]]:
    return {
        (row.number, column): (str(cell), cell.fault)
        for row in grid(data, sheet).rows
        for column, cell in enumerate(row.cells)
        if isinstance(cell, BrokenCell)
    }


@pytest.fixture(params=WRITERS)
def write(request: pytest.FixtureRequest) -> Writer:
    writer: Writer = WRITERS[request.param]
    return writer


TEXTS: list[tuple[Any, str]] = [
    ("甲溪派出所", "甲溪派出所"),
    ("\u3000 甲 ", "甲"),
    ("0012", "0012"),
    ("12③", "12③"),
    ("甲\n乙", "甲\n乙"),
    (12, "12"),
    (-3, "-3"),
    (0.5, "0.5"),
    (0.1 + 0.2, "0.3"),
    (1e-7, "0.0000001"),
    (123456789012345, "123456789012345"),
    (True, "TRUE"),
    (Shown(0.12, "0%"), "12%"),
    (Shown(0.1234, "0%"), "12.34%"),
    (Shown(1, "0.00%"), "100%"),
    (Shown(12, '0"起"'), "12"),
    (Shown(1234, "#,##0"), "1234"),
    (Shown(dt.date(2026, 11, 22), "yyyy-mm-dd"), "2026-11-22"),
    (Shown(dt.datetime(2026, 11, 22, 8, 30), "yyyy-mm-dd hh:mm"), "2026-11-22 08:30:00"),
    (Shown(dt.datetime(2026, 11, 22, 8, 30, 15), "yyyy-mm-dd hh:mm"), "2026-11-22 08:30:15"),
    (Shown(MIDNIGHT, "yyyy-mm-dd hh:mm"), "2026-11-01 00:00"),
    (Shown(MIDNIGHT, "yyyy-mm-dd"), "2026-11-01"),
    (Shown(MIDNIGHT, 'yyyy"年"m"月"'), "2026-11"),
    (Shown(dt.datetime(2026, 11, 2), 'yyyy"年"m"月"'), "2026-11-02"),
    (Shown(dt.datetime(2026, 1, 6), 'm"月"d"日"'), "2026-01-06"),
]


def test_a_cell_has_the_text_that_a_person_would_type(write: Writer) -> None:
    rows: list[list[Any]] = [[cell] for cell, _ in TEXTS]
    assert texts(write(MadeSheet(rows))) == [[text] for _, text in TEXTS]


def test_rows_keep_their_numbers_and_columns_their_places(write: Writer) -> None:
    rows: list[list[Any]] = [[None] * 3, [None] * 3, [None, "甲", 1], [None] * 3, [None, None, 2]]
    assert grid(write(MadeSheet(rows))).rows == [Row(3, ["", "甲", "1"]), Row(5, ["", "", "2"])]


def test_what_is_hidden_and_merged_is_told(write: Writer) -> None:
    rows: list[list[Any]] = [["标题", "", "", ""], ["甲", "乙", "丙", "丁"], [1, 2, 3, 4], [5, 6, 7, 8]]
    made = MadeSheet(rows, spans=[(0, 0, 0, 3)], hidden_rows=[2], hidden_columns=[1])
    read = grid(write(made, MadeSheet([["底"]], "底稿", hidden=True)))
    assert read.sheet == "表一" and read.spans == [Span(1, 0, 1, 3)]
    assert (set(read.hidden_rows), set(read.hidden_columns), read.hidden_sheets) == ({3}, {1}, ("底稿",))
    assert len(read.rows) == 4


def test_dates_without_a_year_are_named_by_their_first_row(write: Writer) -> None:
    date = Shown(dt.datetime(2026, 1, 6), 'm"月"d"日"')
    rows: list[list[Any]] = [["期间", "日期"], ["x", Shown(MIDNIGHT, "yyyy-mm-dd")], [date, "1月6日"], [date, "x"]]
    assert grid(write(MadeSheet(rows))).yearless == {0: 3}


@pytest.mark.parametrize("writer", [as_xlsx, as_xls])
def test_days_counted_from_1904_are_the_same_days(writer: Writer) -> None:
    moment = dt.datetime(2026, 11, 22, 8, 30)
    data = writer(MadeSheet([["列"], [Shown(moment, "yyyy-mm-dd hh:mm")]]), date_1904=True)
    assert texts(data)[1] == ["2026-11-22 08:30:00"]


@pytest.mark.parametrize(
    ("number", "text"), [(31, "2026-11-01"), (57, "2026-11"), (58, "2026-11-01"), (22, "2026-11-01 00:00")]
)
def test_formats_of_chinese_excel_have_numbers_without_codes(number: int, text: str) -> None:
    def numbered(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b"<numFmts")
        return (head + rest.partition(b"</numFmts>")[2]).replace(b'numFmtId="164"', f'numFmtId="{number}"'.encode())

    data = as_xlsx(MadeSheet([["列"], [Shown(dt.date(2026, 11, 1), "yyyy/m/d")]]))
    assert texts(with_part(data, "xl/styles.xml", numbered))[1] == [text]


def test_errors_formulas_without_values_and_long_numbers_are_no_values() -> None:
    cells = {"A1": "列", "B1": "数", "A2": "=1+1", "B2": 5, "A3": 12345678901234567890, "C4": "=SUM(B2:B3)"}
    data = by_openpyxl(cells)
    assert faults(data) == {
        (2, 0): ("（未计算）", CellFault.UNCACHED),
        (3, 0): ("1.23456789012346e+19", CellFault.LONG_NUMBER),
        (4, 2): ("（未计算）", CellFault.UNCACHED),  # outside all values
    }
    errors = with_part(
        as_xlsx(MadeSheet([["列", "数"], [1, 2]])),
        SHEET_XML,
        lambda xml: xml.replace(b'<c r="B2"><v>2</v>', b'<c r="B2" t="e"><f>NA()</f><v>#N/A</v>'),
    )
    assert faults(errors) == {(2, 1): ("#N/A", CellFault.ERROR)}


def test_errors_of_old_workbooks_are_no_values() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表一")
    sheet.write(0, 0, "列")
    sheet.row(1).set_cell_error(1, "#DIV/0!")
    out = io.BytesIO()
    book.save(out)
    assert faults(out.getvalue()) == {(2, 1): ("#DIV/0!", CellFault.ERROR)}


def test_zeros_that_a_program_wrote_for_formulas_are_no_values() -> None:
    def book(*values: int) -> bytes:
        out = io.BytesIO()
        made = xlsxwriter.Workbook(out)
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["甲", "乙"])
        for column, value in enumerate(values):
            sheet.write_formula(1, column, "=1+1", None, value)
        made.close()
        return out.getvalue()

    assert {fault for _, fault in faults(book(0, 0)).values()} == {CellFault.UNCACHED}
    assert texts(book(0, 2))[1] == ["0", "2"]


def test_formulas_of_old_workbooks_that_nobody_worked_out_are_no_values() -> None:
    book = xlwt.Workbook()
    for name in ("表一", "表二"):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "列")
        sheet.write(1, 0, 7)
    sheet.write(2, 0, xlwt.Formula("1+1"))
    out = io.BytesIO()
    book.save(out)

    def saved(value: bytes, options: int) -> bytes:
        written = struct.pack("<8sH", b"\x03\0\0\0\0\0\xff\xff", 0)  # xlwt's way
        assert out.getvalue().count(written) == 1
        return out.getvalue().replace(written, struct.pack("<8sH", value, options))

    made = saved(bytes(8), 2)  # as Apache POI leaves it to Excel
    assert faults(made, "表二") == {(3, 0): ("（未计算）", CellFault.UNCACHED)}
    assert not faults(made, "表一")
    opened = saved(struct.pack("<d", 2.0), 2)
    assert grid(opened, "表二").rows[2].cells == ["2"] and not faults(opened, "表二")


@pytest.mark.parametrize("format", ["yyyy-mm-dd", "[h]:mm"])
def test_a_number_that_is_no_date_stays_a_number_whatever_its_format(format: str) -> None:
    for writer in (as_xlsx, as_xls):
        assert texts(writer(MadeSheet([["日"], [Shown(20261101, "yyyy-mm-dd")]]))) == [["日"], ["20261101"]]
    assert texts(as_xls(MadeSheet([["时"], [Shown(10**12, format)]]))) == [["时"], [str(10**12)]]


def test_a_format_in_the_last_corner_of_a_sheet_costs_nothing() -> None:
    def styled(xml: bytes) -> bytes:
        row = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        return xml.replace(b"</sheetData>", row)

    data = as_xlsx(MadeSheet([["列", "率"], ["甲", Shown(0.5, "0%")]]))
    assert texts(with_part(data, SHEET_XML, styled)) == [["列", "率"], ["甲", "50%"]]


def test_other_ways_to_write_the_same_sheet_are_read_the_same() -> None:
    made = MadeSheet(
        [["列", "率", "月"], ["甲", Shown(0.5, "0%"), Shown(MIDNIGHT, "yyyy-mm-dd hh:mm")], ["乙", 7, None]],
        hidden_rows=[2],
        hidden_columns=[1],
    )
    data = with_part(as_xlsx(made), SHEET_XML, lambda xml: xml.replace(b"<v>7</v>", b"<f>3+4</f><v></v>"))

    def unnumbered(xml: bytes) -> bytes:
        return re.sub(rb'<row r="\d+"', b"<row", re.sub(rb'<c r="[A-Z]+\d+"', b"<c", xml))

    def prefixed(xml: bytes) -> bytes:
        return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")

    def quoted(xml: bytes) -> bytes:
        head, start, rows = xml.partition(b"<sheetData>")
        return head + start + rows.replace(b'"', b"'")

    plain = grid(data)
    assert plain.rows[1].cells == ["甲", "50%", "2026-11-01 00:00"]
    assert faults(data) == {(3, 1): ("（未计算）", CellFault.UNCACHED)}
    for change in (unnumbered, prefixed, quoted):
        assert grid(with_part(data, SHEET_XML, change)) == plain
        assert faults(with_part(data, SHEET_XML, change)) == faults(data)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (b"<f>[1]Sheet1!$A$1</f><v>166</v>", ("166", None)),  # as it was seen when the file was last saved
        (b"<f>[1]Sheet1!$A$1</f>", ("（未计算）", CellFault.UNCACHED)),
        (b"<f>'D:\\[x.xlsx]Sheet1'!A1</f><v></v>", ("（未计算）", CellFault.UNCACHED)),
        (b' t="e"><f>[1]Sheet1!$A$1</f><v>#REF!</v>', ("#REF!", CellFault.ERROR)),
    ],
)
def test_what_comes_of_another_workbook_is_what_was_seen_or_is_named(
    cell: bytes, read: tuple[str, CellFault | None]
) -> None:
    made = as_xlsx(MadeSheet([["单位", "受理"], ["城关", 7]]))
    written = b">" + cell if cell.startswith(b"<") else cell
    data = with_part(made, SHEET_XML, lambda xml: xml.replace(b"><v>7</v>", written))
    text, fault = read
    assert grid(data).rows[1].cells[1] == text
    assert faults(data) == ({} if fault is None else {(2, 1): (text, fault)})


def test_columns_have_their_letters() -> None:
    assert [column_letter(column) for column in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
