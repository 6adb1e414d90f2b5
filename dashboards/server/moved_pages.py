"""Leads addresses of earlier versions to where what they showed is now: links in papers and messages live long."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class MovedPages:
    """Answers the old addresses with a redirect that keeps what stands behind the question mark."""

    def __init__(self, app: ASGIApp, moved: Mapping[str, str]) -> None:
        self._app = app
        self._moved = moved

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect requests for an old page and pass on all others."""
        new = self._moved.get(scope["path"].strip("/")) if scope["type"] == "http" else None
        if new is None:
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("ascii", "ignore")
        await RedirectResponse(f"/{new}{f'?{query}' if query else ''}", 308)(scope, receive, send)
