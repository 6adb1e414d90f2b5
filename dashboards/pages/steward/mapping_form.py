"""How a sheet's columns and words become ours: proposed, corrected in place, checked once, and kept under a name."""

from __future__ import annotations

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.catalogue.personal_words import is_personal
from core.intake.mapping.names import KindNames
from core.intake.workbench.draft import MappingDraft, draft_of, open_words
from core.intake.workbench.sheet_look import SheetLook
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import column_form, date_form, status_form, wide_form, word_form, workspace
from dashboards.pages.steward.workspace import SheetState


def draw(intake: StewardIntake, state: SheetState, look: SheetLook) -> None:
    """Draw what is to be decided, and the button that says that it has been."""
    draft, names = state.draft, intake.names(state.kind)
    assert draft is not None
    only_words = bool(state.kept) and not state.is_changing
    asked: list[str] = []
    if only_words:
        found = open_words(look, names, draft_of(state.mapping) if state.mapping else draft, intake.units)
        st.text(words.NEW_WORDS.format(name=state.kept, count=sum(map(len, found.values()))))
        word_form.draw_words(intake, names, draft, found, state.number)
    else:
        if not state.is_changing:
            st.text(words.TO_DECIDE)
        column_form.draw(intake, names, draft, look, state.number)
        asked += wide_form.draw(names, draft, look, state.number)
        asked += date_form.draw(names, draft, look, state.number)
        word_form.draw(intake, names, draft, look, state.number)
        status_form.draw(names, draft, look, state.number)
        _draw_ignored(draft, look)
    _draw_end(intake, state, look, asked, only_words=only_words)


def _draw_ignored(draft: MappingDraft, look: SheetLook) -> None:
    read = draft.headers_read()
    ignored = [header for header in look.headers if header not in read and not is_personal(header)]
    if ignored:
        st.text(words.IGNORED.format(headers="、".join(ignored)))


def _draw_end(intake: StewardIntake, state: SheetState, look: SheetLook, asked: list[str], *, only_words: bool) -> None:
    """Draw the name, what is lacking, and the button."""
    draft, names = state.draft, intake.names(state.kind)
    assert draft is not None
    if not only_words:
        state.name = st.text_input(
            words.KEEP_NAME, state.name, max_chars=64, key=f"intake_name_{state.number}", width=420
        ).strip()
        if not state.name:
            asked.append(words.NAME_MISSING.rstrip("。"))
        elif intake.is_name_taken(state.name, look.headers):
            asked.append(words.NAME_TAKEN.rstrip("。"))
    asked += _lacking(intake, draft, look, names)
    if asked:
        with st.container(key="intake_lacks"):
            st.text(words.LACKS.format(faults="；".join(dict.fromkeys(asked))))
    with st.container(horizontal=True):
        label = words.CHECKED_NEW if only_words else words.CHECKED
        pressed = st.button(label, type="primary", disabled=bool(asked), key=f"intake_checked_{state.number}")
        if state.is_changing and st.button(words.KEEP_KEPT, key=f"intake_as_before_{state.number}"):
            state.is_changing, state.number = False, workspace.next_number()
            st.rerun()
    if pressed:
        state.mapping = intake.built(draft, look)
        state.is_decided, state.is_changing = True, False
        state.kept = state.kept if only_words else ""
        st.rerun()


def _lacking(intake: StewardIntake, draft: MappingDraft, look: SheetLook, names: KindNames) -> list[str]:
    """Return what a mapping lacks, in the words of the page; figures without a measure are told by their own form."""
    faults = intake.faults(draft, look)
    return [fault.reason for fault in faults if not fault.place.startswith("wide.")]
