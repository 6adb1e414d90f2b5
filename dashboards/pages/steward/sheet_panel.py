"""One sheet: what was found in it, which kind it is, how it is read, and what is said of its days."""

from __future__ import annotations

import streamlit as st

from core.access.steward_intake import StewardIntake
from core.catalogue.personal_words import is_personal
from core.intake.mapping.checks import may_be_personal
from core.intake.refusal import FileRefused
from core.intake.workbench.draft import draft_of
from core.intake.workbench.sheet_look import SheetLook
from dashboards.i18n.words import intake as intake_words
from dashboards.i18n.words import workbench as words
from dashboards.pages.steward import (
    import_report,
    mapping_form,
    sheet_picture,
    sheet_said,
    workspace,
)
from dashboards.pages.steward.workspace import SheetState, Workspace


def draw(intake: StewardIntake, space: Workspace) -> None:
    """Draw the sheet that is picked."""
    state = space.sheets[space.picked]
    if state.look is None:
        if not state.is_hidden and not state.rows:
            st.text(intake_words.NOTHING)
            return
        state.is_wanted = True
        with st.spinner(words.READING):
            workspace.look(intake, space.upload, state)
        st.rerun()
    if isinstance(state.look, FileRefused) and not workspace.is_header_unclear(state):
        import_report.draw_sentence(intake_words.FILE_REFUSED, "sheet")
        import_report.draw_causes(state.look.refusals, f"intake_causes_{state.number}")
        return
    sheet_picture.draw(intake, space, state)
    if isinstance(state.look, SheetLook):
        _draw_decisions(intake, space, state, state.look)


def _draw_decisions(intake: StewardIntake, space: Workspace, state: SheetState, look: SheetLook) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _draw_kind(intake, state)
        _draw_choice_of_kept(intake, state)
        if len(space.sheets) > 1:
            state.is_wanted = st.checkbox(
                words.SKIP, state.is_wanted, key=f"intake_wanted_{state.number}", help=words.SKIP_HELP
            )
    if not state.kind or not state.is_wanted:
        return
    if state.problem:
        st.text(state.problem)
    _draw_dropped(intake, state, look)
    if state.is_decided and not state.is_changing:
        _draw_decided(intake, state, look)
    else:
        others = [other.name for other in space.sheets if other is not state and other.mapping is not None]
        mapping_form.draw(intake, state, look, others)
    sheet_said.draw(intake, space, state, look)


def _draw_kind(intake: StewardIntake, state: SheetState) -> None:
    kinds = intake.kinds()
    likely = state.reading.likely if state.reading else ()
    order = [*likely, *(kind for kind in kinds if kind not in likely)]
    kind = st.selectbox(
        words.KIND,
        order,
        index=order.index(state.kind) if state.kind else None,
        format_func=lambda name: kinds[name],
        placeholder=words.KIND_UNCLEAR,
        key=f"intake_kind_{state.number}",
        width=220,
    )
    if kind is None or kind == state.kind:
        return
    workspace.choose(state, kind)
    if state.reading and kind in state.reading.own:
        state.is_decided = True
    else:
        workspace.propose(intake, state)
    st.rerun()


def _draw_choice_of_kept(intake: StewardIntake, state: SheetState) -> None:
    kept = [mapping.name for mapping in state.reading.kept] if state.reading else []
    if len(kept) < 2:
        return
    name = st.selectbox(
        words.WHICH_KEPT,
        kept,
        index=kept.index(state.kept) if state.kept in kept else None,
        placeholder=words.CHOOSE,
        key=f"intake_kept_{state.number}",
        width=260,
    )
    if name is not None and name != state.kept:
        workspace.use_kept(intake, state, name)
        st.rerun()


def _draw_dropped(intake: StewardIntake, state: SheetState, look: SheetLook) -> None:
    """Name the columns about persons; an officer's own name is none."""
    names = intake.names(state.kind)
    dropped = [
        header
        for header in look.headers
        if is_personal(header) and not ((field := names.field(header)) and may_be_personal(names, field))
    ]
    if dropped:
        st.text(words.DROPPED.format(headers="、".join(dropped)))


def _draw_decided(intake: StewardIntake, state: SheetState, look: SheetLook) -> None:
    """Say by what the sheet is read; a press changes it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(_reading_text(intake, state))
        if st.button(words.CHANGE, key=f"intake_change_{state.number}"):
            state.is_changing = True
            if state.mapping is not None:
                state.draft = draft_of(state.mapping)
            else:
                state.draft = intake.proposed(look, state.kind)
            state.number = workspace.next_number()
            st.rerun()


def _reading_text(intake: StewardIntake, state: SheetState) -> str:
    if state.mapping is None:
        return words.BY_OWN.format(kind=intake.kinds()[state.kind])
    if state.kept:
        return words.BY_KEPT.format(name=state.kept)
    return words.BY_CHECKED.format(read=len(state.mapping.headers_read()), ignored=len(state.mapping.ignored))
