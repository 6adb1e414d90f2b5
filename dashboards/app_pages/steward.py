"""数据管理员: sources and their age, accounts and sessions, walls, the audit, health and backups."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.desk import desk, may_change
from dashboards.parts import steward_accounts, steward_kiosks, steward_lists
from dashboards.words import steward as words

frame.heading(words.NAME)
mine = desk()
st.caption(words.NOTE if may_change() else f"{words.NOTE}。{words.ONLY_LOOK}")
sources, accounts, kiosks, trail, health = st.tabs(
    [words.SOURCES, words.ACCOUNTS, words.KIOSKS, words.TRAIL, words.HEALTH]
)
with sources:
    steward_lists.sources(mine)
with accounts:
    steward_accounts.draw(mine)
with kiosks:
    steward_kiosks.draw(mine)
with trail:
    steward_lists.trail(mine)
with health:
    steward_lists.health(mine)
