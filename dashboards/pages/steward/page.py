"""数据管理员: files to bring in, batches to take back, sources, accounts and sessions, walls, the audit, health."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.i18n.words import steward as words
from dashboards.pages.steward import accounts as steward_accounts
from dashboards.pages.steward import batches as steward_batches
from dashboards.pages.steward import first_steps, lists, single_rows
from dashboards.pages.steward import intake as steward_intake
from dashboards.pages.steward import kiosks as steward_kiosks
from dashboards.queries import database
from dashboards.queries.steward import batches, desk, intake, may_change

frame.draw_heading("steward")
steward_desk = desk()
st.caption(words.NOTE if may_change() else f"{words.NOTE}。{words.ONLY_LOOK}")
lists.show_message()
first_steps.draw(steward_desk)
intake_tab, batches_tab, sources, accounts, kiosks, trail, health = st.tabs(
    [words.INTAKE, words.BATCHES, words.SOURCES, words.ACCOUNTS, words.KIOSKS, words.TRAIL, words.HEALTH],
    default=words.SOURCES if database.is_demo() else words.INTAKE,  # a demonstration takes no files
    key=first_steps.TABS,
    bind="query-params",
)
with intake_tab:
    steward_intake.draw(intake())
with batches_tab:
    steward_batches.draw(batches(), intake().kinds())
    if may_change() and not database.is_demo():
        single_rows.draw(batches(), intake().kinds())
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
