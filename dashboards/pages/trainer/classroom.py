"""The way from the trainer's page to the classroom, whose own pages need no websocket, on a tablet either."""

from __future__ import annotations

import streamlit as st

from dashboards.classroom.standing import open_titles
from dashboards.i18n.words import classroom as words
from dashboards.settings import base_path


def draw() -> None:
    """Draw which classes are open, and the link to where one is opened and run."""
    with st.container(border=True):
        st.markdown(f"### {words.NAME}")
        titles = open_titles()
        st.text(words.OPEN_NOW.format(titles="、".join(titles)) if titles else words.TRAINER_LEAD)
        st.link_button(words.TO_DESK, f"{base_path()}/class/desk")
