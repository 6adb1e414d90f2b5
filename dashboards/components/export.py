"""Export of figures as a file: the reason is asked for first, and written into the trail before the file is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.access.scoped_engine import LONGEST_REASON
from core.export import Sheet, as_csv, as_xlsx
from core.time.days import CHINA
from dashboards.auth import current_user
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download
from dashboards.components.frame_table import PLAIN, Column
from dashboards.i18n import words
from dashboards.i18n.words import export as export_words
from dashboards.queries import boards, database, session

if TYPE_CHECKING:
    import pandas as pd  # whoever has a frame has loaded it: most pages have none

FORMATS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "csv": ("text/csv", as_csv),
}


def sheet_of_rows(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[object]], as_of: date | None = None
) -> Sheet:
    """Return a table for a file: with the unit it is of, the day of its data, and 演示数据 where it applies."""
    day = as_of or (boards.as_of() if boards.has_figures() else None)
    remarks = [
        session.units().root.name,
        f"{words.AS_OF} {day}" if day else "",
        words.DEMO if database.is_demo() else "",
        taker(),
    ]
    return Sheet(title, [remark for remark in remarks if remark], list(heads), rows, taker())


def taker() -> str:
    """Return who takes a file away, of which unit and when, to stand in the file; nothing where nobody signs in."""
    viewer = current_user.required()
    if viewer.session is None:
        return ""
    return export_words.TAKER.format(name=viewer.name, unit=session.units().root.name, at=datetime.now(CHINA))


def sheet_of_frame(title: str, frame: pd.DataFrame, columns: Mapping[str, Column], as_of: date | None = None) -> Sheet:
    """Return a frame for a file, its columns named as on the screen, where the unit of a number stands in its name."""
    heads = [columns.get(name, PLAIN).label or name for name in frame.columns]
    rows = [[_undo_float(cell) for cell in row] for row in frame.astype(object).to_numpy().tolist()]
    return sheet_of_rows(title, heads, rows, as_of)


def _undo_float(cell: object) -> object:
    """Turn a whole number back into one: a frame makes floats of them as soon as a cell of the column is empty."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def draw(sheet: Sheet, key: str, label: str = export_words.DOWNLOAD) -> None:
    """Draw a button that opens the question of why; with an answer, the table can be had in either format."""
    draw_later(sheet.title, lambda: sheet, key, label)


def draw_later(title: str, sheet: Callable[[], Sheet], key: str, label: str = export_words.DOWNLOAD) -> None:
    """Draw the same button for a table of this title that takes long: it is made when somebody fetches the file."""

    def write(write_sheet: Callable[[Sheet], bytes]) -> bytes:
        return write_sheet(sheet())

    formats = [
        FileFormat(ending, export_words.FORMS[ending], mime, partial(write, write_sheet))
        for ending, (mime, write_sheet) in FORMATS.items()
    ]
    draw_formats(title, formats, key, label)


@dataclass(frozen=True)
class FileFormat:
    """A format to export in: the file's ending, the button's label, the MIME type, and the function that makes it."""

    ending: str
    label: str
    mime: str
    make: Callable[[], bytes]


def draw_formats(title: str, formats: Sequence[FileFormat], key: str, label: str) -> None:
    """Draw the same button for files of any format, all named by the title."""
    engine = session.engine()  # the viewer's own; the file is made later, outside the page's run
    with st.container(key=f"take_{key}", width="content"), st.popover(label):
        reason = st.text_input(
            export_words.REASON, placeholder=export_words.REASON_EXAMPLE, max_chars=LONGEST_REASON, key=f"{key}_reason"
        )

        def recorded(name: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
            def record_and_make() -> bytes:
                engine.record_export(name, reason)
                return make()

            return record_and_make

        with st.container(horizontal=True):
            for file_format in formats:
                name = f"{title}.{file_format.ending}"
                download.button(
                    file_format.label,
                    PreparedFile(name, file_format.mime, recorded(name, file_format.make)),
                    key=f"{key}_{file_format.ending}",
                    disabled=not reason.strip(),
                    kind="primary",
                )
