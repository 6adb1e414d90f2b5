"""Workbooks that are not read: each says why, and what a person does about it."""

from __future__ import annotations

import random
import shutil
import sys
import zipfile

import pytest

from core.intake.choices import SheetUnclear
from core.intake.refusal import FileRefused
from core.intake.workbook import zip_limits
from core.intake.workbook.file_kind import UNREAD, FileKind, file_kind
from core.intake.workbook.reader import list_sheets, read_sheet
from core.intake.workbook.unreadable import UnreadableWorkbook
from tests.support.workbooks import WRITERS, MadeSheet, Writer, as_ods, as_xls, as_xlsx, with_part, zipped

ONE = MadeSheet([["甲", "乙"], [1, 2]])
SHEET_XML = "xl/worksheets/sheet1.xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(data: bytes, sheet: str | None = None) -> tuple[str, str]:
    with pytest.raises(FileRefused) as caught:
        read_sheet("表.xlsx", data, sheet)
    (only,) = caught.value.refusals
    assert caught.value.file == "表.xlsx"
    return only.rule, only.mend


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (as_xlsx(ONE), FileKind.ZIP),
        (as_ods(ONE), FileKind.ZIP),
        (as_xls(ONE), FileKind.COMPOUND),
        (b"PAR1", FileKind.PARQUET),
        (b"\xef\xbb\xbf<html xmlns:x='urn'>", FileKind.MARKUP),
        (b"\r\n <!DOCTYPE html>", FileKind.MARKUP),
        (b"<table><tr>", FileKind.MARKUP),
        ("<html>".encode("utf-16"), FileKind.MARKUP),
        (b"MIME-Version: 1.0\r\n", FileKind.MARKUP),
        (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>", FileKind.XML),
        (b"%PDF-1.7", FileKind.PDF),
        (b"Rar!\x1a\x07\x01", FileKind.ARCHIVE),
        ("单位,数\r\n".encode("gb18030"), FileKind.TEXT),
        (b"<5,>=5\n", FileKind.TEXT),
        (b"", FileKind.TEXT),
    ],
)
def test_bytes_say_what_a_file_is(data: bytes, kind: FileKind) -> None:
    assert file_kind(data) is kind


def test_every_kind_that_is_not_read_has_a_reason_and_a_mend() -> None:
    assert set(UNREAD) == {FileKind.MARKUP, FileKind.XML, FileKind.PDF, FileKind.ARCHIVE}
    assert all(rule and mend for rule, mend in UNREAD.values())


def test_a_workbook_with_a_password_says_so() -> None:
    locked = COMPOUND + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    assert "密码" in refusal(locked)[0] and "去掉打开密码" in refusal(locked)[1]
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    data = with_part(as_ods(ONE), "META-INF/manifest.xml", lambda _: manifest.encode())
    assert "密码" in refusal(data)[0]


def test_an_old_workbook_with_a_password_says_so() -> None:
    data = as_xls(ONE)
    begin = data.index(bytes.fromhex("09081000"))  # BOF, and the record behind it becomes FILEPASS
    place = begin + 4 + 16
    assert "密码" in refusal(data[:place] + b"\x2f\x00" + data[place + 2 :])[0]


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"word/document.xml": "<w/>"}, "没有工作表"),
        ({"xl/workbook.bin": b"\x00"}, ".xlsb"),
    ],
)
def test_other_zip_files_are_named(parts: dict[str, str | bytes], rule: str) -> None:
    assert rule in refusal(zipped(parts))[0]


@pytest.mark.parametrize(
    "data", [as_xlsx(ONE), as_ods(ONE), as_xls(ONE)[:1200], b"PAR1" + bytes(40)], ids=["xlsx", "ods", "xls", "parquet"]
)
def test_half_a_file_is_damaged(data: bytes) -> None:
    rule, mend = refusal(data[: len(data) // 2])
    assert "已损坏" in rule and mend


@pytest.mark.slow
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_bytes_changed_at_random_never_do_worse_than_be_refused(writer: Writer) -> None:
    chance = random.Random(7)
    whole = writer(MadeSheet([["单位", "起数"], *([f"所{n}", n] for n in range(30))]))
    for _ in range(8):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        try:
            read_sheet("表.xlsx", bytes(data), None)
        except FileRefused as error:
            assert all(refusal.rule and refusal.mend for refusal in error.refusals)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(as_xlsx(ONE), SHEET_XML, lambda xml: xml + b" " * (20 * zip_limits.MEGABYTE))
    rule, mend = refusal(bomb)
    assert "倍" in rule and "来路清楚" in mend


def test_sizes_are_held_to_limits() -> None:
    def part(size: int, packed: int, flags: int = 0) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo("a")
        info.file_size, info.compress_size, info.flag_bits = size, packed, flags
        return info

    mb = zip_limits.MEGABYTE
    zip_limits.check_sizes([part(399 * mb, 40 * mb), part(100 * mb, 10 * mb)])
    for parts in (
        [part(401 * mb, 40 * mb)],
        [part(260 * mb, 30 * mb)] * 2,
        [part(101 * mb, mb)],
        [part(1, 1)] * (zip_limits.MOST_PARTS + 1),
        [part(1, 1, flags=1)],
    ):
        with pytest.raises(UnreadableWorkbook):
            zip_limits.check_sizes(parts)


def test_a_cell_in_the_last_corner_of_a_sheet_ends_the_reader_alone() -> None:
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    rule, mend = refusal(with_part(as_xlsx(ONE), SHEET_XML, lambda xml: xml.replace(b"</sheetData>", cell)))
    assert "2 GB" in rule and "最末一行" in mend


def test_a_failure_of_the_reader_itself_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="reader of workbooks failed"):
        read_sheet("表.xlsx", as_xlsx(ONE), None)


def test_entities_are_not_unfolded() -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for name in (SHEET_XML, "xl/workbook.xml", "xl/styles.xml"):
        data = with_part(as_xlsx(ONE), name, lambda xml: xml.replace(b"?>\n", b"?>" + doctype, 1))
        assert refusal(data)[0]


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_of_several_sheets_one_must_be_named(writer: Writer) -> None:
    sheets = [MadeSheet([["甲"], [n]], f"表{n}", hidden=n == 3) for n in (1, 2, 3)]
    data = writer(*sheets, MadeSheet([], "空"))
    with pytest.raises(SheetUnclear) as caught:
        read_sheet("表.xlsx", data, None)
    assert [sheet.name for sheet in caught.value.sheets] == ["表1", "表2", "表3", "空"]
    assert "“表1”（2 行）" in str(caught.value) and "“表3”（2 行，隐藏）" in str(caught.value)
    assert [(sheet.rows, sheet.columns, sheet.is_hidden) for sheet in list_sheets("表.xlsx", data)] == [
        (2, 1, False),
        (2, 1, False),
        (2, 1, True),
        (0, 0, False),
    ]
    assert read_sheet("表.xlsx", data, "表2").rows[1].cells == ["2"]
    assert read_sheet("表.xlsx", data, "表3").rows[1].cells == ["3"]
    with pytest.raises(SheetUnclear, match="没有名为“表9”的工作表"):
        read_sheet("表.xlsx", data, "表9")


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_empty_and_hidden_sheets_are_no_choice(writer: Writer) -> None:
    data = writer(MadeSheet([], "空"), MadeSheet([["甲"], [1]], "数"), MadeSheet([["底"]], "底稿", hidden=True))
    read = read_sheet("表.xlsx", data, None)
    assert (read.sheet, read.hidden_sheets) == ("数", ("底稿",))
    assert "没有一格" in refusal(writer(MadeSheet([], "空"), MadeSheet([], "也空")))[0]
