"""The panel that answers for one figure: definition, numerator and denominator, source, freshness, version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Literal

import streamlit as st

from core.metrics.types import Explanation
from dashboards.components import instruction_link as order_link
from dashboards.components.base import component
from dashboards.i18n import words
from dashboards.i18n.words import instructions as instruction_words
from dashboards.i18n.words import reference as reference_words

KEY = "explain"
Placement = Literal["wall", "desk"]
_render = component(__file__)


def draw(explanation: Explanation, unit: str, place: Placement, on_close: Callable[[], None], kpi: str = "") -> None:
    """Draws the panel over the page; it stays until it is closed, however often the page refreshes.

    On the wall it leaves the tiles in view. With `kpi` it leads on to that KPI's page of the reference, and whoever may
    send instructions to one about the figure.
    """
    data = {
        "title": explanation.title,
        "unit": unit,
        "lines": [list(line) for line in explanation.lines],
        "changes": [asdict(one) for one in explanation.changes],
        "close": words.CLOSE,
        "name": words.EXPLAIN,
        "place": place,
        "more": _leads(kpi) if kpi else [],
    }
    _render(key=KEY, data=data, on_close_change=on_close)


def _leads(kpi: str) -> list[tuple[str, str]]:
    leads = [(f"reference?kpi={kpi}", reference_words.NAME)]
    unit = st.query_params.get("unit", "")
    if form := order_link.form_url(kpi, int(unit) if unit.isdecimal() else None):
        leads.append((form, instruction_words.EXPLAIN_LINK))
    return leads
