"""拼接屏: a wall put together of panels, columns by rows. Gutters fall on the seams, and no word lies across one.

Three panels side by side need no setting: that wall is so wide that it has a layout of its own.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from core.access.kiosks import SEAM_GRIDS, SEAMS
from dashboards.components.base import read_asset

FOLDER = Path(__file__).parent


def draw_styles() -> None:
    """Lay the wall out along the seams that its address names, if any."""
    grid = str(st.query_params.get(SEAMS, ""))
    if grid in SEAM_GRIDS:
        st.html(_css(*SEAM_GRIDS[grid]))


@lru_cache(maxsize=8)
def _css(columns: int, rows: int) -> str:
    """Return a style sheet, fixed text of our own. Where the panels are in one row the tiles keep their height."""
    lengths = {
        "seam-tiles": "calc(var(--fj-u) * 408)" if rows == 1 else "minmax(0, 1fr)",
        "seam-panels": "minmax(0, 1fr)" if rows == 1 else f"calc(100vh / {rows} - var(--fj-u) * 17)",
        "tiles-of-seam": "calc(100vh / 3 - var(--fj-u) * 10)" if rows == 3 else "100%",  # a row of panels of their own
        "strip-one": f"calc(100% / {columns})",
        "turn-room": "0",  # the way to the other tiles stands in the last column: between the others are the seams
        "turn-beside": "calc(var(--fj-u) * 52)",
        "whole": "none",  # the words for the whole bureau are left out where the header is narrow
        "key-width": f"calc(100% / {columns} - var(--fj-u) * 10)",
        "strip-gap": "0",
        "strip-pad": "0",
        "strip-loop": "none",  # the tiles above the seam need the room
        "strip-wrap": "wrap",
        "strip-evidence": "0.85em",
        "strip-space": "normal",
        "dialog": f"calc(100vw / {columns} - var(--fj-u) * 21)",
    }
    variables = "".join(f"--fj-{name}:{value};" for name, value in lengths.items())
    sheets = read_asset(FOLDER, "seams.css") + read_asset(FOLDER, f"seams_{columns}.css")
    # Above a seam there is room for one row of tiles, however fine the screen: the others are the next part.
    most = "" if rows == 1 else ".st-key-deck{--fj-tile-most:6 !important}"
    return f"<style>:root{{{variables}}}{sheets}{most}</style>"
