"""Figures taken away as a file: the reason is asked for first, and written into the audit before the file is made."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.access.door import LONGEST_REASON
from dashboards import data
from dashboards.words import sign_in as words


def draw(label: str, make: Callable[[], bytes], *, name: str, mime: str, key: str) -> None:
    """A button that opens the question of why; with an answer, the file `name` can be had."""
    door = data.door()  # of whoever looks now; the file is made later, outside the page's run
    with st.popover(label):
        reason = st.text_input(
            words.REASON, placeholder=words.REASON_EXAMPLE, max_chars=LONGEST_REASON, key=f"{key}_reason"
        )

        def noted() -> bytes:
            door.take_away(name, reason)
            return make()

        st.download_button(
            words.TAKE_AWAY, noted, name, mime, on_click="ignore", disabled=not reason.strip(), key=key, type="primary"
        )
