"""The dialog that answers for one figure: definition, numerator and denominator, source, freshness, version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from core.metrics.types import ExplainedChange, Explanation
from dashboards.components import instruction_link, travel
from dashboards.components.base import fed_component, json_bytes
from dashboards.i18n import words
from dashboards.i18n.words import indicators as indicators_words
from dashboards.i18n.words import instructions as instruction_words
from dashboards.server.sent_numbers import whole_number

KEY = "explain"
Placement = Literal["wall", "desk", "drawer"]
_render = fed_component(__file__, travel.SCRIPT)


def draw(
    explanation: Explanation, unit: str, placement: Placement, on_close: Callable[[], None], kpi: str = ""
) -> None:
    """Draw the dialog over the page; it stays until it is closed, however often the page refreshes.

    On the wall it leaves the tiles in view; in the catalogue it is the top of a KPI's drawer. With `kpi` it leads on to
    the catalogue, and whoever may send instructions to one about the figure.
    """
    data = {
        "title": explanation.title,
        "unit": unit,
        "lines": [list(line) for line in explanation.lines],
        "changes": [_change_data(change) for change in explanation.changes],
        "close": words.CLOSE,
        "name": words.EXPLAIN,
        "placement": placement,
        "links": _links(kpi, with_catalogue=placement != "drawer") if kpi else [],
    }
    _render(key=KEY, data=json_bytes(data), on_close_change=on_close)


def _links(kpi: str, *, with_catalogue: bool) -> list[tuple[str, str]]:
    unit = whole_number(st.query_params.get("unit", ""))
    catalogue = urlencode({"kpi": kpi} | ({"unit": str(unit)} if unit else {}))
    links = [(f"indicators?{catalogue}", indicators_words.NAME)] if with_catalogue else []
    if url := instruction_link.form_url(kpi, unit or None):
        links.append((url, instruction_words.EXPLAIN_LINK))
    return links


def _change_data(change: ExplainedChange) -> dict[str, str]:
    return {
        "label": change.label,
        "span": change.span,
        "change": change.change,
        "interval": change.interval,
        "verdict": change.verdict,
        "tone": change.tone,
        "details": change.details,
    }
