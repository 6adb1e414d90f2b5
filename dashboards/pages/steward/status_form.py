"""The form of a status column: it says that a record is done, by which words, and what one without a date becomes."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from core.intake.mapping.model import Status, Undated
from core.intake.mapping.names import KindNames
from core.intake.mapping.suggest_status import OUTCOME
from core.intake.workbench.draft import MappingDraft
from core.intake.workbench.sheet_look import SheetLook
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import choice_line
from dashboards.pages.steward.choice_line import LEAVE

MOST_STATES = 12  # a column with more words tells no state
_DONE, _OPEN = "done", "open"
_ANSWERS = {_DONE: words.STATUS_DONE, _OPEN: words.STATUS_OPEN, LEAVE: words.STATUS_ASK}
_WAYS: tuple[Undated, ...] = get_args(Undated)


def draw(names: KindNames, draft: MappingDraft, look: SheetLook, number: int) -> None:
    """Draw the column, its words and the way, of a kind that has outcomes."""
    headers = _headers(draft, look)
    if OUTCOME not in names.fields or not headers:
        return
    before = draft.status.get(OUTCOME)
    with st.expander(words.STATUS, expanded=before is not None, key=f"intake_states_{number}"):
        header = choice_line.draw(
            words.STATUS_COLUMN,
            [LEAVE, *headers],
            lambda text: text or words.STATUS_NONE,
            at=before.column if before else LEAVE,
            key=f"intake_status_{number}",
        ).picked
        status = _draw_words(look, header, before, number) if header else None
    if status is None:
        draft.status.pop(OUTCOME, None)
    else:
        draft.status[OUTCOME] = status


def _headers(draft: MappingDraft, look: SheetLook) -> list[str]:
    """Return the headers that may say a state: not read otherwise, not about persons, of a few words."""
    taken = {*draft.columns.values(), *draft.wide}
    return [
        header
        for header in look.headers
        if header not in taken and look.examples(header) and len(look.samples.values(header)) <= MOST_STATES
    ]


def _draw_words(look: SheetLook, header: str, before: Status | None, number: int) -> Status | None:
    known = {text: _DONE for text in before.done} | {text: _OPEN for text in before.open} if before else {}
    said: dict[str, list[str]] = {_DONE: [], _OPEN: []}
    for value in look.samples.values(header):
        picked = choice_line.draw(
            words.WORD_ROWS.format(text=value, rows=f"{look.samples.rows_with(header, value):,}"),
            list(_ANSWERS),
            _ANSWERS.__getitem__,
            at=known.get(value, LEAVE),
            key=f"intake_state_{number}_{header}_{value}",
        ).picked
        if picked:
            said[picked].append(value)
    picked = choice_line.draw(
        words.UNDATED,
        _WAYS,
        words.UNDATED_WAYS.__getitem__,
        at=before.undated if before else "refuse",
        key=f"intake_undated_{number}",
    ).picked
    undated = next(way for way in _WAYS if way == picked)
    return Status(column=header, done=said[_DONE], open=said[_OPEN], undated=undated) if said[_DONE] else None
