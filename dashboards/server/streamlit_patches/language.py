"""Declares the pages as Chinese, so that they are read aloud, hyphenated and set as Chinese; a wall is dark at once.

Streamlit's own page says English and is light or dark as the browser prefers; it has no setting for either.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.i18n import words
from dashboards.server.streamlit_patches import words as streamlit_words
from dashboards.server.streamlit_patches.first_scripts import first_scripts
from dashboards.theme import WALL

ENGLISH_REQUESTED = b"lang=en"  # of a wall that speaks English (english.py)
# The page's declared language, and the address of Streamlit's own words.
CHINESE = {
    b'<html lang="en"': b'<html lang="zh-CN"',
    b"<title>Streamlit</title>": f"<title>{words.PRODUCT}</title>".encode(),
    f'".{streamlit_words.ENGLISH}'.encode(): f'".{streamlit_words.CHINESE}'.encode(),
}
NO_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
# Until it stands a page has the browser's own colours: a wall that is loaded anew at night would light up the hall.
DARK_FIRST = (
    f"<style>@media screen{{html:not(:has(.st-key-heading)) :is(body,.stApp)"
    f"{{background:{WALL.ground}!important}}}}</style></head>"
)
WALLS = ("/", "/chief")
_FIRST_SCRIPTS = "".join(["<head>", *(f"<script>{script}</script>" for script in first_scripts())]).encode()
_OWN_FILE = re.compile(rb'(?:src|href)="\.(/static/[^"]+)"')


@lru_cache(maxsize=1)
def frame_files() -> tuple[str, ...]:
    """Return the addresses of the files that every browser loads before a page is drawn."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    return tuple(path.decode() for path in _OWN_FILE.findall(_chinese(page)))


class ChinesePages:
    """Rewrites the language of every HTML page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold a page back until it is complete, rewrite it and send it on; pass all else."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None
        body = b""

        async def rewriting(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    page = body if ENGLISH_REQUESTED in scope["query_string"].split(b"&") else _chinese(body)
                    page = page.replace(b"<head>", _FIRST_SCRIPTS, 1)
                    if scope["path"] in WALLS:
                        page = page.replace(b"</head>", DARK_FIRST.encode(), 1)
                    if "content-length" in (headers := MutableHeaders(scope=start)):
                        headers["content-length"] = str(int(headers["content-length"]) + len(page) - len(body))
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        await self._app({**scope, "headers": plain}, receive, rewriting)


def _chinese(page: bytes) -> bytes:
    for english, chinese in CHINESE.items():
        page = page.replace(english, chinese)
    return NO_SCRIPT.sub(f"<noscript>{words.NO_SCRIPT}</noscript>".encode(), page)


def _is_page(start: Message) -> bool:
    return start["status"] == 200 and Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
