"""Accounts and their sessions, and what a steward may do about them."""

from __future__ import annotations

import streamlit as st

from core.access.accounts import Account
from core.access.roles import NAMES
from core.access.steward_desk import StewardDesk
from core.access.viewer import AccessRefused
from core.time.days import minute_text
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import rerun_with_message, table
from dashboards.queries.steward import may_change


def draw(desk: StewardDesk) -> None:
    """Draws the accounts, what may be done, and the live sessions."""
    accounts = desk.accounts()
    if accounts:
        table(words.ACCOUNT_HEADS, [_row(session) for session in accounts], "accounts")
        if may_change():
            _actions(desk, accounts)
        st.caption(words.ACCOUNTS_NOTE)
    else:
        st.info(words.ACCOUNTS_NONE)
    st.markdown(f"### {words.SESSIONS}")
    rows = [
        (
            session.id,
            words.KIOSK_OF.format(name=session.name) if session.kiosk else session.name,
            minute_text(session.opened_at),
            minute_text(session.until),
            session.address,
        )
        for session in desk.live_sessions()
    ]
    if rows:
        table(words.SESSION_HEADS, rows, "sessions")
    else:
        st.info(words.SESSIONS_NONE)


def _row(account: Account) -> tuple[str, ...]:
    state = words.ENABLED if account.disabled_at is None else words.DISABLED.format(at=minute_text(account.disabled_at))
    return (
        account.name,
        NAMES[account.scope.role],
        account.unit_name,
        account.scope.officer or "",
        minute_text(account.created_at),
        state,
    )


def _actions(desk: StewardDesk, accounts: list[Account]) -> None:
    by_name = {account.name: account for account in accounts}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox(words.ACCOUNT, list(by_name), key="account", width=260))
        barred = by_name[name].disabled_at is not None
        end = st.button(words.END_ALL, key="end_all")
        switch = st.button(words.ENABLE if barred else words.DISABLE, key="switch")
    if end:
        rerun_with_message(words.ENDED.format(name=name, count=desk.end_sessions(name)))
    if switch:
        try:
            desk.set_disabled(name, not barred)
        except AccessRefused as error:
            st.error(str(error))
            return
        rerun_with_message((words.WAS_ENABLED if barred else words.WAS_DISABLED).format(name=name))
