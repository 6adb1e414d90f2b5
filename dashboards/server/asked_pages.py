"""Notes the moment at which a browser asks for a page, so that what has time is done beside it or after it.

The desk's pages need what is loaded then; a wall needs none of it, and stands earlier where nothing is loaded beside.
What a page of the desk will ask can be asked meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.server.quiet_moments import PAGES
from dashboards.server.streamlit_patches.language import WALLS


class AskedPages:
    """Says when a page is asked for, and whether it is a wall, to what waits for quiet moments.

    `on_desk` is called with the request of every page that is no wall.
    """

    def __init__(self, app: ASGIApp, on_desk: Callable[[Scope], None] = lambda _request: None) -> None:
        self._app, self._on_desk = app, on_desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note it, and pass everything on."""
        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            is_wall = scope["path"] in WALLS
            PAGES.note_asked(is_wall=is_wall)
            if not is_wall and scope["method"] == "GET":
                self._on_desk(scope)
        await self._app(scope, receive, send)
