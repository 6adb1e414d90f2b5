"""预警: what is told of its own accord, why, since when; dismissed with a reason, or made an instruction."""

from __future__ import annotations

import streamlit as st

from core.access.viewer import AccessRefused
from dashboards import frame
from dashboards.components import demo_role, older_answer
from dashboards.i18n.words import older_answers
from dashboards.i18n.words import signals as words
from dashboards.pages.signals import list as signal_list
from dashboards.queries import signals

frame.draw_heading("signals")
demo_role.draw_picker()
now = signals.bureau_signals()
if now is None or now.answer is None:
    signal_list.waiting(words.WORKING if now is None else words.FAILED)
    st.stop()
try:
    records = signals.records(now.answer)
except AccessRefused as error:
    st.info(str(error))
    st.stop()
older_answer.draw(older_answers.SIGNALS, now, signals.bureau_signals)
signal_list.draw(now.answer, records)
