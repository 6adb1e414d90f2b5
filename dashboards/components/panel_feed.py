"""Feed of panels: what they show goes to the browser as one message, to the panels that stand there already.

An element of Streamlit costs some half a millisecond to make and to send, whatever is in it. So the panels of a wall
are drawn once, and each refresh sends the data of all of them in one element (fed.js takes them out).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

SCRIPT = "fed"  # the shared script of panels that are fed
_LENGTH_BYTES = 4


@dataclass
class PanelData:
    """Data of panels by key, as JSON. `is_whole` is False where one of them could not be made anew."""

    panels: dict[str, bytes] = field(default_factory=dict)
    is_whole: bool = True
    draws: bool = True


_collector: ContextVar[PanelData | None] = ContextVar("collector", default=None)


@contextmanager
def collected_panels(*, draws: bool) -> Iterator[PanelData]:
    """Collect the data of the panels that the block draws; without `draws` nothing is drawn."""
    panel_data = PanelData(draws=draws)
    token = _collector.set(panel_data)
    try:
        yield panel_data
    finally:
        _collector.reset(token)


def note_failure() -> None:
    """Note that a panel could not be made anew."""
    if (panel_data := _collector.get()) is not None:
        panel_data.is_whole = False


def fed(render: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the renderer of a panel that may be fed."""

    @wraps(render)
    def draw(**options: Any) -> Any:
        panel_data = _collector.get()
        if panel_data is None:
            return render(**options)
        panel_data.panels[options["key"]] = options["data"]
        return render(**options) if panel_data.draws else None

    return draw


def pack(panels: dict[str, bytes]) -> bytes:
    """Return the data of panels as one message: the length of its table of contents, that table, and all the data."""
    contents = json.dumps([(key, len(data)) for key, data in panels.items()]).encode()
    return b"".join((len(contents).to_bytes(_LENGTH_BYTES, "big"), contents, *panels.values()))
