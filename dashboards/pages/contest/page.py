"""比武: how the areas' alerts changed, against their own past and against like areas; nobody is named by luck."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import comparison_pickers, period_picker
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import contest as words
from dashboards.pages.contest import table
from dashboards.queries import campaigns, database

frame.draw_heading("contest")
catalogue = database.catalogue()
with filter_row(on_paper=False):
    name = st.selectbox(
        words.CONTEST,
        list(catalogue.contests),
        format_func=lambda one: catalogue.contests[one].zh,
        key="contest_name",
        width=220,
    )
    period = period_picker.draw()
    group = comparison_pickers.pick_group() if not catalogue.contests[name].areas else None
table.draw(campaigns.contest(name, period, group), catalogue)
