"""The menu: the pages by group, a rail at the left of a desk; on a telephone and over a wall a panel that opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboards.components import choices, english, travel
from dashboards.components.base import component
from dashboards.i18n import words
from dashboards.i18n.words import navigation
from dashboards.queries import pages
from dashboards.registry import PageEntry, by_group

KEY = "menu"
_render = component(__file__, travel.SCRIPT)


def draw(entries: Sequence[PageEntry], current: str, on_language: Callable[[], None] | None = None) -> None:
    """Draw the links to pages; `current` is the address of the page at hand.

    With `on_language`, for a page that speaks English too, there is a switch that calls it.
    """
    groups = [
        {
            "name": str(group),
            "pages": [
                {
                    "href": travel.href(entry),
                    "name": entry.name,
                    "icon": entry.icon,
                    "here": entry.address == current,
                    "choices": choices.names(entry),
                }
                for entry in listed
            ],
        }
        for group, listed in by_group(entries).items()
    ]
    data = {
        "place": "wall" if on_language else "desk",
        "groups": groups,
        "choices": choices.names(pages.page_of(current)) if current else [],
        "name": navigation.MENU,
        "close": navigation.CLOSE_MENU,
        "language": words.LANGUAGE_SWITCH[english.is_english()] if on_language else "",
    }
    _render(
        key=KEY,
        data=data,
        on_language_change=on_language or (lambda: None),
    )
