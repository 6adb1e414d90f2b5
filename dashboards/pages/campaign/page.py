"""行动: how far a campaign has come against the time that is over, by station too, and its bulletins."""

from __future__ import annotations

import streamlit as st

from core.features.campaigns.text import heading
from dashboards import frame
from dashboards.components import campaign_panel
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import campaign as words
from dashboards.pages.campaign import bulletin, effect, table
from dashboards.queries import campaigns, database, session

frame.draw_heading("campaign")
catalogue = database.catalogue()
names = table.running()
if not names:
    st.info(words.NONE)
    st.stop()
with filter_row(on_paper=False):
    name = st.selectbox(
        words.CAMPAIGN, names, format_func=lambda one: catalogue.campaigns[one].zh, key="campaign_name", width=260
    )
    several = len(session.units().stations(session.units().root.id)) > 1
    view = st.segmented_control(
        words.VIEW,
        [choice for choice in words.CampaignView if several or choice is not words.CampaignView.STATIONS],
        default=words.CampaignView.PROGRESS,
        required=True,
        key="campaign_view",
    )
progress = campaigns.campaign(name)
if progress.elapsed_days == 0:
    st.text(heading(progress))
    st.info(words.NOT_BEGUN)
    st.stop()
if view == words.CampaignView.BULLETIN:
    bulletin.draw(name, progress, catalogue)
    st.stop()
st.text(heading(progress))
if view == words.CampaignView.EFFECT:
    effect.draw(progress, catalogue)
elif view == words.CampaignView.STATIONS:
    table.of_stations(progress, catalogue)
else:
    unit = progress.units[0].id
    campaign_panel.draw_whole(progress, catalogue, unit)
    table.of_unit(progress, catalogue, unit)
for text in (
    *progress.notes,
    *([words.DECIDED.format(decided=progress.decision)] if progress.decision else []),
    progress.remark,
):
    st.caption(text)
