"""CSV files as they come: encodings, delimiters, headers, quotes, rows that do not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.intake import table as table_module
from core.intake.layout import row_sorting
from core.intake.refusal import FileRefused
from core.intake.table import Row, Table, read_table
from tests.support.intake_world import csv_text

ROWS = [
    ["警情编号", "单位", "接警时间"],
    ["A1", "甲溪派出所", "2026-11-01 08:30"],
    ["A2", "䶮湾𠮷派出所", "2026-11-02"],
]


def written(folder: Path, raw: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(raw)
    return path


def cells(table: Table) -> list[list[str]]:
    return [table.headers, *(row.cells for row in table.rows)]


def refused(folder: Path, raw: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read_table(written(folder, raw))
    assert all(refusal.rule and refusal.mend for refusal in caught.value.refusals)
    return " ".join(refusal.rule for refusal in caught.value.refusals)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_every_encoding_gives_the_same_rows(tmp_path: Path, encoding: str, name: str) -> None:
    table = read_table(written(tmp_path, csv_text(ROWS).encode(encoding)))
    assert cells(table) == ROWS
    assert (table.encoding, table.delimiter) == (name, ",")


def test_big_endian_utf16_and_plain_gbk_bytes(tmp_path: Path) -> None:
    assert cells(read_table(written(tmp_path, b"\xfe\xff" + csv_text(ROWS).encode("utf-16-be")))) == ROWS
    gbk = b"\xb5\xa5\xce\xbb,\xc6\xda\xbc\xe4\r\n\xbc\xd7\xcf\xaa\xc5\xc9\xb3\xf6\xcb\xf9,2026-11\r\n"
    assert cells(read_table(written(tmp_path, gbk))) == [["单位", "期间"], ["甲溪派出所", "2026-11"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found_in_the_headers(tmp_path: Path, delimiter: str) -> None:
    rows = [["单位", "到场用时(秒)", "a,b;c"], ["甲,乙", "1;2", "x\ty"]]
    table = read_table(written(tmp_path, csv_text(rows, delimiter).encode()))
    assert table.delimiter == delimiter
    assert cells(table) == rows


def test_cells_are_trimmed_of_blanks_full_width_ones_too(tmp_path: Path) -> None:
    text = "\u3000单位 ,期间\u200b\r\n\u3000\u3000甲溪 派出所\t,\u00a02026-11 \r\n"
    assert cells(read_table(written(tmp_path, text.encode()))) == [["单位", "期间"], ["甲溪 派出所", "2026-11"]]


def test_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path) -> None:
    text = '单位,期间\r\n"甲溪\r\n派出所",1\r\n\r\n,\r\n乙坪,2\r\n'
    table = read_table(written(tmp_path, text.encode()))
    assert [(row.number, row.cells[1]) for row in table.rows] == [(2, "1"), (5, "2")]
    assert table.rows[0].cells[0] == "甲溪\r\n派出所"


def test_rows_with_too_many_or_too_few_cells_are_listed(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "单位,期间\n甲,1,多\n乙,2\n丙\n".encode()))
    assert [row.cells[0] for row in table.rows] == ["乙"]
    assert [(refusal.row, refusal.rule) for refusal in table.refused] == [
        (2, "应有 2 格，实有 3 格"),
        (4, "应有 2 格，实有 1 格"),
    ]


def test_headers_alone_are_a_table_without_rows(tmp_path: Path) -> None:
    assert list(read_table(written(tmp_path, "单位,期间".encode())).rows) == []


def test_a_file_in_no_known_encoding_is_refused_with_the_byte(tmp_path: Path) -> None:
    rule = refused(tmp_path, "单位,期间\n甲".encode() + b"\xff\xff\n")
    assert "第 18 字节" in rule and "UTF-8" in rule and "GB18030" in rule
    assert "第 4 字节" in refused(tmp_path, b"\xef\xbb\xbf\xb5\xa5,1\n")


def test_empty_and_repeated_headers_are_refused_by_name(tmp_path: Path) -> None:
    rule = refused(tmp_path, "单位,,期间,期 间\n甲,1,2,3\n".encode())
    assert "第 B 列没有表头，而第 2 行有内容" in rule and "“期间”重复" in rule and "“期 间”重复" in rule


def test_empty_columns_and_blank_rows_around_a_table_are_no_part_of_it(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "\n\n,单位,,期间,,\n,甲,,1,,\n\n,乙,,2,,\n".encode()))
    assert (table.headers, table.header_rows) == (["单位", "期间"], (3, 3))
    assert list(table.rows) == [Row(4, ["甲", "1"]), Row(6, ["乙", "2"])]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "空的"),
        (b"\xef\xbb\xbf \r\n", "空的"),
        (b"a,b\n1,\x002\n", "NUL"),
        ("单位,期间\n".encode("utf-16-le"), "NUL"),
        (b'a,b\n1,2\n"3,4\n', "引号不成对"),
        (b'a,b\n"1"x,2\n', "引号不成对"),
        (b"a,b\n1," + b"2" * 200_000, "有一格超过"),
        (b"PK\x03\x04....", "工作簿"),
        (b"\xd0\xcf\x11\xe0....", "工作簿"),
        (b"<html><table>", "网页"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"%PDF-1.4", "PDF"),
        (b",,\n,\n", "空的"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, raw: bytes, message: str) -> None:
    assert message in refused(tmp_path, raw)


def test_the_suffix_is_not_asked(tmp_path: Path) -> None:
    path = tmp_path / "表.XLS"
    path.write_text("单位\t期间\n甲\t1\n", encoding="gb18030")
    assert cells(read_table(path)) == [["单位", "期间"], ["甲", "1"]]
    with pytest.raises(FileRefused, match="没有工作表"):
        read_table(path, sheet="表一")


def test_missing_files_and_huge_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefused, match="找不到"):
        read_table(tmp_path / "none.csv")
    monkeypatch.setattr(table_module, "LARGEST_FILE", 10)
    assert "上限" in refused(tmp_path, csv_text(ROWS).encode())


@pytest.mark.parametrize("row", [["合计", "1"], ["1", "2", "3"]])
def test_a_file_of_rows_that_are_no_data_is_refused_before_all_of_them_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: list[str]
) -> None:
    path = tmp_path / "表.csv"
    path.write_text(csv_text([["单位", "起数"], ["城关", "1"], *[row] * 500]), encoding="utf-8")
    assert len(read_table(path).rows) == 1
    monkeypatch.setattr(row_sorting, "MOST_LEFT_OUT", 400)
    with pytest.raises(FileRefused, match=r"读到第 403 行.*如第 3 行"):
        read_table(path)


def test_notes_below_a_table_are_looked_for_near_its_end_alone(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(csv_text([["单位", "起数"], ["城关", "1"], *[["备注：", ""]] * 300]), encoding="utf-8")
    table = read_table(path)
    assert (len(table.rows), len(table.skipped)) == (301 - row_sorting.MOST_TAIL_ROWS, row_sorting.MOST_TAIL_ROWS)
