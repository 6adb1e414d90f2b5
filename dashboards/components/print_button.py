"""The button that prints the page: what a sheet of paper leaves out says print.css."""

from __future__ import annotations

from dashboards.components.base import component
from dashboards.i18n.words import navigation as words

_render = component(__file__)


def draw() -> None:
    """Draw the button."""
    _render(key="print", data={"label": words.PRINT})
