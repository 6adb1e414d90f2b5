"""Accounts and their sessions, and what a steward may do about them."""

from __future__ import annotations

import streamlit as st

from core.access.accounts import Account
from core.access.passwords import LONGEST, SHORTEST
from core.access.roles import EVERYONE, NAMES
from core.access.steward_desk import StewardDesk
from core.access.viewer import AccessRefused, Scope
from core.store.sqlite import StoreError
from core.time.days import minute_text
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import rerun_with_message, table
from dashboards.queries import session
from dashboards.queries.steward import may_change


def draw(desk: StewardDesk) -> None:
    """Draws the accounts, what may be done, and the live sessions."""
    accounts = desk.accounts()
    if accounts:
        table(words.ACCOUNT_HEADS, [_row(session) for session in accounts], "accounts")
        if may_change():
            _actions(desk, accounts)
            _add(desk)
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


def _add(desk: StewardDesk) -> None:
    """The form of a new account."""
    units = session.units().units
    with st.form("account_new", border=True, width=620):
        st.markdown(f"### {words.ACCOUNT_NEW}")
        name = st.text_input(words.ACCOUNT_NAME, max_chars=32)
        role = st.selectbox(words.ACCOUNT_ROLE, EVERYONE, format_func=lambda one: NAMES[one])
        unit = st.selectbox(words.ACCOUNT_UNIT, list(units), format_func=lambda one: units[one].name)
        officer = st.text_input(words.ACCOUNT_OFFICER, placeholder=words.ACCOUNT_OFFICER_EMPTY, max_chars=32)
        password = st.text_input(words.ACCOUNT_PASSWORD.format(shortest=SHORTEST), type="password", max_chars=LONGEST)
        submitted = st.form_submit_button(words.ACCOUNT_ADD)
    if not submitted:
        return
    try:
        desk.add_account(name, Scope(role, unit, officer.strip() or None), password)
    except StoreError as error:
        st.error(str(error))
        return
    rerun_with_message(words.ACCOUNT_ADDED.format(name=name))


def _actions(desk: StewardDesk, accounts: list[Account]) -> None:
    by_name = {account.name: account for account in accounts}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox(words.ACCOUNT, list(by_name), key="account", width=260))
        barred = by_name[name].disabled_at is not None
        end = st.button(words.END_ALL, key="end_all")
        switch = st.button(words.ENABLE if barred else words.DISABLE, key="switch")
        with st.popover(words.PASSWORD_SET):
            password = st.text_input(words.PASSWORD_NEW, type="password", max_chars=LONGEST, key="new_password")
            renew = st.button(words.PASSWORD_SET, key="renew", disabled=not password)
    if end:
        rerun_with_message(words.ENDED.format(name=name, count=desk.end_sessions(name)))
    if renew:
        try:
            desk.set_password(name, password)
        except StoreError as error:
            st.error(str(error))
            return
        rerun_with_message(words.PASSWORD_WAS_SET.format(name=name))
    if switch:
        try:
            desk.set_disabled(name, not barred)
        except AccessRefused as error:
            st.error(str(error))
            return
        rerun_with_message((words.WAS_ENABLED if barred else words.WAS_DISABLED).format(name=name))
