"""通报: drafted from the data, written into, signed by another, issued; each as it will be printed, and as files."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import demo_role
from dashboards.i18n.words import bulletins as words
from dashboards.i18n.words.bulletins import BulletinView
from dashboards.pages.bulletins import drafting, drafts, issued, state
from dashboards.queries import bulletins

frame.draw_heading("bulletins")
demo_role.draw_picker(demo_role.WRITERS)
if not bulletins.kinds():
    st.info(words.NO_KIND)
    st.stop()
listed_drafts, listed_issues = bulletins.scoped().drafts(), bulletins.scoped().issued()
view = state.draw_view({BulletinView.DRAFTS: len(listed_drafts), BulletinView.ISSUED: len(listed_issues)})
state.draw_message()
if view is BulletinView.DRAFTS:
    drafts.draw(listed_drafts)
elif view is BulletinView.ISSUED:
    issued.draw(listed_issues)
else:
    drafting.draw()
