"""Denied access in the trail: one line a viewer, page and hour, however often somebody tries."""

from __future__ import annotations

from threading import Lock

from core.access.viewer import Viewer
from core.lru import LruDict
from dashboards.auth.session_store import session_store

REFUSED = "refused"
_HOUR = 3600
_MAX_REMEMBERED = 4096
_LONGEST_PAGE = 64
_recorded: LruDict[tuple[str, str, int], None] = LruDict(_MAX_REMEMBERED)
_lock = Lock()


def record_denied(viewer: Viewer | None, page: str) -> None:
    """Write that somebody asked for what is not theirs. Where nobody signs in there is nobody to name."""
    if viewer is None or viewer.session is None:
        return
    store = session_store()
    page = page[:_LONGEST_PAGE]
    key = viewer.actor, page, store.now() // _HOUR
    with _lock:
        if key in _recorded:
            return
        _recorded[key] = None
    store.record(viewer, REFUSED, page)
