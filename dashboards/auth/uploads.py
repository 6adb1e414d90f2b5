"""Tells whose page an upload goes to: Streamlit takes one for any page that is open, whoever sends it."""

from __future__ import annotations

import re

from starlette.types import Scope
from streamlit.runtime import get_instance

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<page>[^/]+)/[^/]+")


def is_foreign_upload(scope: Scope, session: str) -> bool:
    """Return True if a request uploads to, or takes back from, a page that is not of this session."""
    address = _UPLOAD.fullmatch(scope["path"])
    if address is None:
        return False
    page = get_instance()._session_mgr.get_active_session_info(address["page"])
    return page is None or page.session._user_info.get("session") != session
