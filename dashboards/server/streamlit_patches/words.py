"""Streamlit's own words in Chinese. It has no setting for them, so its scripts are sent with ours in their place.

They are sent from an address of their own: a page that speaks English (english.py) asks for them where Streamlit has
them. The digest in the address is different when a word is, for browsers keep scripts for a year.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.i18n import words

TABLE = Path(words.__file__).with_name("streamlit.toml")
SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
ENGLISH = "/static/js/"
CHINESE = f"/static/zh-{hashlib.sha256(TABLE.read_bytes()).hexdigest()[:12]}/"
_CACHED_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, str]]:
    """Return the English text of each script with its Chinese replacement."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def in_chinese(name: str) -> str | None:
    """Return a script of Streamlit's in Chinese; None for one without words, or that does not exist."""
    phrases = table().get(name.partition(".")[0])
    file = next((script for script in SCRIPTS.glob("*.js") if script.name == name), None) if phrases else None
    if phrases is None or file is None:
        return None
    text = file.read_text(encoding="utf-8")
    for english, chinese in phrases.items():
        text = text.replace(english, chinese)
    return text


class ChineseScripts:
    """Answers the Chinese address; a script without words is sent as Streamlit has it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests for the one folder and pass on the others."""
        if scope["type"] != "http" or not scope["path"].startswith(CHINESE):
            await self._app(scope, receive, send)
            return
        name = scope["path"].removeprefix(CHINESE)
        if (text := in_chinese(name)) is not None:
            await Response(text, media_type="text/javascript", headers=_CACHED_FOREVER)(scope, receive, send)
        else:
            path = ENGLISH + name
            await self._app({**scope, "path": path, "raw_path": path.encode()}, receive, send)
