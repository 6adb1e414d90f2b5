"""指标参考: every KPI explained from its declaration; `?kpi=` opens one."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import reference as words
from dashboards.pages.reference import entry
from dashboards.queries import kpi_reference

frame.draw_heading("reference")
entries = kpi_reference.entries()
with filter_row():
    query = st.text_input(words.SEARCH, placeholder=words.SEARCH_HINT, key="reference_search", width=360)
    entry.draw_download(entries)
st.caption(words.ABOUT.format(count=len(entries)))
entry.draw(entry.search(entries, query))
