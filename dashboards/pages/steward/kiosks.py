"""Walls that show the board without anybody signing in: listed and revoked. A chief makes them (大屏值守)."""

from __future__ import annotations

import streamlit as st

from core.access.account_desk import AccountDesk
from core.access.kiosks import Kiosk
from core.time.days import minute_text
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import rerun_with_message, table
from dashboards.queries.steward import may_change


def draw(desk: AccountDesk) -> None:
    """Draws the kiosks, and what revokes one."""
    kiosks = desk.kiosks()
    _list(kiosks)
    st.caption(words.KIOSKS_WHO)
    if may_change():
        _revoke(desk, [kiosk.name for kiosk in kiosks if kiosk.state != "revoked"])


def _list(kiosks: list[Kiosk]) -> None:
    if kiosks:
        rows = [
            (kiosk.name, kiosk.unit_name, minute_text(kiosk.created_at), words.KIOSK_STATES[kiosk.state])
            for kiosk in kiosks
        ]
        table(words.KIOSK_HEADS, rows, "kiosks")
    else:
        st.info(words.KIOSKS_NONE)


def _revoke(desk: AccountDesk, names: list[str]) -> None:
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox(words.KIOSK_NAME, names, key="kiosk_name", width=260))
        pressed = st.button(words.KIOSK_REVOKE, key="kiosk_revoke")
    if pressed:
        desk.revoke_kiosk(name)
        rerun_with_message(words.KIOSK_REVOKED.format(name=name))
