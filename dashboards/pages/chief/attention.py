"""The strip at the top of the wall: what needs the chief, by class, what was sent about it, or that all is calm.

It speaks of the whole bureau and of the board's own tiles, so that it is the same on every scene.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.board.attention import ALL_NOTICES, MAX_NOTICES, Notice, attention
from core.catalogue.model import Catalogue
from core.features.expected_range.types import ExpectedRange
from core.features.signals.digest import SignalDigest
from core.features.signals.doubts import DoubtedFigure
from core.instructions.model import Stage
from core.metrics.types import Board
from dashboards.components import older_answer, travel
from dashboards.components.base import fed_component, json_bytes
from dashboards.i18n.words import older_answers
from dashboards.i18n.words import verdicts as words
from dashboards.pages.chief import standing, usual_day, usual_months
from dashboards.pages.chief.loop import loop_steps
from dashboards.pages.chief.scenes import ALERTS
from dashboards.queries import database, instructions, month_charts, signals, usual_ranges
from dashboards.queries.background import PendingResult
from dashboards.queries.unit_places import place_of, place_of_signal
from dashboards.server.sent_numbers import whole_number

KEY = "attention"
FEWEST_NOTICES = 1
_render = fed_component(__file__, travel.SCRIPT, "freshness")


def draw(board: Board, catalogue: Catalogue, on_pick: Callable[[str, int], None]) -> None:
    """Draw the strip of a board of all tiles; a click or Enter on a notice calls `on_pick` with its KPI and unit."""
    kpis = board.kpis  # the handler outlives many boards

    def handle_pick() -> None:
        kpi, _, unit = str(st.session_state[KEY].get("pick") or "").partition(" ")
        if kpi in kpis and (number := whole_number(unit)):
            on_pick(kpi, number)

    pending, overdue, progress = signals.standing(), instructions.overdue(), instructions.progress()
    digests = None if pending is None else pending.answer
    places = standing.Places(place_of_signal, place_of, progress.stages.get)
    publication_text = words.BOARD_KEPT if database.board_trouble() else ""
    lines = standing.strip_lines(board, digests or (), overdue, places, publication_text)
    doubts = signals.doubts()
    every_notice = [
        notice
        for notice in attention(board, catalogue, ALL_NOTICES)
        if DoubtedFigure(notice.unit, notice.kpi) not in doubts
    ]
    notices = every_notice[: max(FEWEST_NOTICES, MAX_NOTICES - len(lines))]
    hidden = len(every_notice) - len(notices)
    charts = month_charts.usual_months(board.kpis, board.units[0].id)
    usual = usual_months.usual_text((charts.answer if charts else None) or {})
    newest_day = _newest_day(board)
    ages = (
        older_answer.age_text(older_answers.SIGNALS, pending),
        older_answer.age_text(older_answers.RANGES, charts, newest_day),
    )
    moved = instructions.moved_count()
    left_out = signals.left_out()
    is_empty = not lines and not notices and not left_out
    is_calm = digests is not None and is_empty and standing.has_figures(board)
    steps = () if database.is_merged() else loop_steps(digests, progress, None if moved is None else moved.answer)
    of_tiles = _standing(board, pending, digests, left_out, is_calm=is_calm)
    data = {
        "notices": [notice_data(notice, progress.of_figures.get((notice.kpi, notice.unit))) for notice in notices],
        "more": words.MORE_NOTICES.format(count=hidden) if hidden else "",
        "lines": [_line_data(line) for line in lines],
        "state": _state(lines, notices),
        "isCalm": is_calm,
        "standing": words.STANDING_JOINT.join(
            filter(None, (of_tiles, _day(board, catalogue, newest_day), usual, *ages))
        ),
        "loop": [step._asdict() for step in steps],
        "loopName": words.LOOP,
        "href": "instructions" if instructions.scoped().may_handle else None,
        "label": words.ATTENTION,
        "open": words.ATTENTION_OPEN,
    }
    _render(key=KEY, data=json_bytes(data), height="content", on_pick_change=handle_pick)


def _standing(
    board: Board,
    pending: PendingResult[tuple[SignalDigest, ...]] | None,
    digests: tuple[SignalDigest, ...] | None,
    left_out: int,
    *,
    is_calm: bool,
) -> str:
    """Return what is said of the tiles at large, and of signals that are not there."""
    if is_calm:
        return standing.calm_text(board)
    if digests is None:
        unknown = words.SIGNALS_PENDING if pending is None else words.SIGNALS_FAILED
    else:
        unknown = "" if digests else words.NO_SIGNALS
    if left_out:
        unknown = words.RULES_LEFT_OUT.format(count=left_out) if digests else words.NO_SIGNALS_OF.format(count=left_out)
    return words.STANDING_JOINT.join(filter(None, (unknown, standing.confirmed_text(board))))


def _newest_day(board: Board) -> PendingResult[ExpectedRange] | None:
    """Return the newest whole day of alerts beside its usual range, where the wall speaks of it."""
    if ALERTS not in board.kpis or board.period.end != board.board_of(ALERTS).as_of:
        return None
    return usual_ranges.newest_day(board.units[0].id, ALERTS)


def _day(board: Board, catalogue: Catalogue, pending: PendingResult[ExpectedRange] | None) -> str:
    """Return whether the newest whole day had as many alerts as usual, whatever period the wall shows.

    It is worked out beside the page; nothing is said until that is done, nor of an older day.
    """
    if pending is None or pending.answer is None or pending.answer.day != board.board_of(ALERTS).as_of:
        return ""
    return usual_day.day_text(pending.answer, catalogue.kpis[ALERTS])


def _state(lines: list[standing.StripLine], notices: Sequence[Notice]) -> str:
    """Return how the strip looks from the door: alarm, doubt, or nothing."""
    tones = {standing.TONES[line.group] for line in lines} | ({"worse"} if notices else set())
    return "alarm" if "worse" in tones else "doubt" if tones else ""


def _line_data(line: standing.StripLine) -> dict[str, str | None]:
    may_open = signals.scoped().may_dismiss
    return {
        "group": line.group,
        "tone": standing.TONES[line.group],
        "name": line.name,
        "count": line.total,
        "lead": line.lead,
        "sent": line.sent,
        "href": "signals" if may_open else None,
    }


def notice_data(notice: Notice, sent: Stage | None) -> dict[str, str | int]:
    """Return a notice as data; `sent` is the stage of the open instruction about its figure."""
    return {
        "kpi": notice.kpi,
        "unit": notice.unit,
        "place": notice.unit_name,
        "change": notice.kpi_label,
        "verdict": notice.marked_verdict,
        "evidence": notice.evidence,
        "explanation": notice.sentence,
        "sent": "" if sent is None else words.SENT_STAGE.format(stage=sent.label),
    }
