"""The way from a figure to an instruction about it: one click opens the form filled in, a second sends.

The form (pages/instructions/form.py) reads these of its address, and every page that leads to it writes them:

- `unit`: the id of the station that is to answer; without it, or with another, the sender picks one
- `kpi`: the id of the KPI that it is about; without it the form is about none
- `period`: the days of the figure, as the picker of periods takes them (ytd, last28, 2026-10, A..B)
- `record`: the number of a dispute or case that it is about in particular
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from core.access.viewer import AccessRefused
from dashboards.components import period_picker
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import instructions as words
from dashboards.queries import instructions
from dashboards.registry import page_file

PAGE = "instructions"
LABELS = {"label": words.NEW, "text": words.NAME}


def query_params(kpi: str, unit: int | None, period: str = "") -> dict[str, str]:
    """Return the parameters of the form's address; without `period` that of the page at hand."""
    params = {"unit": "" if unit is None else str(unit), "kpi": kpi, "period": period or period_picker.current()}
    return {name: text for name, text in params.items() if text}


def may_send() -> bool:
    """Return True if the viewer may send instructions."""
    try:
        return instructions.scoped().may_send
    except AccessRefused:
        return False


def url_builder(period: str = "") -> Callable[[str, int | None], str]:
    """Return a function that builds the form's address about a KPI and a station; empty if the viewer may not send."""
    if not may_send():
        return lambda kpi, unit: ""
    days = period or period_picker.current()
    return lambda kpi, unit: _form_url(kpi, unit, days)


@lru_cache(maxsize=4096)  # a map and a ranking build those of all stations, with every refresh
def _form_url(kpi: str, unit: int | None, days: str) -> str:
    return f"{PAGE}?{urlencode(query_params(kpi, unit, days))}"


def url_about_record(href: str, record: str) -> str:
    """Return the form's address, about one record in particular."""
    return f"{href}&{urlencode({'record': record})}" if href else ""


def form_url(kpi: str, unit: int | None, period: str = "") -> str:
    """Return the form's address; empty if the viewer may not send."""
    return url_builder(period)(kpi, unit)


def draw(kpi: str, unit: int, name: str) -> None:
    """Draw a link to the form about a station."""
    if may_send():
        st.page_link(
            page_file(PAGE),
            label=escape_markdown(words.INSTRUCTION_TO.format(unit=name)),
            icon=":material/send:",
            query_params=query_params(kpi, unit),
        )
