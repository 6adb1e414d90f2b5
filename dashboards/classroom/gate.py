"""Guards of the classroom: who runs a class, and who is kept to it.

Without accounts the desk is open to this machine alone while a class is open.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.types import Scope

from core.access.roles import NAMES, Role
from core.access.viewer import Scope as ViewerScope
from core.access.viewer import Viewer
from core.store.sqlite import StoreError
from core.store.store import ROOT
from dashboards.auth.request import is_this_machine, session_digest
from dashboards.auth.session_store import session_store
from dashboards.classroom.reader import class_file, now
from dashboards.registry import entry_of

TRAINER_PAGE = "trainer"
_log = logging.getLogger(__name__)


class _LastLook:
    """The finding of the last look at the classes: it holds while the file cannot be read."""

    is_any_open = False


_last_look = _LastLook()


def trainer_of(request: Request) -> Viewer | None:
    """Return who runs classes here: a signed-in trainer, or without accounts whoever sits at this machine."""
    store = session_store()
    if not store.requires_sign_in():
        if not is_this_machine(request.scope):
            return None
        return Viewer(f"demo:{Role.TRAINER}", NAMES[Role.TRAINER], ViewerScope(Role.TRAINER, ROOT))
    digest = session_digest(request.scope)
    viewer = store.viewer(digest) if digest else None
    return viewer if viewer is not None and viewer.scope.role in entry_of(TRAINER_PAGE).roles else None


def is_kept_to_class(scope: Scope) -> bool:
    """Return True if a request is of another machine, nobody signs in here, and a class is open."""
    if is_this_machine(scope) or session_store().requires_sign_in():
        return False
    try:
        _last_look.is_any_open = _is_any_open()
    except StoreError as error:
        _log.warning("whether a class is open cannot be read: %s", error)
    return _last_look.is_any_open


def _is_any_open() -> bool:
    file = class_file()
    if not file.is_demo:
        return False
    from seed.classes.read import any_open  # here, because most servers never have a class

    return file.read(lambda connection: any_open(connection, now()))
