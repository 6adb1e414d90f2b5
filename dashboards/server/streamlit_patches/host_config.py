"""Tells pages of Streamlit's in advance what they would ask, and that nobody who frames them may speak to them.

Streamlit's page asks two questions before it opens its websocket, and of an address below the first one it asks first
whether the server stands there, fails, and waits: a fifth of a second of each page. One that is told where its server
stands, and all that it would ask, connects at once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

_SCRIPT = Path(__file__).with_suffix(".js")
HOST_CONFIG: dict[str, Any] = {
    # Nobody: a page that names no origin at all is not believed to know. `.invalid` is nobody's for ever (RFC 2606).
    "allowedOrigins": ["https://nobody.invalid"],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,  # they are English; our banner says when the server is away
    "resourceCrossOriginMode": None,
}


def host_config_script(base_path: str) -> str:
    """Return the script that tells a page where its server stands, below a portal's path or "", and what it may do."""
    named = {"BASE_PATH": base_path, "HOST_CONFIG": HOST_CONFIG}
    values = "".join(f"var {name} = {json.dumps(value)};" for name, value in named.items())
    return f"(function () {{ {values}\n{_SCRIPT.read_text(encoding='utf-8')}}})();"


async def _answer(_request: Request) -> JSONResponse:
    return JSONResponse(HOST_CONFIG, headers={"Cache-Control": "no-cache"})


class HostConfig:
    """Answers /_stcore/host-config, a path that Streamlit reserves for itself, in Streamlit's place."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._route = Route("/_stcore/host-config", _answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the one path and pass on all other requests."""
        if scope["type"] == "http" and scope["path"] == self._route.path:
            await self._route.handle(scope, receive, send)
        else:
            await self._app(scope, receive, send)
