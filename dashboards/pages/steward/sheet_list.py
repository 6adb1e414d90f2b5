"""The sheets of a workbook, each with what it looks like and how far it is; one is picked to be looked at."""

from __future__ import annotations

from collections.abc import Mapping

from core.intake.refusal import FileRefused
from dashboards.components import table
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward.workspace import SheetState, Workspace, is_header_unclear


def draw(space: Workspace, kinds: Mapping[str, str]) -> None:
    """Draw the list."""

    def pick(key: str) -> None:
        space.picked = int(key)

    rows = [
        table.Row(
            key=str(place),
            cells=[
                table.text(state.sheet or "", kind="strong"),
                table.number(f"{state.rows:,}"),
                table.text(kinds.get(state.kind, "")),
                table.text(state_text(state)),
            ],
        )
        for place, state in enumerate(space.sheets)
    ]
    table.draw(
        words.SHEET_HEADS, rows, key="intake_sheets", pressed=str(space.picked), on_pick=pick, caption=words.SHEETS_LEAD
    )


def state_text(state: SheetState) -> str:
    """Return how far a sheet is, in a word."""
    if state.look is None:
        return words.HIDDEN if state.is_hidden else words.EMPTY if not state.rows else words.NOT_READ
    if isinstance(state.look, FileRefused) and not is_header_unclear(state):
        return words.REFUSED
    if not state.is_wanted:
        return words.SKIPPED
    return words.READY if state.is_decided else words.TO_CHECK
