"""Tables of a Word document: a head that comes again on every page, rows that are never torn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Pt

from core.bulletins.document import BulletinTable
from core.bulletins.formats.column_widths import Room, cell_lines, fitting_columns
from core.bulletins.formats.word.fonts import BODY_FONT, HEADING_FONT, TABLE_SIZE, element, set_run_font
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

_MARGIN = 45  # twentieths of a point on each side of a cell
_ROOM = Room(width=442.0, inset=5.7, size=TABLE_SIZE, smallest=7.5)  # points: 156 mm; both margins and the rule
_KEPT_ROWS = 3  # of a table's beginning stay on one page, and its last two; a table of few rows whole
_FEW_ROWS = 8


def add_table(paper: Document, table: BulletinTable) -> None:
    """Add a table."""
    grid = paper.add_table(rows=0, cols=len(table.headers), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    grid._tbl.tblPr.insert_element_before(_margins(), "w:tblLook")
    columns = fitting_columns(table, _ROOM)
    for column, width in zip(grid.columns, columns.widths, strict=True):
        column.width = Pt(width)
    for place, cells in enumerate((table.headers, *table.rows)):
        row = grid.add_row()
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(element("cantSplit"))
        if place == 0:
            row_properties.append(element("tblHeader"))
        for column_place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Pt(columns.widths[column_place])
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            lines = cell_lines(text, columns)
            cell.paragraphs[0].paragraph_format.keep_with_next = _is_kept(place, len(table.rows))
            _fill(cell.paragraphs[0], lines, columns.size, is_number=place > 0 and column_place > 0, is_head=place == 0)


def _is_kept(place: int, last: int) -> bool:
    """Tell that a row stays on the page of the next one."""
    return place < last and (last <= _FEW_ROWS or place < _KEPT_ROWS or place == last - 1)


def _margins() -> BaseOxmlElement:
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=str(_MARGIN), type="dxa"))
    return margins


def _fill(paragraph: Paragraph, text: str, size: float, *, is_number: bool, is_head: bool) -> None:
    paragraph.paragraph_format.line_spacing = 1.0
    alignments = WD_PARAGRAPH_ALIGNMENT
    paragraph.alignment = alignments.RIGHT if is_number else alignments.CENTER if is_head else alignments.LEFT
    run = paragraph.add_run(without_controls(text))
    set_run_font(run, HEADING_FONT if is_head else BODY_FONT, size)
    run._r.get_or_add_rPr().append(element("spacing", val="0"))
