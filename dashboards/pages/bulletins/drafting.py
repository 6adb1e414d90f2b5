"""A period chosen: what its bulletin says now, whether it holds, and the way to draft it."""

from __future__ import annotations

import streamlit as st

from core.bulletins.document import BulletinDocument
from core.bulletins.formats.marks import DRAFT
from core.bulletins.self_audit import AuditResult
from core.metrics.reporting_period import PeriodError
from core.store.bulletin_drafts import Draft
from core.store.bulletins import IssuedBulletin
from core.store.sqlite import StoreError
from core.store.unit_words import placed_full_name
from dashboards.i18n.words import bulletins as words
from dashboards.i18n.words.bulletins import BulletinView
from dashboards.pages.bulletins import files, paper, state
from dashboards.queries import bulletins, session


def draw() -> None:
    """Draw the choice, the sentence on what there is of it, and the bulletin."""
    kind, period, unit = _choice()
    try:
        document, audit = bulletins.preview(kind, period, unit)
    except (LookupError, PeriodError, StoreError) as error:
        st.info(str(error.args[0]) if error.args else str(error))
        return
    draft, editions = bulletins.scoped().status(document)
    with st.container(key="bulletin_sentence"):
        st.text(_sentence(document, draft, editions))
    st.text(audit.line)
    _faults(audit)
    with st.container(horizontal=True, vertical_alignment="center", key="take_bulletin_acts"):
        _draw_acts((kind, period, unit), draft, editions)
        files.draw(document, DRAFT, "preview")
    paper.draw(document, DRAFT, key="bulletin_preview")


def _choice() -> tuple[str, str, int]:
    """Draw the choice of kind, period and unit; the address names them."""
    kinds = bulletins.kinds()
    with st.container(horizontal=True, vertical_alignment="bottom", key="take_bulletin_choice"):
        kind = _select(words.KIND, "kind", {name: declared.zh for name, declared in kinds.items()})
        periods = {
            choice.period: choice.label if choice.is_over else words.RUNNING.format(label=choice.label)
            for choice in bulletins.periods(kind)
        }
        newest = next(
            (item.period for item in bulletins.periods(kind) if item.is_over),
            next(iter(periods)),
        )
        period = _select(words.PERIOD, "period", periods, newest, f"bulletin_period_{kinds[kind].period}")
        units = {str(unit.id): placed_full_name(session.units(), unit) for unit in bulletins.units(kind)}
        about = "_".join(kinds[kind].unit_kinds)
        unit = _select(words.UNIT, "unit", units, widget=f"bulletin_unit_{about}")
    return kind, period, int(unit)


def _select(label: str, name: str, choices: dict[str, str], start: str | None = None, widget: str = "") -> str:
    key = widget or f"bulletin_{name}"
    requested = st.query_params.get(name, "")
    first = requested if requested in choices else start or next(iter(choices))
    if st.session_state.get(key) not in choices:
        st.session_state[key] = first
    chosen = str(
        st.selectbox(
            label, list(choices), format_func=choices.__getitem__, key=key, width=300 if name == "period" else 220
        )
    )
    st.query_params[name] = chosen
    return chosen


def _sentence(document: BulletinDocument, draft: Draft | None, editions: list[IssuedBulletin]) -> str:
    if draft is not None:
        return words.DRAFTED.format(title=document.title, number=draft.number, state=state.draft_state(draft))
    if editions:
        newest = editions[-1]
        return words.WAS_ISSUED.format(title=document.title, number=newest.id, label=newest.label)
    return (words.CAN_DRAFT if document.complete else words.UNFINISHED).format(title=document.title)


def _faults(audit: AuditResult) -> None:
    if not audit.faults:
        return
    lines = [
        words.FAULT.format(place=fault.place, printed=fault.printed, reason=fault.reason) for fault in audit.faults
    ]
    st.error("\n\n".join([words.FAULTS, *lines]))


def _draw_acts(choice: tuple[str, str, int], draft: Draft | None, editions: list[IssuedBulletin]) -> None:
    if draft is not None:
        number = draft.number
        st.button(words.OPEN_DRAFT, type="primary", on_click=state.show, args=(BulletinView.DRAFTS, number))
    elif not editions:
        st.button(words.DRAFT, type="primary", key="bulletin_make", on_click=_make, args=(choice, ""))
    if not editions:
        return
    st.button(words.OPEN_ISSUED, on_click=state.show, args=(BulletinView.ISSUED, editions[-1].id))
    if draft is None:
        with st.popover(words.CORRECT):
            reason = st.text_input(
                words.CORRECTION_REASON, placeholder=words.CORRECTION_EXAMPLE, key="bulletin_correction"
            ).strip()
            st.button(words.CORRECT, key="bulletin_correct", disabled=not reason, on_click=_make, args=(choice, reason))


def _make(choice: tuple[str, str, int], reason: str) -> None:
    def make() -> str:
        draft = bulletins.make(*choice, reason)
        state.show(BulletinView.DRAFTS, draft.number)
        return words.SAVED_AS.format(number=draft.number)

    state.act(make)
