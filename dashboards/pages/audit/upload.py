"""The file to be audited: uploaded, or the made-up example; and the empty table to fill in."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from core.features.file_audit.audited_table import example, template
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download
from dashboards.i18n.words import audit as words

LARGEST_MB = 2  # a bulletin has some hundred rows
_TRY = "audit_example"


class UploadedFile(NamedTuple):
    """A file's name and bytes, and whether it is the example."""

    name: str
    bytes: bytes
    tried: bool


def _try() -> None:
    st.session_state[_TRY] = True


def _own() -> None:
    st.session_state[_TRY] = False


def draw() -> UploadedFile | None:
    """Draws the choice; what was uploaded goes before the example."""
    file = st.file_uploader(
        words.UPLOAD.format(mb=LARGEST_MB), max_upload_size=LARGEST_MB, key="audit_file", on_change=_own
    )
    empty = PreparedFile(words.TEMPLATE_FILE, "text/csv", lambda: template().encode())
    with st.container(horizontal=True):
        download.button(words.TEMPLATE, empty, key="audit_template")
        st.button(words.TRY, on_click=_try)
    if st.session_state.get(_TRY):
        return UploadedFile(words.TRIED, example().encode(), True)
    return None if file is None else UploadedFile(file.name, file.getvalue(), False)
