"""Tells whose page an upload goes to, and how much may come: Streamlit takes one for any page, and keeps all of them.

The one size that Streamlit knows is that of the largest file of all. Few may send one.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from core.access.roles import Role
from dashboards.i18n.words import auth as words
from dashboards.server.body_length import said_length
from dashboards.server.options import LARGEST_UPLOAD_MB

_UPLOAD = re.compile(r"/_stcore/upload_file/(?P<page>[^/]+)/[^/]+")
_FRAMING = 65_536  # bytes of the form around the file
MEGABYTES = {Role.STEWARD: LARGEST_UPLOAD_MB}  # who imports
OTHERS_MEGABYTES = 2  # a bulletin to be audited has some hundred rows
KEPT_FILES = 4  # of a page; none of ours takes more than two at a time


def upload_refusal(scope: Scope, session: str, role: Role) -> Response | None:
    """Return the answer to a request that may not send (or take back) this file; None to all others.

    Of one that may, the page's oldest files make room: whoever sends one after the other fills no memory.
    """
    address = _UPLOAD.fullmatch(scope["path"])
    if address is None:
        return None
    page = get_instance()._session_mgr.get_active_session_info(address["page"])
    if page is None or page.session._user_info.get("session") != session:
        return PlainTextResponse(words.NO_SUCH, 403)
    if scope["method"] != "PUT":
        return None
    length = said_length(Headers(scope=scope))
    if length is None:  # every browser says how much it sends
        return PlainTextResponse(words.TOO_LONG, 411)
    if length > (MEGABYTES.get(role, OTHERS_MEGABYTES) << 20) + _FRAMING:
        return PlainTextResponse(words.TOO_LONG, 413)
    _make_room(address["page"])
    return None


def _make_room(page: str) -> None:
    manager = get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    for file in list(manager.file_storage.get(page, ()))[: -(KEPT_FILES - 1)]:
        manager.remove_file(page, file)
