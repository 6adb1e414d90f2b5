"""勾稽核验: upload printed figures and see which of them can be true. The file is kept nowhere."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.i18n.words import audit as words
from dashboards.pages.audit import findings
from dashboards.pages.audit import upload as audit_upload
from dashboards.queries import database

frame.draw_heading("audit")
st.caption(words.ABOUT)
upload = audit_upload.draw()
if upload is not None:
    if upload.tried:
        st.badge(words.TRIED, color="yellow")
    findings.draw(upload.name, upload.bytes, database.catalogue())
st.caption(words.VERDICTS_HELP)
