"""The form of a new wall: its link is shown once, to whoever sees the board already."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from core.access.kiosks import LINK_SECONDS, SEAM_GRIDS, link_query
from core.access.wall_links import WallLinks
from core.store.sqlite import StoreError
from dashboards.i18n.words import steward as words
from dashboards.queries import session


def draw(links: WallLinks) -> None:
    """Draw the form, and the link of the wall that was just made."""
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
        token = links.add_kiosk(name, unit)
    except StoreError as error:
        st.error(str(error))
        return
    address = urlsplit(st.context.url or "")
    st.text(words.KIOSK_LINK.format(hours=LINK_SECONDS // 3600))
    link = f"{address.scheme}://{address.netloc}/kiosk/{token}{link_query(carousel=carousel, seams=seams)}"
    st.code(link, language=None)
