"""The Streamlit script: registers the pages and runs the one that the address names."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.auth import current_user
from dashboards.heartbeat import errors_in_chinese
from dashboards.server.quiet_moments import PAGES
from dashboards.server.shown_database import pinned_board

st.set_page_config(page_icon="🍁", layout="wide", initial_sidebar_state="collapsed")
frame.draw_styles()


@errors_in_chinese(refreshes=False)
def page() -> None:
    """Draw the page that the address names, or the reason why it is not shown."""
    with PAGES.drawing(), pinned_board():
        draw_page()


def draw_page() -> None:
    """Draw the page that the address names, all of it from one database."""
    current_user.required()
    navigated = st.navigation(frame.streamlit_pages(), position="hidden")
    entry = frame.show_entry(navigated.url_path)
    if (address := frame.unknown_address()) is not None or entry is None:
        frame.draw_unknown_page(address or "")
    elif frame.may_open(entry):
        navigated.run()
    else:
        frame.draw_refusal(entry)


page()
