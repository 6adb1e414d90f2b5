"""勾稽核验: upload printed figures and see which of them can be true. The file is kept nowhere."""

from __future__ import annotations

import streamlit as st

from dashboards import data, frame
from dashboards.parts import findings, given_file
from dashboards.words import audit as words

frame.heading(words.NAME)
st.caption(words.ABOUT)
given = given_file.draw()
if given is not None:
    if given.tried:
        st.badge(words.TRIED, color="yellow")
    findings.draw(given.name, given.bytes, data.catalogue())
st.caption(words.VERDICTS_TOLD)
