"""The strip at the top of the wall: at most three sentences that need the chief, or that there are none."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.board.attention import MAX_NOTICES, attention
from core.catalogue.model import Catalogue
from core.metrics.types import Board
from dashboards.components.base import component, json_bytes
from dashboards.i18n.words import instructions as order_words
from dashboards.i18n.words import verdicts as words
from dashboards.queries import instructions

KEY = "attention"
_render = component(__file__, "age")


def draw(board: Board, catalogue: Catalogue, on_pick: Callable[[str, int], None]) -> None:
    """Draws the strip; a click or Enter on a sentence calls `on_pick` with its KPI and unit."""

    def picked() -> None:
        kpi, _, unit = str(st.session_state[KEY].get("pick") or "").partition(" ")
        if kpi in board.kpis and unit.isdecimal():
            on_pick(kpi, int(unit))

    late = _orders()
    notices = [one._asdict() for one in attention(board, catalogue, MAX_NOTICES - (late is not None))]
    data = {
        "notices": notices,
        "orders": late,
        "calm": words.CALM,
        "label": words.ATTENTION,
        "open": words.ATTENTION_OPEN,
    }
    _render(key=KEY, data=json_bytes(data), height="content", on_pick_change=picked)


def _orders() -> dict[str, str | None] | None:
    """What is to be said of instructions that are late: how many, and whose is the oldest."""
    late = instructions.overdue()
    if not late:
        return None
    oldest = order_words.OLDEST.format(unit=instructions.unit_name(late[0].unit), clocks="、".join(late[0].clocks))
    return {
        "href": "instructions" if instructions.scoped().may_handle else None,
        "judged": order_words.URGENT,
        "what": order_words.OVERDUE.format(count=len(late)),
        "evidence": oldest,
    }
