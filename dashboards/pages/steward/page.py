"""数据管理: files, batches, sources, accounts, rules, walls, the audit, health and backups, each by its duty."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.access.duties import Duty
from dashboards import frame
from dashboards.i18n.words import steward as words
from dashboards.pages.steward import accounts as steward_accounts
from dashboards.pages.steward import batches as steward_batches
from dashboards.pages.steward import data_sources, first_steps, lists, single_rows
from dashboards.pages.steward import intake as steward_intake
from dashboards.pages.steward import kiosks as steward_kiosks
from dashboards.pages.steward import policy as steward_policy
from dashboards.queries import database
from dashboards.queries.steward import account_desk, batches, desk, intake, may_change


def _draw_batches() -> None:
    steward_batches.draw(batches(), intake().kinds())
    if may_change() and not database.is_demo():
        single_rows.draw(batches(), intake().kinds())


def _draw_sources() -> None:
    lists.sources(desk())
    data_sources.draw(desk())


# Tabs with the duties that open them, and what draws them.
TABS: dict[str, tuple[frozenset[Duty], Callable[[], None]]] = {
    words.INTAKE: (frozenset({Duty.DATA}), lambda: steward_intake.draw(intake())),
    words.BATCHES: (frozenset({Duty.DATA}), _draw_batches),
    words.SOURCES: (frozenset({Duty.DATA}), _draw_sources),
    words.ACCOUNTS: (frozenset({Duty.ACCOUNTS, Duty.GRANTS}), lambda: steward_accounts.draw(account_desk())),
    words.POLICY: (frozenset({Duty.GRANTS}), lambda: steward_policy.draw(account_desk())),
    words.KIOSKS: (frozenset({Duty.GRANTS}), lambda: steward_kiosks.draw(account_desk())),
    words.TRAIL: (frozenset({Duty.TRAIL}), lambda: lists.trail(desk())),
    words.HEALTH: (frozenset({Duty.SERVICE}), lambda: lists.health(desk())),
}

frame.draw_heading("steward")
duties = desk().duties()
names = [name for name, (needed, _) in TABS.items() if needed & duties]
st.caption(words.NOTE if may_change() else f"{words.NOTE}。{words.ONLY_LOOK}")
lists.show_message()
if Duty.DATA in duties:
    first_steps.draw(desk())
first = words.SOURCES if database.is_demo() and Duty.DATA in duties else names[0]  # a demonstration takes no files
for name, tab in zip(names, st.tabs(names, default=first, key=first_steps.TABS, bind="query-params"), strict=True):
    with tab:
        TABS[name][1]()
