"""Accounts and their sessions, and what a steward may do about them."""

from __future__ import annotations

import streamlit as st

from core.access.account_desk import AccountDesk
from core.access.accounts import Account
from core.access.duties import Duty
from core.access.passwords import LONGEST
from core.access.roles import ASSIGNABLE, NAMES, Role
from core.access.viewer import AccessRefused, Scope
from core.store.sqlite import StoreError
from core.time.days import minute_text
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import rerun_with_message, table
from dashboards.queries import database, session
from dashboards.queries.steward import may_change

_ROUND = "account_round"


def draw(desk: AccountDesk) -> None:
    """Draws the accounts, what may be done, and the live sessions."""
    accounts, duties = desk.accounts(), desk.duties()
    if accounts:
        table(words.ACCOUNT_HEADS, [_row(session) for session in accounts], "accounts")
        if may_change():
            if Duty.ACCOUNTS in duties:
                _actions(desk, accounts)
            if Duty.ACCOUNTS in duties:
                _add(desk, has_roles=Duty.GRANTS in duties)
            if Duty.GRANTS in duties:
                _grant(desk, accounts)
        st.caption(words.ACCOUNTS_NOTE)
    else:
        st.info(words.ACCOUNTS_NONE)
    if Duty.ACCOUNTS in duties:
        _sessions(desk)


def _sessions(desk: AccountDesk) -> None:
    st.markdown(f"### {words.SESSIONS}")
    rows = [
        (
            session.id,
            words.KIOSK_OF.format(name=session.name) if session.kiosk else session.name,
            minute_text(session.opened_at),
            minute_text(session.last_seen),
            minute_text(session.until),
            session.address,
            session.device,
        )
        for session in desk.live_sessions()
    ]
    if rows:
        table(words.SESSION_HEADS, rows, "sessions")
    else:
        st.info(words.SESSIONS_NONE)


def _round() -> int:
    """Return the number in the keys of the forms: with another one they are empty, so that no password stays there."""
    number: int = st.session_state.setdefault(_ROUND, 0)
    return number


def _next_round() -> None:
    st.session_state[_ROUND] = _round() + 1


def _row(account: Account) -> tuple[str, ...]:
    state = words.ENABLED if account.disabled_at is None else words.DISABLED.format(at=minute_text(account.disabled_at))
    return (
        account.name,
        NAMES[account.scope.role],
        account.unit_name,
        account.scope.officer or domain_name(account.scope.domain),
        minute_text(account.created_at),
        state,
    )


def _add(desk: AccountDesk, *, has_roles: bool) -> None:
    """The form of a new account; where roles are another's to grant, without one."""
    with st.form(f"account_new_{_round()}", border=True, width=620):
        st.markdown(f"### {words.ACCOUNT_NEW}")
        name = st.text_input(words.ACCOUNT_NAME, max_chars=32)
        scope = _pick_scope() if has_roles else Scope(Role.UNGRANTED, session.units().root.id)
        label = words.ACCOUNT_PASSWORD.format(shortest=desk.policy().password_length)
        password = st.text_input(label, type="password", max_chars=LONGEST)
        submitted = st.form_submit_button(words.ACCOUNT_ADD)
    if not submitted:
        return
    try:
        desk.add_account(name, scope, password)
    except StoreError as error:
        st.error(str(error))
        return
    _next_round()
    rerun_with_message(words.ACCOUNT_ADDED.format(name=name))


def _pick_scope() -> Scope:
    """The widgets of a role over a unit."""
    units = session.units().units
    role = st.selectbox(words.ACCOUNT_ROLE, ASSIGNABLE, format_func=lambda one: NAMES[one])
    unit = st.selectbox(words.ACCOUNT_UNIT, list(units), format_func=lambda one: units[one].name)
    officer = st.text_input(words.ACCOUNT_OFFICER, placeholder=words.ACCOUNT_OFFICER_EMPTY, max_chars=32)
    domain = st.selectbox(words.ACCOUNT_DOMAIN, [None, *database.catalogue().domain_pages], format_func=domain_name)
    return Scope(role, unit, officer.strip() or None, domain)


def domain_name(domain: str | None) -> str:
    """The name of the field of work that a department is bound to; empty of nobody's."""
    page = database.catalogue().domain_pages.get(domain or "")
    return page.zh if page else domain or ""


def _grant(desk: AccountDesk, accounts: list[Account]) -> None:
    """The form that gives an account another role or unit."""
    with st.form("account_grant", border=True, width=620):
        st.markdown(f"### {words.GRANT}")
        name = str(st.selectbox(words.ACCOUNT, [account.name for account in accounts]))
        scope = _pick_scope()
        submitted = st.form_submit_button(words.GRANT)
    if not submitted:
        return
    try:
        desk.grant(name, scope)
    except (StoreError, AccessRefused) as error:
        st.error(str(error))
        return
    rerun_with_message(words.GRANTED.format(name=name))


def _actions(desk: AccountDesk, accounts: list[Account]) -> None:
    by_name = {account.name: account for account in accounts}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox(words.ACCOUNT, list(by_name), key="account", width=260))
        barred = by_name[name].disabled_at is not None
        end = st.button(words.END_ALL, key="end_all")
        switch = st.button(words.ENABLE if barred else words.DISABLE, key="switch")
        unlock = st.button(words.UNLOCK, key="unlock")
        reset = st.button(words.FACTOR_RESET, key="factor_reset")
        with st.popover(words.PASSWORD_SET):
            password = st.text_input(
                words.PASSWORD_NEW, type="password", max_chars=LONGEST, key=f"new_password_{_round()}"
            )
            renew = st.button(words.PASSWORD_SET, key="renew", disabled=not password)
    if end:
        rerun_with_message(words.ENDED.format(name=name, count=desk.end_sessions(name)))
    if unlock:
        desk.unlock(name)
        rerun_with_message(words.UNLOCKED.format(name=name))
    if reset:
        try:
            desk.remove_factor(name)
        except StoreError as error:
            st.error(str(error))
            return
        rerun_with_message(words.FACTOR_WAS_RESET.format(name=name))
    if renew:
        try:
            desk.set_password(name, password)
        except StoreError as error:
            st.error(str(error))
            return
        _next_round()
        rerun_with_message(words.PASSWORD_WAS_SET.format(name=name))
    if switch:
        try:
            desk.set_disabled(name, not barred)
        except (StoreError, AccessRefused) as error:
            st.error(str(error))
            return
        rerun_with_message((words.WAS_ENABLED if barred else words.WAS_DISABLED).format(name=name))
