"""A button that hands out a file: made when it is fetched, for the session that pressed, once."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboards.auth.file_tickets import PreparedFile, issue
from dashboards.components.base import component
from dashboards.i18n.words import files as words
from dashboards.settings import base_path

_render = component(__file__)


@st.fragment
def button(
    label: str,
    file: PreparedFile,
    *,
    key: str,
    disabled: bool = False,
    kind: Literal["primary", "secondary"] = "secondary",
) -> None:
    """Draw the button. The file is issued at the press and fetched by a script, which says so meanwhile."""
    if st.button(label, key=key, disabled=disabled, type=kind):
        data = {
            "address": base_path() + issue(file),
            "name": file.name,
            "waiting": words.WAITING,
            "failed": words.FAILED,
        }
        _render(key=f"{key}_fetch", data=data)
