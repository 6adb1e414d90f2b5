"""The entry: Streamlit behind our own front door."""

from __future__ import annotations

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
from dashboards import data, frame
from dashboards.headers import SecurityHeaders
from dashboards.hosts import KnownHosts
from dashboards.language import ChinesePages
from dashboards.sign_in.guard import Guard
from dashboards.sign_in.request import IDENTITY

log = logging.getLogger(__name__)
PARTS = tuple(path.stem for path in (Path(__file__).parent / "parts").glob("[!_]*.py"))
LATE = ("streamlit.emojis", "streamlit.material_icon_names")  # large; Streamlit imports them with the first page
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
    """Makes ready before the first visitor: what is imported and asked here, no later garbage collection looks at.

    Streamlit collects after every refresh, and what it looks at is most of what a refresh costs.
    """
    for name in (*(f"dashboards.parts.{part}" for part in PARTS), *LATE):
        importlib.import_module(name)
    try:
        data.warm_up()
    except StoreError as error:  # such as: nothing has been imported yet; the pages say it
        log.warning("%s", error)
    gc.collect()
    gc.freeze()
    yield {}


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
        Middleware(KnownHosts),
        Middleware(Guard, homes=frame.homes()),
        Middleware(HostConfig),
        Middleware(ChinesePages),
    ],
)
