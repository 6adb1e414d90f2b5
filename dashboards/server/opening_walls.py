"""Notes the moment at which a browser asks for a wall, so that nothing is loaded beside it that it does not need."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.server.quiet_moments import PAGES
from dashboards.server.streamlit_patches.language import WALLS


class OpeningWalls:
    """Says when a wall is being opened, to what waits for quiet moments; the desk's pages need what is loaded then."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note it, and pass everything on."""
        if scope["type"] == "http" and scope["path"] in WALLS and "text/html" in Headers(scope=scope).get("accept", ""):
            PAGES.note_opening()
        await self._app(scope, receive, send)
