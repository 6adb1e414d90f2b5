"""Say what stands where there are no figures yet: what is missing, and the way to bring it in for whoever may."""

from __future__ import annotations

import streamlit as st

from core.access.roles import Role
from dashboards.auth import current_user
from dashboards.i18n.words import intake as words
from dashboards.queries import boards
from dashboards.registry import page_file


def draw() -> None:
    """Draw the sentence, what the board rests on, and who does what next."""
    viewer = current_user.required()
    with st.container(border=True, key="no_figures"):
        with st.container(key="no_figures_sentence"):
            st.text(words.EMPTY)
        st.text(words.STEP_FIGURES_NOTE.format(sources="、".join(boards.board_sources())))
        if viewer.session is None:
            st.text(words.EMPTY_LOCAL)
        elif viewer.scope.role is Role.STEWARD:
            st.page_link(page_file("steward"), label=words.EMPTY_LINK, icon=":material/arrow_forward:")
        else:
            st.text(words.EMPTY_OTHERS)
