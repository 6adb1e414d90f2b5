"""The Streamlit script: chooses the pages and runs the one asked for."""

from __future__ import annotations

import streamlit as st

from core.engine.period import PeriodError
from core.store.sqlite import StoreError
from dashboards import data, frame

st.set_page_config(page_icon="🍁", layout="wide", initial_sidebar_state="collapsed")
frame.styles()
page = st.navigation(frame.pages(demo=data.is_demo()), position="hidden")
frame.unknown_address()
try:
    page.run()
except (StoreError, PeriodError) as error:
    # Nothing has been imported yet, or nothing for that period; the message is Chinese and says what to do.
    st.info(str(error))
