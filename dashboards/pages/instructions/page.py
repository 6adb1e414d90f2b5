"""指令: send one from a figure, sign it, report on it, review it, file it; what is late stands by itself."""

from __future__ import annotations

import streamlit as st

from core.access.viewer import AccessRefused
from dashboards import frame
from dashboards.components import demo_role as instruction_role
from dashboards.i18n.words import instructions as words
from dashboards.pages.instructions import detail as instruction_one
from dashboards.pages.instructions import form as instruction_form
from dashboards.pages.instructions import list as instruction_list
from dashboards.queries import instructions

frame.heading(words.NAME)
instruction_role.picker()
try:
    found = instructions.orders().list_visible(instructions.now(), instruction_list.MOST)
except AccessRefused as error:
    st.info(str(error))
    st.stop()
if instructions.orders().may_send:
    instruction_form.draw()
chosen = instruction_list.draw(found)
if chosen is not None:
    instruction_one.draw(chosen)
