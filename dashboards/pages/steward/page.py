"""数据管理员: sources and their age, accounts and sessions, walls, the audit, health and backups."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.i18n.words import steward as words
from dashboards.pages.steward import accounts as steward_accounts
from dashboards.pages.steward import kiosks as steward_kiosks
from dashboards.pages.steward import lists
from dashboards.queries.steward import desk, may_change

frame.draw_heading("steward")
steward_desk = desk()
st.caption(words.NOTE if may_change() else f"{words.NOTE}。{words.ONLY_LOOK}")
sources, accounts, kiosks, trail, health = st.tabs(
    [words.SOURCES, words.ACCOUNTS, words.KIOSKS, words.TRAIL, words.HEALTH]
)
with sources:
    lists.sources(steward_desk)
with accounts:
    steward_accounts.draw(steward_desk)
with kiosks:
    steward_kiosks.draw(steward_desk)
with trail:
    lists.trail(steward_desk)
with health:
    lists.health(steward_desk)
