"""No search for frames in the data of components: ours get JSON, and no frame is in it.

For each value Streamlit asks whether it is one of twenty kinds of table, and loads pandas to ask: a quarter of a second
of the processor on the first page after a start, most of which have no frame at all.
"""

from __future__ import annotations

from typing import Any

from streamlit.components.v2.bidi_component import serialization


def leave_out_frame_search() -> None:
    """Let Streamlit find none."""
    serialization._extract_dataframes_from_dict = _as_it_is


def _as_it_is(data: dict[str, Any], arrow_blobs: dict[str, bytes] | None = None) -> dict[str, Any]:
    return data
