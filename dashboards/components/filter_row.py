"""The one row of choices below a page's top: the unit, the KPI, the period and the group, in this order."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.components import filter_chip


def filter_row(*, on_paper: bool = True) -> DeltaGenerator:
    """Return the row, to draw the choices in. What the page says in words as well need not be `on_paper`.

    On a telephone it is behind a chip, and closed: the page says in its second line what is chosen.
    """
    filter_chip.draw()
    key = "filters" if on_paper else "take_filters"  # paper leaves out what is called take_
    return st.container(key=key, horizontal=True, vertical_alignment="bottom", gap="small")
