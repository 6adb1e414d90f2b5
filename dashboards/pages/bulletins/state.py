"""The choice of what the page shows, kept in its address: the view, and the draft or the issue that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.bulletins.document import BulletinDocument
from core.bulletins.drafts import draft_document
from core.bulletins.hand_text import unwritten_sections
from core.store.bulletin_drafts import WRITING, Draft
from core.store.sqlite import StoreError
from dashboards.i18n.words import bulletins as words
from dashboards.i18n.words.bulletins import BulletinView

_VIEW, _NUMBER, _MESSAGE = "view", "no", "bulletins_message"
_VIEW_WIDGET = "bulletins_view"


def draw_view(counts: Mapping[BulletinView, int]) -> BulletinView:
    """Draw the choice of a view and return the one shown; each with how many it holds."""
    requested = st.query_params.get(_VIEW, "")
    chosen_view = next((view for view in BulletinView if view.name.lower() == requested), BulletinView.PREVIEW)
    st.session_state[_VIEW_WIDGET] = chosen_view
    chosen = st.segmented_control(
        words.VIEW,
        list(BulletinView),
        format_func=lambda view: words.COUNTED.format(view=view, count=counts[view]) if counts.get(view) else str(view),
        required=True,
        key=_VIEW_WIDGET,
        label_visibility="collapsed",
        on_change=_handle_view,
    )
    return BulletinView(chosen or chosen_view)


def _handle_view() -> None:
    show(st.session_state[_VIEW_WIDGET])


def show(view: BulletinView, number: int | None = None) -> None:
    """Show a view, with a draft or an issue open, from the next run on."""
    st.query_params[_VIEW] = view.name.lower()
    if number is None:
        st.query_params.pop(_NUMBER, None)
    else:
        st.query_params[_NUMBER] = str(number)


def open_number() -> int | None:
    """Return the number of the draft or the issue that the address names."""
    text = st.query_params.get(_NUMBER, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def draw_message() -> None:
    """Draw what the last act had to say; the place stands there without a message too."""
    with st.container():
        if (message := st.session_state.pop(_MESSAGE, None)) is not None:
            (st.error if message[0] else st.success)(message[1])


def act(take: Callable[[], str]) -> None:
    """Take a step and keep its sentence for the next run, or the reason why it was refused."""
    try:
        st.session_state[_MESSAGE] = (False, take())
    except (LookupError, StoreError, ValueError) as error:
        st.session_state[_MESSAGE] = (True, str(error.args[0]) if error.args else str(error))


def draft_state(draft: Draft) -> str:
    """Return what a draft waits for: to be written into, before all else."""
    unwritten = unwritten_sections(draft_document(draft)) if draft.state in WRITING else []
    return words.TO_WRITE.format(headings="”“".join(unwritten)) if unwritten else words.STATES[draft.state]


def file_title(document: BulletinDocument, number: int | None) -> str:
    """Return the name of a file of a bulletin."""
    mark = words.DRAFT_MARK if number is None else words.NUMBER_MARK.format(number=number)
    return words.FILE_NAME.format(title=document.title, number=mark)
