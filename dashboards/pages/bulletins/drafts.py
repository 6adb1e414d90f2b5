"""Drafts: the list, and one of them with its words, its steps, and what whoever looks may do now."""

from __future__ import annotations

import streamlit as st

from core.access.viewer import AccessRefused
from core.bulletins.document import BulletinDocument
from core.bulletins.drafts import draft_document
from core.bulletins.formats.marks import DRAFT
from core.bulletins.hand_text import hand_sections, texts_by_heading
from core.bulletins.official_form import MOST_PLACE
from core.store.bulletin_drafts import Draft, DraftAct
from core.store.sqlite import StoreError
from core.store.trail import signed_name
from core.time.days import minute_text
from dashboards.components import table
from dashboards.i18n.words import bulletins as words
from dashboards.i18n.words.bulletins import BulletinView
from dashboards.pages.bulletins import files, paper, state
from dashboards.queries import bulletins

_PLACE = "bulletin_office_number"
_NEEDS_REASON = (DraftAct.RETURNED, DraftAct.DROPPED)


def draw(listed: list[Draft]) -> None:
    """Draw the open drafts, and the one that the address names."""
    if listed:
        st.caption(words.PICK)
        _list(listed)
    else:
        st.info(words.NO_DRAFTS)
    number = state.open_number()
    if number is None:
        return
    try:
        named = bulletins.scoped().draft(number)
    except (AccessRefused, StoreError) as error:
        st.info(str(error.args[0]))
        return
    _draw_draft(named)


def _list(listed: list[Draft]) -> None:
    rows: list[table.Row] = [
        {
            "key": str(draft.number),
            "cells": [
                table.number(str(draft.number)),
                table.text(draft.title, kind="strong"),
                table.text(state.draft_state(draft)),
                table.text(signed_name(draft.newest.actor)),
                table.text(minute_text(draft.newest.at), kind="nowrap"),
            ],
        }
        for draft in listed
    ]
    table.draw(
        words.DRAFT_HEADS,
        rows,
        key="bulletin_drafts",
        pressed=str(state.open_number()),
        on_pick=lambda key: state.show(BulletinView.DRAFTS, int(key)),
    )


def _draw_draft(draft: Draft) -> None:
    document, acts = draft_document(draft), bulletins.scoped().allowed_acts(draft)
    with st.container(key="bulletin_sentence"):
        st.text(words.DRAFTED.format(title=draft.title, number=draft.number, state=state.draft_state(draft)))
    if DraftAct.EDITED in acts:
        _draw_hand_texts(draft, document)
    with st.container(horizontal=True, vertical_alignment="bottom", key="take_bulletin_acts"):
        _draw_decisions(draft, acts)
        files.draw(document, DRAFT, f"draft_{draft.number}")
    with st.expander(words.STEPS):
        for step in draft.steps:
            line = words.STEP.format(at=minute_text(step.at), act=step.act.label, actor=signed_name(step.actor))
            st.text(words.STEP_NOTE.format(step=line, note=step.note) if step.note else line)
    paper.draw(document, DRAFT, key="bulletin_draft")


def _draw_hand_texts(draft: Draft, document: BulletinDocument) -> None:
    headings = hand_sections(document)
    if not headings:
        return
    with (
        st.expander(words.HAND, expanded=True),
        st.form(f"bulletin_hand_{draft.number}_{len(draft.steps)}", border=False),
    ):
        st.caption(words.HAND_NOTE)
        texts = {heading: _hand_text(draft, document, heading) for heading in headings}
        st.form_submit_button(words.SAVE, on_click=_save, args=(draft.number, list(texts), len(draft.steps)))


def _hand_text(draft: Draft, document: BulletinDocument, heading: str) -> str:
    paragraphs = next(section.paragraphs for section in document.sections if section.heading == heading)
    written = texts_by_heading(document)[heading]
    hint = next((paragraph.text for paragraph in paragraphs if paragraph.by_hand), None)
    key = _key(draft.number, heading, len(draft.steps))
    st.session_state.setdefault(key, written)  # unless what was typed was kept there
    return st.text_area(heading, placeholder=hint, key=key, height=110)


def _key(number: int, heading: str, steps: int) -> str:
    return f"bulletin_hand_{number}_{steps}_{heading}"


def _save(number: int, headings: list[str], steps: int) -> None:
    """Save what was written; where another has written into the same part meanwhile, keep both and say so."""
    texts = {heading: st.session_state.get(_key(number, heading, steps), "") for heading in headings}
    written = {heading: text for heading, text in texts.items() if text.strip()}

    def save() -> str:
        try:
            draft = bulletins.edit(number, written, steps)
        except StoreError as error:
            newest = bulletins.scoped().draft(number)
            theirs = texts_by_heading(draft_document(newest))
            for heading, text in written.items():  # what was typed stays in its box
                st.session_state[_key(number, heading, len(newest.steps))] = text
            if len(newest.steps) == steps:
                raise
            other = {heading: text for heading, text in theirs.items() if text and text != written.get(heading)}
            listed = "".join(f"【{heading}】{text}" for heading, text in other.items())
            raise StoreError(words.HAND_OTHERS.format(sentence=error, theirs=listed)) from error
        return words.DONE.format(number=draft.number, act=draft.state.label)

    state.act(save)


def _draw_decisions(draft: Draft, acts: list[DraftAct]) -> None:
    number = draft.number
    if DraftAct.ISSUED in acts:
        pattern = bulletins.number_pattern()
        if pattern:
            st.number_input(
                words.OFFICE_NUMBER,
                min_value=1,
                max_value=MOST_PLACE,
                value=None,
                step=1,
                key=_PLACE,
                help=words.OFFICE_NUMBER_HELP.format(pattern=pattern),
                width=160,
            )
        st.button(
            DraftAct.ISSUED.label,
            type="primary",
            key="bulletin_issue",
            disabled=bool(pattern) and st.session_state.get(_PLACE) is None,
            on_click=_issue,
            args=(number,),
        )
    if DraftAct.APPROVED in acts:
        st.button(
            DraftAct.APPROVED.label,
            type="primary",
            key="bulletin_approve",
            on_click=_decide,
            args=(number, DraftAct.APPROVED),
        )
    elif draft.state is not DraftAct.APPROVED:
        st.caption(words.FOUR_EYES)
    if DraftAct.EDITED in acts:
        st.button(words.REFRESH, key="bulletin_refresh", on_click=_refresh, args=(number,))
    with_reason = [step for step in _NEEDS_REASON if step in acts]
    if with_reason:
        with st.popover("、".join(step.label for step in with_reason)):
            reason = st.text_input(words.REASON, placeholder=words.REASON_EXAMPLE, key="bulletin_reason").strip()
            for step in with_reason:
                st.button(
                    step.label,
                    key=f"bulletin_{step}",
                    disabled=not reason,
                    on_click=_decide,
                    args=(number, step, reason),
                )


def _decide(number: int, step: DraftAct, reason: str = "") -> None:
    def decide() -> str:
        bulletins.decide(number, step, reason)
        return words.DONE.format(number=number, act=step.label)

    state.act(decide)


def _refresh(number: int) -> None:
    def refresh() -> str:
        bulletins.refresh(number)
        return words.DONE.format(number=number, act=words.REFRESH)

    state.act(refresh)


def _issue(number: int) -> None:
    def issue() -> str:
        issued = bulletins.issue(number, st.session_state.get(_PLACE))
        state.show(BulletinView.ISSUED, issued.id)
        return words.ISSUED_AS.format(number=issued.id, label=issued.label, audit=issued.audit)

    state.act(issue)
