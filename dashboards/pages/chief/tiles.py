"""The tiles: figure, changes, standard and the line of 24 months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.board.change_text import MARKS, ChangeText
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.month_chart.types import MonthChart
from core.features.signals.doubts import DoubtedFigure
from core.judgement.verdict_text import KIND_NAMES
from core.metrics.display import cut_month, cut_month_note, figure_mark, unfinished_note
from core.metrics.types import Board, Figure, Verdict
from core.store.units import UnitRef
from core.time.days import month_text
from dashboards.components import instruction_link, travel
from dashboards.components.base import fed_component, json_bytes
from dashboards.components.change_text import (
    chip_data,
    figure_parts,
    figure_span,
    is_last_month_cut,
    short_points,
    shown_changes,
    standard_data,
    unripe_note,
)
from dashboards.components.freshness import late_text, short_late_text
from dashboards.i18n import words
from dashboards.i18n.words import chief as chief_words
from dashboards.i18n.words import verdicts
from dashboards.pages.chief import usual_months
from dashboards.pages.chief.snapshot import WallView
from dashboards.pages.chief.usual_months import OutsideMonth
from dashboards.queries import month_charts, signals

KEY, STATION = "tiles", "station"
QUIET = (Verdict.UNCLEAR, Verdict.FLAT)  # said once for all tiles, in the strip
QUIET_PHRASES = {MARKS[verdict]: verdict.phrase for verdict in (Verdict.FLAT, Verdict.UNCLEAR)}
YEAR = 12  # months
OPEN = (Verdict.TOO_FEW, Verdict.TOO_WIDE)  # the word stands in place of a number that carries nothing
_render = fed_component(__file__, "parts", "tile_key", travel.SCRIPT, "freshness", "instruction_link")


def tile(
    board: Board,
    catalogue: Catalogue,
    kpi_id: str,
    unit: UnitRef,
    href: str = "",
    *,
    chart: MonthChart | None = None,
    is_doubted: bool = False,
) -> dict[str, Any]:
    """Return one tile as data; `href` is the address of an instruction about it, `chart` has its usual months.

    Of a figure that is in doubt no change is told, and not whether it meets its standard.
    """
    full_board, board = board, board.board_of(kpi_id)
    kpi, answer = catalogue.kpis[kpi_id], board.figures[kpi_id, unit.id]
    number, unit_text = figure_parts(kpi, answer)
    is_cut = is_last_month_cut(board)
    changes = [] if is_doubted else shown_changes(board, kpi_id, kpi, unit.id)
    is_current = not is_doubted and board.period.end == board.as_of
    outside = usual_months.outside_month(chart) if is_current else None
    return {
        "id": kpi_id,
        "label": kpi.label,
        "domain": catalogue.domains[kpi.domain].zh,
        "href": href,
        "number": number,
        "unit": unit_text,
        "reason": answer.reason or "",
        "remark": answer.note or "",
        "mark": figure_mark(answer),
        "doubt": verdicts.DOUBTED if is_doubted else "",
        "late": late_text(full_board, kpi_id),
        "asOf": _as_of(full_board, kpi_id, answer),
        "span": figure_span(board, kpi),
        "changes": [chip(change) for change in changes if not change.month],
        "month": month_data([change for change in changes if change.month], outside),
        "standard": None if is_doubted else standard_data(board, kpi_id, kpi, unit.id),
        "band": usual_months.band(chart, board.months),
        "series": list(board.series.get((kpi_id, unit.id), ())),
        "seriesRemark": _series_remark(board, kpi),
        "partial": kpi.basis != "stock" and is_cut,
        "cut": cut_month_note(board) if kpi.basis != "stock" else "",
        "cutShort": _line_end(board),
        "unfinished": unfinished_note(board) if kpi.basis != "stock" else "",
    }


def month_data(changes: Sequence[ChangeText], outside: OutsideMonth | None) -> dict[str, Any] | None:
    """Return what is said of a month and not of the figure: its change on the one before, and that it is unusual."""
    month = changes[0].month if changes else outside.month if outside else ""
    if not month:
        return None
    side = "" if outside is None else outside.side if outside.month == month else f"{outside.month}{outside.side}"
    chips = [chip(change) | {"label": KIND_NAMES["mom"]} for change in changes]
    return {"name": month, "outside": side, "changes": chips}


def _line_end(board: Board) -> str:
    """Return where a tile's line ends within a month; empty where it ends with one."""
    joint = verdicts.CUT if board.calendar.month_begins == 1 else verdicts.CUT_OWN_MONTH
    days = joint.join(cut_month(board) or ())
    return verdicts.LINE.format(days=days) if days else ""


def chip(change: ChangeText) -> dict[str, Any]:
    """Return a change as data: a word stands for an exception alone, a mark for every answer.

    Without its mark, and without what could have been told, a change that nobody can be sure of would read as one.
    """
    data = chip_data(change)
    data["text"] = short_points(data["text"])
    if change.verdict in OPEN:
        return data | {"text": ""}
    return data | {"verdict": ""} if change.verdict in QUIET else data


def key_entries(tiles: Sequence[dict[str, Any]], months: Sequence[int]) -> list[dict[str, str]]:
    """Return what the lines of the tiles and the marks without a word mean: of what these tiles have, and no more.

    A line's height is its KPI's own, from its lowest to its highest: the ends of the months are named, those are not.
    """
    entries = []
    if months and any(value is not None for tile in tiles for value in tile["series"]):
        first, last = (month_text(month) for month in (months[0], months[-1]))
        entries.append({"text": chief_words.LINE_KEY.format(first=first, last=last)})
        is_open = any(tile["partial"] for tile in tiles)
        text = chief_words.OPEN_MONTH if is_open else chief_words.LATEST_MONTH
        entries.append({"sign": "open" if is_open else "latest", "text": text})
        if any(len(tile["series"]) > YEAR and tile["series"][-1 - YEAR] is not None for tile in tiles):
            entries.append({"sign": "yearAgo", "text": chief_words.YEAR_AGO_MONTH})
        if any(pair is not None for tile in tiles for pair in tile["band"]):
            entries.append({"sign": "usual", "text": chief_words.USUAL_RANGE})
        if any(tile["standard"] for tile in tiles):
            entries.append({"sign": "standard", "text": words.STANDARD})
    marks = {mark for tile in tiles for mark in _wordless_marks(tile)}
    return entries + [{"mark": mark, "text": QUIET_PHRASES[mark]} for mark in QUIET_PHRASES if mark in marks]


def _wordless_marks(tile: dict[str, Any]) -> list[str]:
    """Return the marks of a tile's changes that stand without their word."""
    changes = [*tile["changes"], *(tile["month"]["changes"] if tile["month"] else ())]
    return [change["mark"] for change in changes if not change["verdict"]]


def _series_remark(board: Board, kpi: Kpi) -> str:
    """Return what the months of a cohort are, and that the last is younger than the others where it is cut."""
    remark = chief_words.SPARK_KNOWN if kpi.basis == "cohort" else ""
    return "；".join(filter(None, (remark, unripe_note(board, kpi))))


def _as_of(board: Board, kpi: str, answer: Figure) -> str:
    """Return a figure's day where it is not the board's: that of a late source, or of a stock counted earlier."""
    return short_late_text(board, kpi) or (f"{words.AS_OF} {answer.as_of:%Y-%m-%d}" if answer.as_of else "")


def draw(view: WallView, chosen: str, on_pick: Callable[[str], None]) -> None:
    """Draw the tiles; a click or Enter on one calls `on_pick` with its KPI.

    Where the wall has no room for all, the others are the scene's next part, and a button leads there.
    """
    board, catalogue, unit = view.board, view.catalogue, view.unit

    def handle_pick() -> None:
        kpi = st.session_state[KEY].get("pick")
        if kpi in catalogue.kpis:
            on_pick(kpi)

    build_url, station = instruction_link.url_builder(), unit.id if unit.kind == STATION else None
    doubts, pending = signals.doubts(), month_charts.usual_months(board.kpis, unit.id)
    charts = (pending.answer if pending else None) or {}
    tiles = [
        tile(
            board,
            catalogue,
            kpi,
            unit,
            build_url(kpi, station),
            chart=charts.get(kpi),
            is_doubted=DoubtedFigure(unit.id, kpi) in doubts,
        )
        for kpi in board.kpis
    ]
    data = {
        "tiles": tiles,
        "scene": view.scene,
        "chosen": chosen,
        "picked": chosen == st.query_params.get("kpi"),
        "others": chief_words.OTHER_TILES,
        "key": key_entries(tiles, board.months),
        "hint": words.EXPLAIN,
        "standard": words.STANDARD,
        "instruction": instruction_link.LABELS,
    }
    _render(key=KEY, data=json_bytes(data), height="stretch", on_pick_change=handle_pick)
