"""The signed-in viewer's access to the bureau: every query goes through an engine that knows the viewer's scope."""

from __future__ import annotations

from core.access.context import RequestContext
from core.access.scoped_engine import ScopedEngine
from core.access.viewer import Scope
from core.store.units import UnitTree
from dashboards.auth import current_user
from dashboards.auth.session_store import session_store
from dashboards.server.shown_database import current_database, once_while_pinned


def request() -> RequestContext:
    """Return the viewer's access to the bureau. Without a session the page ends here."""
    viewer = current_user.required()
    return RequestContext(
        current_database().engine, viewer, lambda action, detail: session_store().record(viewer, action, detail)
    )


def engine() -> ScopedEngine:
    """Return the engine as the viewer may use it."""
    return ScopedEngine(request())


def scope() -> Scope:
    """Return the part of the bureau that the viewer may see."""
    return current_user.required().scope


def units() -> UnitTree:
    """Return the units that the viewer may see, their own at the root; asked once in a drawing."""
    return once_while_pinned(("units", scope()), lambda: engine().units)
