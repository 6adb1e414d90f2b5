"""Asks what a page of the desk will ask, while a browser still loads the frame of it.

A browser takes half a second for that, in which the server has nothing to do. The answers are kept as those of any
query, for the viewer alone who asked for the page: what is not taken from here the page asks itself.
"""

from __future__ import annotations

import logging
import threading
from urllib.parse import parse_qsl

from starlette.types import Scope as Request

from core.access.viewer import Viewer
from dashboards.auth import current_user
from dashboards.auth.request import session_digest
from dashboards.auth.session_store import session_store
from dashboards.queries import pages
from dashboards.registry import is_open_to

_log = logging.getLogger(__name__)


class FirstLooks:
    """Asks for one page at a time; for another that is asked for meanwhile nothing is done before it is drawn."""

    def __init__(self) -> None:
        self._is_asking = threading.Lock()

    def begin(self, request: Request) -> None:
        """Begin to ask, in a thread, for what the page of a request says; who sent it must have been let in."""
        threading.Thread(target=self.ask, args=(request,), name="first look", daemon=True).start()

    def ask(self, request: Request) -> None:
        """Ask for what the page of a request says, for who sent it, if that is known beforehand."""
        if not self._is_asking.acquire(blocking=False):
            return
        try:
            viewer = _viewer(request)
            if viewer is not None:
                with current_user.pinned_for(viewer):
                    _ask(request, viewer)
        except Exception as error:  # whatever it is, the page says it
            _log.debug("not asked beforehand: %s", error)
        finally:
            self._is_asking.release()


def _viewer(request: Request) -> Viewer | None:
    """Return who sends a request; None where signing in is required and there is no session."""
    if not session_store().requires_sign_in():
        return current_user.local_viewer()
    digest = session_digest(request)
    return session_store().viewer(digest) if digest else None


def _ask(request: Request, viewer: Viewer) -> None:
    entry = pages.entry_in_browser(request["path"].strip("/"))
    if entry is None or not is_open_to(entry, viewer.scope):
        return
    from dashboards.first_questions import ask  # here, so that the start does not wait for what it needs

    ask(entry, dict(parse_qsl(request["query_string"].decode("ascii", "ignore"))))


FIRST_LOOKS = FirstLooks()
