"""数据管理员: sources and their age, accounts and sessions, walls, the audit, health and backups."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.i18n.words import steward as words
from dashboards.pages.steward import accounts as steward_accounts
from dashboards.pages.steward import kiosks as steward_kiosks
from dashboards.pages.steward import lists as steward_lists
from dashboards.queries.steward import desk, may_change

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
