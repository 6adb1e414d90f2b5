"""Walls that show the board without anybody signing in: made, listed and revoked."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from core.access.kiosks import LINK_SECONDS, SEAM_GRIDS, Kiosk, link_query
from core.access.steward_desk import StewardDesk
from core.store.sqlite import StoreError
from core.time.days import minute_text
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import rerun_with_message, table
from dashboards.queries import session
from dashboards.queries.steward import may_change


def draw(desk: StewardDesk) -> None:
    """Draws the kiosks and the forms."""
    listed = st.container()
    if may_change():
        _add(desk)
    kiosks = desk.kiosks()  # with the one just made
    with listed:
        _list(kiosks)
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


def _add(desk: StewardDesk) -> None:
    units = session.units().units
    with st.form("kiosk", border=True, width=620):
        st.markdown(f"### {words.KIOSK_NEW}")
        name = st.text_input(words.KIOSK_NAME, max_chars=32)
        unit = st.selectbox(words.KIOSK_UNIT, list(units), format_func=lambda one: units[one].name)
        carousel = st.checkbox(words.KIOSK_CAROUSEL)
        seams = st.selectbox(words.KIOSK_SEAMS, list(SEAM_GRIDS), index=None, placeholder=words.KIOSK_SEAMLESS)
        submitted = st.form_submit_button(words.KIOSK_NEW)
    if not submitted:
        return
    try:
        token = desk.add_kiosk(name, unit)
    except StoreError as error:
        st.error(str(error))
        return
    address = urlsplit(st.context.url or "")
    st.text(words.KIOSK_LINK.format(hours=LINK_SECONDS // 3600))
    link = f"{address.scheme}://{address.netloc}/kiosk/{token}{link_query(carousel=carousel, seams=seams)}"
    st.code(link, language=None)


def _revoke(desk: StewardDesk, names: list[str]) -> None:
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox(words.KIOSK_NAME, names, key="kiosk_name", width=260))
        pressed = st.button(words.KIOSK_REVOKE, key="kiosk_revoke")
    if pressed:
        desk.revoke_kiosk(name)
        rerun_with_message(words.KIOSK_REVOKED.format(name=name))
