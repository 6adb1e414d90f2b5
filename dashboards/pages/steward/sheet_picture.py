"""The first rows of a sheet as they stand, what each was taken for, and the way to point at the headers."""

from __future__ import annotations

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.intake.grid import column_letter
from core.intake.table import HeaderChoice
from core.intake.workbench.sheet_look import SheetLook, ShownRow
from dashboards.components import table
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import import_report, workspace
from dashboards.pages.steward.workspace import SheetState, Workspace


def draw(intake: StewardIntake, space: Workspace, state: SheetState) -> None:
    """Draw the rows and the choice of the header rows; a choice begins the sheet anew."""
    if isinstance(state.look, SheetLook):
        label = words.FOUND.format(first=state.look.table.header_rows[0], rows=f"{state.look.rows:,}")
        with st.expander(label, key=f"intake_found_{state.number}"):
            _draw_rows(state, state.look.shown)
            _draw_choice(intake, space, state, [row.number for row in state.look.shown])
        return
    import_report.draw_sentence(words.FOUND_UNCLEAR, "header")
    rows = [ShownRow(row.number, "", True, row.cells) for row in intake.first_rows(space.upload, state.sheet)]
    _draw_rows(state, rows)
    _draw_choice(intake, space, state, [row.number for row in rows])


def _draw_rows(state: SheetState, rows: list[ShownRow]) -> None:
    width = max((len(row.cells) for row in rows), default=0)
    drawn = [
        table.Row(
            key=None,
            cells=[
                table.number(str(row.number)),
                table.text(row.role if row.is_read else words.ROW_SKIPPED.format(role=row.role), kind="quiet"),
                *(
                    table.text(
                        row.cells[column] if column < len(row.cells) else "", kind="" if row.is_read else "quiet"
                    )
                    for column in range(width)
                ),
            ],
        )
        for row in rows
    ]
    heads = [*words.PICTURE_HEADS, *map(column_letter, range(width))]
    caption = words.PICTURE_CAPTION_OF.format(sheet=state.sheet) if state.sheet else words.PICTURE_CAPTION
    table.draw(heads, drawn, key=f"intake_picture_{state.number}", caption=caption)


def _draw_choice(intake: StewardIntake, space: Workspace, state: SheetState, numbers: list[int]) -> None:
    before = state.header if isinstance(state.header, tuple) else (state.header or 0, 0)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.selectbox(
            words.HEADER_ROW,
            [0, *numbers],
            index=[0, *numbers].index(before[0]) if before[0] in numbers else 0,
            format_func=lambda number: words.ROW.format(number=number) if number else words.AUTO_ROW,
            key=f"intake_header_{state.number}",
            width=220,
        )
        later = [number for number in numbers if number > first][:3]
        last = 0
        if first:
            last = st.selectbox(
                words.HEADER_LAST,
                [0, *later],
                index=[0, *later].index(before[1]) if before[1] in later else 0,
                format_func=lambda number: words.ROW.format(number=number) if number else words.SAME_ROW,
                key=f"intake_header_last_{state.number}",
                width=220,
            )
    choice: HeaderChoice | None = (first, last) if first and last else first or None
    if choice != state.header:
        state.header = choice
        with st.spinner(words.READING):
            workspace.look(intake, space.upload, state)
        st.rerun()
