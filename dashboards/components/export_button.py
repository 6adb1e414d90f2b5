"""The header's way to the files of a page: it opens the question of why that stands below a table.

Where a page has several tables it lists them first. Pages without any show nothing of it (page.css).
"""

from __future__ import annotations

from dashboards.components.base import component
from dashboards.i18n.words import navigation as words

_render = component(__file__)


def draw() -> None:
    """Draw the button."""
    _render(key="export", data={"label": words.EXPORT_NAME, "list": words.EXPORT_LIST})
