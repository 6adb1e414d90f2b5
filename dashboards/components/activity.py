"""Activity: the browser says when somebody is at the screen, so that a desk that was left locks by itself."""

from __future__ import annotations

from core.access.sessions import SEEN_EVERY
from dashboards.components.base import component
from dashboards.settings import base_path

_render = component(__file__)


def draw(address: str) -> None:
    """Let the browser say at an address, at most once a minute, that a key or a pointer was used."""
    _render(key="activity", data={"address": base_path() + address, "every": SEEN_EVERY * 1000})
