"""Addresses of pages for the links of components, which open them in the same tab (travel.js)."""

from __future__ import annotations

from urllib.parse import urlencode

from dashboards.components import choices
from dashboards.registry import PageEntry, url_path
from dashboards.settings import base_path

SCRIPT = "travel"  # the shared script that opens an address


def href(entry: PageEntry, **params: str) -> str:
    """Return the address of a page as the browser knows it, with the choices that go along, and further parameters."""
    query = urlencode(choices.carried(entry) | params)
    return f"{base_path()}/{url_path(entry)}{f'?{query}' if query else ''}"
