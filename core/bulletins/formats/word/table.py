"""Tables of a Word document: a head that comes again on every page, rows that are never torn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Mm

from core.bulletins.document import BulletinTable
from core.bulletins.formats.charts.drawing import text_width
from core.bulletins.formats.word.fonts import BODY_FONT, HEADING_FONT, TABLE_SIZE, element, set_run_font
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

WIDTH = 156.0  # millimetres
_SMALLEST = 7.5  # points
_MARGIN = 45  # twentieths of a point on each side of a cell
_INSET = 2.0  # millimetres, both sides and the rule together
_MILLIMETRES = 25.4 / 72  # of a point
_SPARE_LETTERS = 0.5  # of a column: fonts differ in the width of digits and signs
_KEPT_ROWS = 3  # of a table's beginning stay on one page
_LONGEST_NAME = 4.3  # letters of a name, after which it may go on below


def add_table(paper: Document, table: BulletinTable) -> None:
    """Add a table."""
    grid = paper.add_table(rows=0, cols=len(table.headers), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    grid._tbl.tblPr.append(_margins())
    widths, size = column_widths(table)
    is_tight = size < TABLE_SIZE
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for place, cells in enumerate((table.headers, *table.rows)):
        row = grid.add_row()
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(element("cantSplit"))
        if place == 0:
            row_properties.append(element("tblHeader"))
        for column_place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Mm(widths[column_place])
            lines = text.replace("（", "\n（") if is_tight else text
            cell.paragraphs[0].paragraph_format.keep_with_next = place < min(_KEPT_ROWS, len(table.rows))
            _fill(cell.paragraphs[0], lines, size, is_number=place > 0 and column_place > 0, is_head=place == 0)


def column_widths(table: BulletinTable) -> tuple[list[float], float]:
    """Return the widths of the columns (mm) and the size of the letters (points) with which the table fits the page.

    Columns have what stands in them on one line where there is room; else what must not be torn, in smaller letters
    if it has to be.
    """
    columns = list(zip(table.headers, *table.rows, strict=True))
    whole = [max(text_width(text, 1.0) for text in column) + _SPARE_LETTERS for column in columns]
    least = [max(map(_least_letters, column)) + _SPARE_LETTERS for column in columns]
    room = WIDTH - _INSET * len(columns)
    letter = TABLE_SIZE * _MILLIMETRES
    if sum(whole) * letter <= room:
        return [letters * letter + _INSET for letters in whole], TABLE_SIZE
    size = max(_SMALLEST, min(TABLE_SIZE, room / sum(least) / _MILLIMETRES))
    spare = max(0.0, room - sum(least) * size * _MILLIMETRES) / len(columns)
    return [letters * size * _MILLIMETRES + _INSET + spare for letters in least], size


def _margins() -> BaseOxmlElement:
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=str(_MARGIN), type="dxa"))
    return margins


def _least_letters(text: str) -> float:
    parts = text.replace("（", " （").split(" ")
    return max(
        text_width(part, 1.0) if any(map(str.isdigit, part)) else min(text_width(part, 1.0), _LONGEST_NAME)
        for part in parts
    )


def _fill(paragraph: Paragraph, text: str, size: float, *, is_number: bool, is_head: bool) -> None:
    paragraph.paragraph_format.line_spacing = 1.0
    sides = WD_PARAGRAPH_ALIGNMENT
    paragraph.alignment = sides.RIGHT if is_number else sides.CENTER if is_head else sides.LEFT
    run = paragraph.add_run(without_controls(text))
    set_run_font(run, HEADING_FONT if is_head else BODY_FONT, size)
    run._r.get_or_add_rPr().append(element("spacing", val="0"))
