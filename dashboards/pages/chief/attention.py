"""The strip at the top of the wall: at most three sentences on what needs the chief, and how many signals stand."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.board.attention import MAX_NOTICES, Notice, attention
from core.catalogue.model import Catalogue
from core.metrics.types import Board
from dashboards.components.base import component, json_bytes
from dashboards.i18n.words import instructions as instruction_words
from dashboards.i18n.words import verdicts as words
from dashboards.pages.chief.standing import standing_text
from dashboards.queries import instructions, signals

KEY = "attention"
_render = component(__file__, "freshness")


def draw(board: Board, catalogue: Catalogue, on_pick: Callable[[str, int], None], *, is_part: bool) -> None:
    """Draw the strip; a click or Enter on a sentence calls `on_pick` with its KPI and unit.

    `is_part` says that other boards are shown in turn with this one, whose changes stand on strips of their own.
    """

    def handle_pick() -> None:
        kpi, _, unit = str(st.session_state[KEY].get("pick") or "").partition(" ")
        if kpi in board.kpis and unit.isdecimal():
            on_pick(kpi, int(unit))

    overdue = _overdue_data()
    notices = attention(board, catalogue, MAX_NOTICES - (overdue is not None))
    data = {
        "notices": [_notice_data(notice) for notice in notices],
        "overdue": overdue,
        "standing": _standing_data(board, has_notices=bool(notices), has_overdue=overdue is not None, is_part=is_part),
        "label": words.ATTENTION,
        "open": words.ATTENTION_OPEN,
    }
    _render(key=KEY, data=json_bytes(data), height="content", on_pick_change=handle_pick)


def _notice_data(notice: Notice) -> dict[str, str | int]:
    return {
        "kpi": notice.kpi,
        "unit": notice.unit,
        "place": notice.unit_name,
        "change": notice.kpi_label,
        "verdict": notice.marked_verdict,
        "evidence": notice.evidence,
        "explanation": notice.sentence,
    }


def _standing_data(
    board: Board, *, has_notices: bool, has_overdue: bool, is_part: bool
) -> dict[str, str | bool | None]:
    """Return the sentence on all that is no notice, the same on every scene but for what the scene itself confirms."""
    tally = signals.standing()
    text = standing_text(board, tally, has_notices=has_notices, has_overdue=has_overdue, is_part=is_part)
    has_signals = tally is not None and bool(tally.answer)
    return {
        "text": text,
        "isQuiet": not has_signals,
        "href": "signals" if has_signals and signals.scoped().may_dismiss else None,
    }


def _overdue_data() -> dict[str, str | None] | None:
    """Return how many instructions are overdue and whose is the oldest; None if none is."""
    overdue = instructions.overdue()
    if not overdue:
        return None
    oldest = instruction_words.OLDEST.format(
        unit=instructions.unit_name(overdue[0].unit), clocks="、".join(overdue[0].clocks)
    )
    return {
        "href": "instructions" if instructions.scoped().may_handle else None,
        "verdict": instruction_words.URGENT,
        "count": instruction_words.OVERDUE.format(count=len(overdue)),
        "evidence": oldest,
    }
