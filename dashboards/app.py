"""The server's application: Streamlit behind our own middleware."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.config import set_option

from core.store.sqlite import StoreError
from core.store.state.shared.follow import following
from dashboards.auth import current_user
from dashboards.auth.file_tickets import file_route
from dashboards.auth.middleware import AuthMiddleware
from dashboards.auth.request import IDENTITY
from dashboards.classroom.middleware import ClassroomMiddleware
from dashboards.first_looks import FIRST_LOOKS
from dashboards.queries import background, boards, first_wall, signals
from dashboards.registry import MOVED, home_address
from dashboards.server.allowed_hosts import AllowedHosts
from dashboards.server.asked_pages import AskedPages
from dashboards.server.base_path import BasePath
from dashboards.server.door_pass import DoorPass
from dashboards.server.kept_files import KeptFiles
from dashboards.server.moved_pages import MovedPages
from dashboards.server.quiet_moments import PAGES
from dashboards.server.security_headers import SecurityHeaders
from dashboards.server.shared_walls import sharing
from dashboards.server.shown_database import current_database, served_path
from dashboards.server.streamlit_patches.host_config import HostConfig
from dashboards.server.streamlit_patches.language import ChinesePages, frame_files
from dashboards.server.streamlit_patches.words import ChineseScripts
from dashboards.settings import COLLECT_AFTER, SWITCH_AFTER, base_path, door_secret, metrics_address
from dashboards.setup.middleware import SetupMiddleware
from dashboards.setup.session import SETUP

log = logging.getLogger(__name__)
FIRST_PAGE_SECONDS = 1.0  # after the start: the walls are open again by then, or there are none
SIGNALS_DELAY = 10.0  # seconds after the start; by then whoever waited for it sees the first board
FOLDER = Path(__file__).parent
PAGE_MODULES = tuple(
    ".".join(path.relative_to(FOLDER.parent).with_suffix("").parts)
    for folder in ("components", "pages")
    for path in sorted((FOLDER / folder).rglob("[!_]*.py"))
    if path.name != "page.py"  # a page runs when it is imported
)
WALL_MODULES = ("dashboards.frame", *(name for name in PAGE_MODULES if name.startswith("dashboards.pages.chief.")))
# What most pages need first, then what some do: frames, and the solver behind small numbers.
PRELOADED = (
    "streamlit.emojis",
    "streamlit.material_icon_names",
    *PAGE_MODULES,
    "pandas",
    "scipy.optimize",
)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Ask for the board before the first visitor does; load everything else while nobody waits.

    The wall needs none of the large libraries of the desk pages, so that it need not wait for them.
    """
    if not SETUP.is_open():
        try:
            boards.warm_up()
        except StoreError as error:  # such as: nothing has been imported yet; the pages say so
            log.warning("%s", error)
    sys.setswitchinterval(SWITCH_AFTER)
    gc.set_threshold(COLLECT_AFTER)
    gc.freeze()
    preloading = asyncio.create_task(preload(SIGNALS_DELAY))
    with following(served_path()), monitoring(), sharing(), background.BACKGROUND.answering():
        log.info("started")
        yield {}
        log.info("stopped")
    preloading.cancel()


@contextmanager
def monitoring() -> Iterator[None]:
    """Answer monitoring for as long as the block takes, where somebody has said at which port."""
    if (address := metrics_address()) is None or door_secret() is not None:  # then the door answers for all
        yield
        return
    from dashboards.monitoring.collector import own_registry  # here, because few ask for it
    from dashboards.monitoring.endpoint import answering

    with answering(*address, own_registry()):
        yield


async def preload(signals_delay: float) -> None:
    """Import the modules that are not loaded yet, in moments when no page is being drawn or opened.

    A browser takes half a second to load the frame of its first page; if that is one of the desk, most of what it
    needs is there by then (first_looks.py). A wall needs none of them, and stands up to a second later beside them: so
    nothing begins before it is known what the first page is. No later garbage collection looks at them. Then begin
    with the signals, which take seconds in a large bureau, unless a page has asked for them by now.
    """
    begins_at = time.monotonic() + signals_delay
    await PAGES.first_asked(time.monotonic() + FIRST_PAGE_SECONDS)
    if PAGES.is_opening_wall():
        await asyncio.to_thread(_prepare_wall)
    for name in PRELOADED:
        await PAGES.quiet_moment(begins_at)
        await asyncio.to_thread(importlib.import_module, name)
    await PAGES.quiet_moment(begins_at)
    await asyncio.to_thread(_prepare_wall)
    await PAGES.quiet_moment(begins_at)
    gc.collect()
    gc.freeze()
    await asyncio.sleep(max(0.0, begins_at - time.monotonic()))
    if not SETUP.is_open():
        await asyncio.to_thread(_begin_with_signals)


def _prepare_wall() -> None:
    """Load what draws a wall, and ask for what its strip says: while a browser loads the frame of it, or before."""
    for name in WALL_MODULES:
        importlib.import_module(name)
    if not SETUP.is_open():
        try:
            first_wall.warm_up()
        except StoreError as error:
            log.warning("%s", error)


def _begin_with_signals() -> None:
    """Ask for the signals of the whole bureau, which are then worked out behind the screens."""
    try:
        with current_user.impersonate(current_user.local_viewer()):
            signals.bureau_signals()
    except StoreError as error:  # such as: nothing has been imported yet; the pages say so
        log.warning("%s", error)


async def healthz(_request: Request) -> JSONResponse:
    """Say that the server answers."""
    return JSONResponse({"status": "ok"})


async def readyz(_request: Request) -> JSONResponse:
    """Say whether the boards can be shown: the database is there, ours, and answers.

    Where the process beside the server is down they can be, with signals that are older than they should be.
    """
    try:
        await asyncio.to_thread(lambda: current_database().engine.data_version())
    except StoreError:
        return JSONResponse({"status": "unready"}, 503)
    return JSONResponse({"status": "ready"} | ({"background": "down"} if background.PROCESS.is_down else {}))


def _door_pass() -> list[Middleware]:
    """Return the guard of a worker behind a door; nothing where browsers reach this process itself."""
    if (secret := door_secret()) is None:
        return []
    from dashboards.monitoring.worker_answer import worker_measurements  # here, because few servers have workers

    return [Middleware(DoorPass, secret=secret, measurements=worker_measurements)]


# Streamlit passes on the header that AuthMiddleware wrote, and resumes a session for the same identity alone. It is
# set here, where the middleware is, and in no file: without it in front anybody could write the header.
set_option("server.trustedUserHeaders", {IDENTITY: "session"})

app = st.App(
    Path(__file__).with_name("script.py"),
    lifespan=lifespan,
    routes=[Route("/healthz", healthz), Route("/readyz", readyz), file_route()],
    middleware=[
        *_door_pass(),
        Middleware(BasePath, base=base_path()),
        Middleware(SecurityHeaders),
        Middleware(AllowedHosts),
        Middleware(MovedPages, moved=MOVED),
        Middleware(SetupMiddleware),
        Middleware(ClassroomMiddleware),
        Middleware(AuthMiddleware, home_of=home_address),
        Middleware(AskedPages, on_desk=FIRST_LOOKS.begin),
        Middleware(HostConfig),
        Middleware(KeptFiles, first=frame_files()),
        Middleware(ChinesePages),
        Middleware(ChineseScripts),
    ],
)
