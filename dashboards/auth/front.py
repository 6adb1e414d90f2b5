"""Plain pages before and beside the screens, from templates beside this file; they need no script."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from dashboards import theme
from dashboards.i18n.words import DEMO, PRODUCT
from dashboards.server.shown_database import last_known_database

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(_FOLDER)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)


def plain_page(template: str, texts: Mapping[str, Any], status: int = 200) -> Response:
    """Return a page; the product, the bureau and 演示数据 stand at its top."""
    database = last_known_database()
    page = (
        _templates()
        .get_template(template)
        .render(
            {"product": PRODUCT, "bureau": database.bureau, "demo": DEMO if database.demo else "", **texts},
            style=Markup(theme.css_variables()),
        )
    )
    # Under no-referrer a browser would not say where the form comes from, and the form would be refused.
    return HTMLResponse(page, status, {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"})
