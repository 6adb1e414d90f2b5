"""Workbooks made for tests of the intake: the same cells written as .xlsx, .xls and .ods."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlsxwriter
import xlwt


@dataclass(frozen=True)
class Shown:
    """A value under a number format, such as 0.12 under 0%."""

    value: Any
    format: str


@dataclass
class MadeSheet:
    """Cells of a sheet from A1 on; spans are first row and column, last row and column, counted from 0."""

    rows: list[list[Any]]
    name: str = "表一"
    spans: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False
    hidden_rows: Sequence[int] = field(default_factory=list)
    hidden_columns: Sequence[int] = field(default_factory=list)


Writer = Callable[..., bytes]


def as_xlsx(*sheets: MadeSheet, date_1904: bool = False) -> bytes:
    """An .xlsx file by XlsxWriter."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": date_1904})
    for made in sheets:
        sheet = book.add_worksheet(made.name)
        for span in made.spans:
            sheet.merge_range(*span, "")
        for number, cells in enumerate(made.rows):
            for column, cell in enumerate(cells):
                _write_xlsx(book, sheet, (number, column), cell)
        for number in made.hidden_rows:
            sheet.set_row(number, None, None, {"hidden": True})
        for column in made.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if made.hidden:
            sheet.hide()
    book.close()
    return out.getvalue()


def _write_xlsx(book: Any, sheet: Any, place: tuple[int, int], cell: Any) -> None:
    if isinstance(cell, Shown):
        sheet.write(*place, cell.value, book.add_format({"num_format": cell.format}))
    elif isinstance(cell, str):
        sheet.write_string(*place, cell)
    elif cell is not None:
        sheet.write(*place, cell)


def as_xls(*sheets: MadeSheet, date_1904: bool = False) -> bytes:
    """An old .xls file (BIFF8) by xlwt."""
    book = xlwt.Workbook()
    book.dates_1904 = date_1904
    for made in sheets:
        sheet = book.add_sheet(made.name)
        starts = {(top, left): (top, bottom, left, right) for top, left, bottom, right in made.spans}
        for number, cells in enumerate(made.rows):
            for column, cell in enumerate(cells):
                style = xlwt.easyxf(num_format_str=cell.format) if isinstance(cell, Shown) else xlwt.Style.default_style
                value = cell.value if isinstance(cell, Shown) else cell
                if (number, column) in starts:
                    sheet.write_merge(*starts[number, column], value, style)
                elif value not in (None, ""):
                    sheet.write(number, column, value, style)
        for number in made.hidden_rows:
            sheet.row(number).hidden = True
        for column in made.hidden_columns:
            sheet.col(column).hidden = True
        sheet.visibility = int(made.hidden)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")]
)
_DATA_STYLES = (
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
_ODS_FORMATS = {
    "yyyy-mm-dd": ("year", "month", "day"),
    "yyyy-mm-dd hh:mm": ("year", "month", "day", "hours"),
    'yyyy"年"m"月"': ("year", "month"),
    'm"月"d"日"': ("month", "day"),
}


def as_ods(*sheets: MadeSheet) -> bytes:
    """An .ods file, written by hand as LibreOffice writes it."""
    styles = "".join(
        f'<number:date-style style:name="N{number}">'
        f"{''.join(f'<number:{part}/>' for part in parts)}</number:date-style>"
        f'<style:style style:name="ce{number}" style:family="table-cell" style:data-style-name="N{number}"/>'
        for number, parts in enumerate(_ODS_FORMATS.values())
    )
    hidden = '<style:style style:name="hid" style:family="table">'
    hidden += '<style:table-properties table:display="false"/></style:style>'
    tables = "".join(map(_ods_table, sheets))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} {_DATA_STYLES}>'
        f"<office:automatic-styles>{styles}{hidden}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def _ods_table(made: MadeSheet) -> str:
    starts = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in made.spans}
    collapsed = ' table:visibility="collapse"'
    columns = "".join(
        f"<table:table-column{collapsed if column in made.hidden_columns else ''}/>"
        for column in range(max(map(len, made.rows), default=1))
    )
    rows = []
    for number, cells in enumerate(made.rows):
        shown = collapsed if number in made.hidden_rows else ""
        inner = "".join(_ods_cell(cell, starts.get((number, column))) for column, cell in enumerate(cells))
        rows.append(f"<table:table-row{shown}>{inner}</table:table-row>")
    rows.append(
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    style = ' table:style-name="hid"' if made.hidden else ""
    return f"<table:table table:name={quoteattr(made.name)}{style}>{columns}{''.join(rows)}</table:table>"


def _ods_cell(cell: Any, span: tuple[int, int] | None) -> str:
    extra = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None or cell == "":
        return f"<table:table-cell{extra}/>"
    value = cell.value if isinstance(cell, Shown) else cell
    if isinstance(value, str):
        kind, text = 'office:value-type="string"', value
    elif isinstance(value, bool):
        kind, text = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"', str(value).upper()
    elif isinstance(value, dt.date):
        style = list(_ODS_FORMATS).index(cell.format)
        written = value.isoformat().removesuffix("T00:00:00")
        kind, text = f'table:style-name="ce{style}" office:value-type="date" office:date-value="{written}"', written
    elif isinstance(cell, Shown) and "%" in cell.format:
        kind, text = f'office:value-type="percentage" office:value="{value}"', f"{value:%}"
    else:
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    return f"<table:table-cell {kind}{extra}><text:p>{escape(text)}</text:p></table:table-cell>"


def by_openpyxl(formulas: dict[str, Any]) -> bytes:
    """An .xlsx file by openpyxl, which writes formulas without values."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for place, value in formulas.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(book: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip file with one part changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts: dict[str, str | bytes] = {item.filename: archive.read(item) for item in archive.infolist()}
    parts[name] = change(archive_bytes(parts, name))
    return zipped(parts)


def archive_bytes(parts: dict[str, str | bytes], name: str) -> bytes:
    """A part's bytes; empty where there is none yet."""
    part = parts.get(name, b"")
    return part.encode() if isinstance(part, str) else part


WRITERS: dict[str, Writer] = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}
