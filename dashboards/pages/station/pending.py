"""Note that a result is being computed behind the screen; the page runs again as soon as it is there."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboards.i18n.words import station as words

_CHECK_INTERVAL = 2.0  # seconds between two looks for the result


@st.fragment(run_every=_CHECK_INTERVAL)
def draw(has_result: Callable[[], bool]) -> None:
    """Draw the note, or run the page again when `has_result` says so."""
    if has_result():
        st.rerun()
    st.info(words.WORKING)
