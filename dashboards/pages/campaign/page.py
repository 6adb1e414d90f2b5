"""行动: how far a campaign has come against the time that is over, by station too, and its bulletins."""

from __future__ import annotations

import streamlit as st

from core.features.campaigns.text import heading
from dashboards import frame
from dashboards.components import campaign_panel
from dashboards.i18n.words import campaign as words
from dashboards.pages.campaign import bulletin as campaign_bulletin
from dashboards.pages.campaign import table as campaign_table
from dashboards.queries import campaigns, database, session

frame.heading(words.NAME)
catalogue = database.catalogue()
names = campaign_table.running()
if not names:
    st.info(words.NONE)
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom", key="take_choices"):
    name = st.selectbox(
        words.CAMPAIGN, names, format_func=lambda one: catalogue.campaigns[one].zh, key="campaign_name", width=260
    )
    several = len(session.units().stations(session.units().root.id)) > 1
    view = st.segmented_control(
        words.VIEW, (words.PROGRESS, *([words.STATIONS] if several else []), words.BULLETIN), default=words.PROGRESS,
        required=True, key="campaign_view",
    )  # fmt: skip
found = campaigns.campaign(name)
if found.elapsed_days == 0:
    st.text(heading(found))
    st.info(words.NOT_BEGUN)
    st.stop()
if view == words.BULLETIN:
    campaign_bulletin.draw(name, found, catalogue)
    st.stop()
st.text(heading(found))
if view == words.STATIONS:
    campaign_table.of_stations(found, catalogue)
else:
    unit = found.units[0].id
    content = campaign_panel.content(found, catalogue, unit)
    with st.container(height=90 + 40 * len(content["rows"]) + 8 * len(content["counts"]), border=False):
        campaign_panel.draw(found, catalogue, unit)
    campaign_table.of_unit(found, catalogue, unit)
for text in (*found.notes, *([words.DECIDED.format(decided=found.decision)] if found.decision else []), found.remark):
    st.caption(text)
