"""The rules of access: as they are, and one changed at a time."""

from __future__ import annotations

import streamlit as st

from core.access.account_desk import AccountDesk
from core.access.policy import RULES, policy_texts
from core.store.sqlite import StoreError
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import rerun_with_message, table
from dashboards.queries.steward import may_change


def draw(desk: AccountDesk) -> None:
    """Draw the rules, and the form that changes one."""
    texts = policy_texts(desk.policy())
    rows = [(RULES[name].label, text or words.NOTHING) for name, text in texts.items()]
    table(words.POLICY_HEADS, rows, "policy")
    st.caption(words.POLICY_NOTE)
    if not may_change():
        return
    with st.form("policy", border=True, width=620):
        name = st.selectbox(words.POLICY_RULE, list(RULES), format_func=lambda one: RULES[one].label)
        value = st.text_input(words.POLICY_VALUE, max_chars=200)
        submitted = st.form_submit_button(words.POLICY_SET)
    if not submitted:
        return
    try:
        desk.set_rule(name, value)
    except StoreError as error:
        st.error(str(error))
        return
    rerun_with_message(words.POLICY_WAS_SET.format(rule=RULES[name].label, value=value or words.NOTHING))
