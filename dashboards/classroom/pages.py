"""Draws the pages of the classroom from templates, every text escaped; charts are our own drawings of figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from core.time.days import minute_text
from dashboards import theme
from dashboards.classroom.room import place_of
from dashboards.i18n.words import DEMO, PRODUCT
from dashboards.i18n.words import classroom as words
from dashboards.registry import ENTRIES

FOLDER = Path(__file__).parent
VERSION = "X-Class-Version"
_HEADERS = {
    "Cache-Control": "no-store",
    # Under no-referrer a browser would not say where a form comes from, and the form would be refused.
    "Referrer-Policy": "same-origin",
}


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(FOLDER / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        w=words, product=PRODUCT, demo=DEMO, at=minute_text, page_name=page_name, place_of=place_of
    )
    environment.filters["drawing"] = Markup  # of exhibits alone, whose texts were escaped when they were drawn
    return environment


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup(theme.css_variables() + (FOLDER / "class.css").read_text(encoding="utf-8"))


def page_name(address: str) -> str:
    """Return the name of the page that an address leads to."""
    folder = address.partition("?")[0]
    return next((entry.name for entry in ENTRIES if entry.address == folder), folder)


def page(template: str, texts: Mapping[str, Any], status: int = 200) -> Response:
    """Return a page. `poll` is the address that its script asks, `version` what it compares with the answer."""
    defaults = {"poll": "", "version": "", "kind": "", "home": ""}
    return HTMLResponse(
        _templates().get_template(template).render({**defaults, **texts}, style=_style()), status, _HEADERS
    )


def live_part(request: Request, template: str, texts: Mapping[str, Any], version: str) -> Response:
    """Return the part of a page that changes by itself; nothing where the browser has it already."""
    text = _templates().get_template(template).render(texts) if template else ""
    return unless_known(request, text, version)


def unless_known(request: Request, text: str, version: str) -> Response:
    """Return a text with its tag and the version of its page, or 304 to whoever has the tag."""
    tag = f'"{hashlib.sha256(f"{version} {text}".encode()).hexdigest()[:16]}"'
    headers = {"ETag": tag, VERSION: version, "Cache-Control": "no-store"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return HTMLResponse(text, 200, headers)


def script() -> Response:
    """Return the script of all these pages."""
    content = (FOLDER / "class.js").read_bytes()
    return Response(content, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
