"""Tables of slides: few rows on each, with the head again on every one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Length, Pt

from core.bulletins.document import BulletinTable
from core.bulletins.formats.charts.drawing import Ink
from core.bulletins.formats.column_widths import Columns, Room, cell_lines, fitting_columns
from core.bulletins.formats.slides.text import Box, Type, colour, fill_frame

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.table import _Cell

SIZES, SMALLEST, INSET = (26.0, 22.0, 18.0), 13.0, 14.0  # points
_WIDER = 18.0  # points of a column that a font with wide digits takes
_MARGIN = 4.0  # points above and below a cell's text
_LINE = 1.5  # the height of a line in letters, of fonts that take the most
_LAST_RESORT = 1000


def table_parts(table: BulletinTable, box: Box) -> list[tuple[BulletinTable, Columns]]:
    """Divide a table into what fits a slide each, all with the same columns; larger letters cost no further slide."""
    choices = [fitting_columns(table, Room(box.width.pt, INSET + _WIDER, size, SMALLEST)) for size in SIZES]
    fewest = min(_slides(table, box, columns) for columns in choices)
    columns = next(columns for columns in choices if _slides(table, box, columns) == fewest)
    rows = _most_rows(box, columns)
    return [
        (replace(table, rows=table.rows[first : first + rows]), columns) for first in range(0, len(table.rows), rows)
    ]


def _most_rows(box: Box, columns: Columns) -> int:
    return int(box.height.pt / _row_height(columns)) - 1  # one is the head


def _slides(table: BulletinTable, box: Box, columns: Columns) -> int:
    """Return how many slides a table takes; torn counts are the last resort."""
    return -(-len(table.rows) // _most_rows(box, columns)) + (_LAST_RESORT if columns.is_tight else 0)


def _row_height(columns: Columns) -> float:
    return columns.size * _LINE * (2 if columns.is_tight else 1) + 2 * _MARGIN


def add_table(slide: Slide, box: Box, table: BulletinTable, columns: Columns) -> None:
    """Add a table that fits."""
    rows, places = len(table.rows) + 1, len(table.headers)
    height = Pt(_row_height(columns))
    frame: Any = slide.shapes.add_table(rows, places, box.left, box.top, Pt(sum(columns.widths)), Length(height * rows))
    for row in frame.table.rows:
        row.height = height
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.title)
    for column, width in zip(frame.table.columns, columns.widths, strict=True):
        column.width = Pt(width)
    for line, cells in enumerate((table.headers, *table.rows)):
        for place, text in enumerate(cells):
            is_head = line == 0
            cell = frame.table.cell(line, place)
            _fill(cell, cell_lines(text, columns), Type(columns.size, is_head, Ink.PAPER if is_head else Ink.TEXT))
            for paragraph in cell.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.LEFT if place == 0 else PP_ALIGN.RIGHT
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour(Ink.LINE if is_head else Ink.PAPER)


def _fill(cell: _Cell, text: str, letters: Type) -> None:
    fill_frame(cell.text_frame, text.split("\n"), letters, gap=0)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.margin_left = cell.margin_right = Pt(INSET / 2)
    cell.margin_top = cell.margin_bottom = Pt(_MARGIN)
