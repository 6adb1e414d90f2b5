"""The chip behind which a telephone keeps the choices of a page; a wide screen shows them all (page.css)."""

from __future__ import annotations

from dashboards.components.base import component
from dashboards.i18n.words import navigation as words

_render = component(__file__)


def draw() -> None:
    """Draw the chip."""
    _render(key="filter_chip", data={"label": words.FILTERS})
