"""A list of what is to be done or has changed: a line each, by place, with its kind as a shape and a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dashboards.components import travel
from dashboards.components.base import component, json_bytes

_render = component(__file__, travel.SCRIPT)


class TodoLine(NamedTuple):
    """A line: where, of which kind (a shape, a word, and a tone: worse, watch, better or none), what, on what ground.

    `href` leads on, as `link` says.
    """

    place: str
    shape: str
    word: str
    tone: str
    text: str
    ground: str = ""
    href: str = ""
    link: str = ""


def draw(lines: Sequence[TodoLine], key: str, label: str) -> None:
    """Draw the lines in their order, those of one place that follow each other under one name."""
    _render(key=key, data=json_bytes({"lines": [line._asdict() for line in lines], "label": label}))
