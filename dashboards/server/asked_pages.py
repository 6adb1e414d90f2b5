"""Notes the moment at which a browser asks for a page, so that what has time is done beside it or after it.

The desk's pages need what is loaded then; a wall needs none of it, and stands earlier where nothing is loaded beside.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.server.quiet_moments import PAGES
from dashboards.server.streamlit_patches.language import WALLS


class AskedPages:
    """Says when a page is asked for, and whether it is a wall, to what waits for quiet moments."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note it, and pass everything on."""
        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            PAGES.note_asked(is_wall=scope["path"] in WALLS)
        await self._app(scope, receive, send)
