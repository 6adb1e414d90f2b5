"""The entry: Streamlit behind our own front door."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.config import set_option

from core.store.sqlite import StoreError
from dashboards.auth.middleware import AuthMiddleware
from dashboards.auth.request import IDENTITY
from dashboards.queries import boards
from dashboards.registry import home_addresses
from dashboards.server.allowed_hosts import AllowedHosts
from dashboards.server.security_headers import SecurityHeaders
from dashboards.server.streamlit_patches.language import ChinesePages
from dashboards.server.streamlit_patches.words import ChineseScripts
from dashboards.settings import COLLECT_AFTER

log = logging.getLogger(__name__)
LATER = 10.0  # seconds after the start; by then whoever waited for it sees the first board
HERE = Path(__file__).parent
PARTS = tuple(
    ".".join(path.relative_to(HERE.parent).with_suffix("").parts)
    for folder in ("components", "pages")
    for path in sorted((HERE / folder).rglob("[!_]*.py"))
    if path.name != "page.py"  # a page runs when it is imported
)
LARGE = ("scipy.optimize", "streamlit.emojis", "streamlit.material_icon_names")  # and pandas, Altair, pydeck with PARTS
QUIET_HOST_CONFIG = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,
    "resourceCrossOriginMode": None,
}


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Asks for the board before the first visitor does; the rest is made ready behind those who already look.

    The wall needs none of the large libraries of the desk pages, so that it need not wait for them.
    """
    try:
        boards.warm_up()
    except StoreError as error:  # such as: nothing has been imported yet; the pages say it
        log.warning("%s", error)
    gc.set_threshold(COLLECT_AFTER)
    gc.freeze()
    rest = asyncio.create_task(make_ready(LATER))
    yield {}
    rest.cancel()


async def make_ready(after: float) -> None:
    """Imports what is not there yet, so that no later garbage collection looks at it."""
    await asyncio.sleep(after)
    for name in (*PARTS, *LARGE):
        await asyncio.to_thread(importlib.import_module, name)
    gc.collect()
    gc.freeze()


async def healthz(_request: Request) -> JSONResponse:
    """Says that the server answers."""
    return JSONResponse({"status": "ok"})


async def host_config(_request: Request) -> JSONResponse:
    """Streamlit's own answer, but for its English dialogs when the server is away: our banner says it."""
    return JSONResponse(QUIET_HOST_CONFIG, headers={"Cache-Control": "no-cache"})


class HostConfig:
    """Answers /_stcore/host-config, a path that Streamlit reserves for itself, in Streamlit's place."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._route = Route("/_stcore/host-config", host_config)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Takes the one path and hands on the rest."""
        if scope["type"] == "http" and scope["path"] == self._route.path:
            await self._route.handle(scope, receive, send)
        else:
            await self._app(scope, receive, send)


# Streamlit hands on what the guard wrote, and resumes a session for the same identity alone. It is set here, where the
# guard is, and in no file: without the guard in front anybody could write it.
set_option("server.trustedUserHeaders", {IDENTITY: "session"})

app = st.App(
    Path(__file__).with_name("script.py"),
    lifespan=lifespan,
    routes=[Route("/healthz", healthz)],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(AllowedHosts),
        Middleware(AuthMiddleware, homes=home_addresses),
        Middleware(HostConfig),
        Middleware(ChinesePages),
        Middleware(ChineseScripts),
    ],
)
