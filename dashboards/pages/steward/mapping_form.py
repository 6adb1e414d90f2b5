"""The form that puts a sheet's columns and words under ours: proposed, corrected, checked once, kept by name."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.catalogue.personal_words import is_personal
from core.intake.workbench.draft import MappingDraft, draft_of, open_words
from core.intake.workbench.sheet_look import SheetLook
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import column_form, date_form, status_form, wide_form, word_form, workspace
from dashboards.pages.steward.workspace import SheetState


def draw(intake: StewardIntake, state: SheetState, look: SheetLook, others: Sequence[str]) -> None:
    """Draw what is to be decided, and the button that says that it has been; `others` are names of other sheets."""
    draft, names = state.draft, intake.names(state.kind)
    assert draft is not None
    only_words = bool(state.kept) and not state.is_changing
    lacks: list[str] = []
    if only_words:
        open_by_column = open_words(look, names, draft_of(state.mapping) if state.mapping else draft, intake.units)
        st.text(words.NEW_WORDS.format(name=state.kept, count=sum(map(len, open_by_column.values()))))
        word_form.draw_words(intake, names, draft, open_by_column, state.number)
    else:
        if not state.is_changing:
            st.text(words.TO_DECIDE)
        column_form.draw(intake, names, draft, look, state.number)
        lacks += wide_form.draw(names, draft, look, state.number)
        lacks += date_form.draw(names, draft, look, state.number)
        word_form.draw(intake, names, draft, look, state.number)
        status_form.draw(names, draft, look, state.number)
        _draw_ignored(draft, look)
    if not only_words:
        lacks += _draw_name(intake, state, look, others)
    lacks += _lacking(intake, draft, look)
    _draw_end(intake, state, look, lacks)


def _draw_ignored(draft: MappingDraft, look: SheetLook) -> None:
    read = draft.headers_read()
    ignored = [header for header in look.headers if header not in read and not is_personal(header)]
    if ignored:
        st.text(words.IGNORED.format(headers="、".join(ignored)))


def _draw_name(intake: StewardIntake, state: SheetState, look: SheetLook, others: Sequence[str]) -> list[str]:
    """Draw the name under which the mapping is kept; returns what is wrong with it."""
    name = st.text_input(words.KEEP_NAME, state.name, max_chars=64, key=f"intake_name_{state.number}", width=420)
    state.name = name.strip()
    if not state.name:
        return [words.NAME_MISSING]
    return [words.NAME_TAKEN] if state.name in others or intake.is_name_taken(state.name, look.headers) else []


def _draw_end(intake: StewardIntake, state: SheetState, look: SheetLook, lacks: list[str]) -> None:
    """Draw what is lacking, and the button."""
    if lacks:
        st.text(words.LACKS.format(faults="；".join(dict.fromkeys(lacks))))
    only_words = bool(state.kept) and not state.is_changing
    with st.container(horizontal=True):
        label = words.CHECKED_NEW if only_words else words.CHECKED
        pressed = st.button(label, type="primary", disabled=bool(lacks), key=f"intake_checked_{state.number}")
        if state.is_changing and st.button(words.KEEP_KEPT, key=f"intake_as_before_{state.number}"):
            state.is_changing, state.number = False, workspace.next_number()
            st.rerun()
    if pressed and state.draft is not None:
        state.mapping = intake.built(state.draft, look)
        state.is_decided, state.is_changing = True, False
        state.kept = state.kept if only_words else ""
        st.rerun()


def _lacking(intake: StewardIntake, draft: MappingDraft, look: SheetLook) -> list[str]:
    """Return what a mapping lacks, in the words of the page; figures without a measure are told by their own form."""
    columns = intake.lacking(draft)
    others = [fault.reason for fault in intake.faults(draft, look) if not fault.place.startswith(("wide.", "columns"))]
    return [words.LACKS_COLUMNS.format(columns="、".join(columns)), *others] if columns else others
