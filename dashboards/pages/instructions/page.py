"""指令: send one from a figure, sign it, report on it, review it, file it; what is late stands by itself."""

from __future__ import annotations

import streamlit as st

from core.access.viewer import AccessRefused
from dashboards import frame
from dashboards.components import demo_role
from dashboards.pages.instructions import detail, form
from dashboards.pages.instructions import list as instruction_list
from dashboards.queries import instructions

frame.draw_heading("instructions")
demo_role.draw_picker()
try:
    visible = instructions.scoped().list_visible(instructions.now(), instruction_list.MOST)
except AccessRefused as error:
    st.info(str(error))
    st.stop()
if instructions.scoped().may_send:
    form.draw_sent()
    form.draw(visible)
chosen = instruction_list.draw(visible)
if chosen is not None:
    detail.draw(chosen)
