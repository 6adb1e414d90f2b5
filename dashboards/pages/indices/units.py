"""Units with their codes, and one of them opened into what made its score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from core.features.indices.text import (
    distance_text,
    has_headline,
    headline_text,
    interval_text,
    known_weight_text,
    score_text,
)
from core.features.indices.types import IndexTable, Score, ScorePart
from core.metrics.display import figure_text, rounded, rounded_estimate
from core.store.units import UnitRef
from core.time.days import month_text
from dashboards.components import export, instruction_link, table
from dashboards.components.markdown import escape_markdown
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import indices as words
from dashboards.i18n.words import instructions
from dashboards.pages.indices.file_rows import Cells, part_cells, score_cells
from dashboards.queries import database

_OPEN_KEY = "indices_open"


def open_unit(key: str) -> None:
    """Open a unit."""
    st.session_state[_OPEN_KEY] = int(key)


def title(index_table: IndexTable, units: Sequence[UnitRef]) -> str:
    """Return a title that says how many units have which code."""
    counts = Counter(index_table.codes[unit.id].word for unit in units if unit.id in index_table.codes)
    counts_text = "，".join(words.CODE_COUNT.format(count=count, word=word) for word, count in counts.most_common())
    return words.UNITS_TITLE.format(index=index_table.index.zh, told=counts_text or words.NO_SCORES)


def draw(
    index_table: IndexTable, units: Sequence[UnitRef], county: str, on_pick: Callable[[str], None] = open_unit
) -> None:
    """Draw the units, those of a county by its name, on the left, the one that is open on the right."""
    st.markdown(f"### {title(index_table, units)}")
    for remark in index_table.remarks:
        st.caption(remark)
    if not units:
        st.info(words.NO_UNITS)
        return
    ids = [unit.id for unit in units]
    requested = st.session_state.get(_OPEN_KEY)
    opened = requested if requested in ids else ids[0]
    left, right = st.columns([1, 1], gap="medium")
    with left:
        rows: list[table.Row] = [{"key": str(unit), "cells": _cells(index_table, unit)} for unit in ids]
        table.draw(
            words.UNIT_HEADS,
            rows,
            key=f"units_{index_table.index_id}",
            caption=words.PICK,
            pressed=str(opened),
            on_pick=on_pick,
        )
        name = f"{county}{index_table.index.zh}"
        scores = [score_cells(index_table, index_table.scores[unit]) for unit in ids]
        _draw_export(words.UNIT_FILE, scores, name, index_table.month)
    with right:
        _draw_score(index_table, index_table.scores[opened])


def _cells(index_table: IndexTable, unit: int) -> list[table.Cell]:
    score, code = index_table.scores[unit], index_table.codes[unit]
    colour = code.band.code if code.band else None
    return [
        table.text(score.unit.name, kind="strong"),
        {
            **table.code(code.word, code.shape, colour),
            "note": "；".join(filter(None, (code.reason, distance_text(code)))),
        },
        table.text(code.list or words.NO_LIST, kind="quiet nowrap"),
        table.number(score_text(score.value)),
        table.number(interval_text(score.low, score.high)),
        table.number(known_weight_text(score)),
    ]


def _draw_score(index_table: IndexTable, score: Score) -> None:
    """Draw a score KPI by KPI."""
    code = index_table.codes[score.unit.id]
    template = words.OPENED if has_headline(score) else words.OPENED_NONE
    if score.value is not None and not has_headline(score):
        template = words.OPENED_WIDE
    heading = template.format(
        unit=score.unit.name, index=index_table.index.zh, score=headline_text(score), word=code.word
    )
    st.markdown(f"#### {escape_markdown(heading)}")
    st.caption(words.SPAN.format(start=index_table.window.start, end=index_table.window.end))
    station = score.unit.id if score.unit.kind == "station" else None
    month = month_text(index_table.month)
    rows: list[table.Row] = [
        {"key": None, "cells": _part_cells(score_part, station, month)} for score_part in score.parts
    ]
    table.draw(words.PART_HEADS, rows, key="indices_parts")
    parts = [part_cells(database.catalogue(), index_table, score, score_part) for score_part in score.parts]
    _draw_export(words.PART_FILE, parts, score.unit.name, index_table.month)


def _part_cells(score_part: ScorePart, station: int | None, month: str) -> list[table.Cell]:
    figure, kpi = score_part.figure, database.catalogue().kpis[score_part.kpi]
    counts = [rounded(amount, 0) for amount in (figure.numerator, figure.denominator) if amount is not None]
    return [
        {
            **table.text(score_part.zh, note=score_part.reason or figure.note or ""),
            **_instruction_link(score_part, station, month),
        },
        table.number(figure_text(kpi, figure)),
        table.number(" / ".join(counts)),
        table.number(f"{score_part.weight:g}"),
        table.number(words.EXCLUDED if score_part.share is None else f"{rounded_estimate(score_part.share * 100, 1)}%"),
        table.number(score_text(score_part.points)),
        table.number(score_text(score_part.contribution)),
    ]


def _instruction_link(score_part: ScorePart, station: int | None, month: str) -> table.Cell:
    """Return the way to an instruction about a station's figure, as a score_part of a cell."""
    if station is None or not (url := instruction_link.form_url(score_part.kpi, station, month)):
        return {}
    return {"href": url, "link_text": instructions.NAME, "link_hint": f"{instructions.NEW}：{score_part.zh}"}


def _draw_export(heads: Sequence[str], rows: Sequence[Cells], name: str, month: int) -> None:
    title = export_words.STANDING.format(what=name, month=month_text(month))
    export.draw(export.sheet_of_rows(title, heads, rows), f"download_{name}")
