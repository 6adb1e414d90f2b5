"""Walls that show the board without anybody signing in: made, listed and revoked."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from core.access.kiosks import LINK_SECONDS, SEAM_GRIDS, Kiosk, link_query
from core.access.steward_desk import StewardDesk
from core.store.sqlite import StoreError
from dashboards.components.times import minute_text
from dashboards.i18n.words import steward as words
from dashboards.pages.steward.lists import say, table
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
        _revoke(desk, [one.name for one in kiosks if one.state != "revoked"])


def _list(kiosks: list[Kiosk]) -> None:
    if kiosks:
        rows = [(one.name, one.unit_name, minute_text(one.created_at), words.KIOSK_STATES[one.state]) for one in kiosks]
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
        asked = st.form_submit_button(words.KIOSK_NEW)
    if not asked:
        return
    try:
        token = desk.add_kiosk(name, unit)
    except StoreError as error:
        st.error(str(error))
        return
    here = urlsplit(st.context.url or "")
    st.text(words.KIOSK_LINK.format(hours=LINK_SECONDS // 3600))
    link = f"{here.scheme}://{here.netloc}/kiosk/{token}{link_query(carousel=carousel, seams=seams)}"
    st.code(link, language=None)


def _revoke(desk: StewardDesk, names: list[str]) -> None:
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = str(st.selectbox(words.KIOSK_NAME, names, key="kiosk_name", width=260))
        asked = st.button(words.KIOSK_REVOKE, key="kiosk_revoke")
    if asked:
        desk.revoke_kiosk(name)
        say(words.KIOSK_REVOKED.format(name=name))
