"""勾稽核验: upload printed figures and see which of them can be true. The file is kept nowhere."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.i18n.words import audit as words
from dashboards.pages.audit import findings
from dashboards.pages.audit import upload as given_file
from dashboards.queries import database

frame.heading(words.NAME)
st.caption(words.ABOUT)
given = given_file.draw()
if given is not None:
    if given.tried:
        st.badge(words.TRIED, color="yellow")
    findings.draw(given.name, given.bytes, database.catalogue())
st.caption(words.VERDICTS_TOLD)
