"""The Streamlit script: chooses the pages and runs the one asked for."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.auth import current_user
from dashboards.heartbeat import errors_in_chinese
from dashboards.queries import database
from dashboards.registry import entry_at

st.set_page_config(page_icon="🍁", layout="wide", initial_sidebar_state="collapsed")
frame.draw_styles()


@errors_in_chinese(refreshes=False)
def page() -> None:
    """The page asked for, or why it is not shown."""
    current_user.required()
    chosen = st.navigation(frame.streamlit_pages(demo=database.is_demo()), position="hidden")
    entry = entry_at(chosen.url_path)
    opens = entry is not None and frame.may_open(entry)
    unknown = frame.is_unknown_address(notify=opens)
    if opens:
        chosen.run()
    else:
        frame.draw_refusal(None if unknown else entry)


page()
