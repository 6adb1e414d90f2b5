"""The Streamlit script: chooses the pages and runs the one asked for."""

from __future__ import annotations

import streamlit as st

from core.access.viewer import AccessRefused
from core.engine.period import PeriodError
from core.store.sqlite import StoreError
from dashboards import data, frame
from dashboards.sign_in import who

st.set_page_config(page_icon="🍁", layout="wide", initial_sidebar_state="collapsed")
frame.styles()
who.required()
page = st.navigation(frame.pages(demo=data.is_demo()), position="hidden")
frame.unknown_address()
try:
    if (entry := frame.entry_of(page)) and frame.may_open(entry):
        page.run()
    else:
        frame.refused(entry)
except (StoreError, PeriodError, AccessRefused) as error:
    # Nothing has been imported yet, or nothing for that period; the message is Chinese and says what to do.
    st.info(str(error))
