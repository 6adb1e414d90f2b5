"""Accounts and their sessions, and what a steward may do about them."""

from __future__ import annotations

import streamlit as st

from core.access.accounts import Account
from core.access.roles import NAMES
from core.access.steward_desk import StewardDesk
from core.access.viewer import AccessRefused
from dashboards.components.times import minute_text
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import say, table
from dashboards.queries.steward import may_change


def draw(desk: StewardDesk) -> None:
    """Draws the accounts, what may be done, and the live sessions."""
    accounts = desk.accounts()
    if accounts:
        table(words.ACCOUNT_HEADS, [_row(one) for one in accounts], "accounts")
        if may_change():
            _actions(desk, accounts)
        st.caption(words.ACCOUNTS_NOTE)
    else:
        st.info(words.ACCOUNTS_NONE)
    st.markdown(f"### {words.SESSIONS}")
    rows = [
        (
            one.id,
            words.KIOSK_OF.format(name=one.name) if one.kiosk else one.name,
            minute_text(one.opened_at),
            minute_text(one.until),
            one.address,
        )
        for one in desk.live_sessions()
    ]
    if rows:
        table(words.SESSION_HEADS, rows, "sessions")
    else:
        st.info(words.SESSIONS_NONE)


def _row(one: Account) -> tuple[str, ...]:
    state = words.ENABLED if one.disabled_at is None else words.DISABLED.format(at=minute_text(one.disabled_at))
    return (
        one.name,
        NAMES[one.scope.role],
        one.unit_name,
        one.scope.officer or "",
        minute_text(one.created_at),
        state,
    )


def _actions(desk: StewardDesk, accounts: list[Account]) -> None:
    by_name = {one.name: one for one in accounts}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox(words.ACCOUNT, list(by_name), key="account", width=260))
        barred = by_name[name].disabled_at is not None
        end = st.button(words.END_ALL, key="end_all")
        switch = st.button(words.ENABLE if barred else words.DISABLE, key="switch")
    if end:
        say(words.ENDED.format(name=name, count=desk.end_sessions(name)))
    if switch:
        try:
            desk.set_disabled(name, not barred)
        except AccessRefused as error:
            st.error(str(error))
            return
        say((words.WAS_ENABLED if barred else words.WAS_DISABLED).format(name=name))
