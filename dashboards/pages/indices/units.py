"""Units with their codes, and one of them opened into what made its score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from core.features.indices.rows import part_rows, score_row
from core.features.indices.text import interval_text, known_text, score_text
from core.features.indices.types import Score, ScorePart, Standing
from core.metrics.display import figure_text, rounded
from core.store.units import UnitRef
from core.time.days import month_text
from dashboards.components import export as take_away
from dashboards.components import instruction_link as order_link
from dashboards.components import table
from dashboards.i18n.words import export as own
from dashboards.i18n.words import indices as words
from dashboards.i18n.words import instructions
from dashboards.queries import database

OPEN = "standing_open"


def open_unit(key: str) -> None:
    """Opens a unit."""
    st.session_state[OPEN] = int(key)


def title(shown: Standing, units: Sequence[UnitRef]) -> str:
    """How many units have which code."""
    found = Counter(shown.codes[unit.id].word for unit in units if unit.id in shown.codes)
    told = "，".join(words.ONE_OF.format(count=count, word=word) for word, count in found.most_common())
    return words.UNITS_TITLE.format(index=shown.index.zh, told=told or words.NOBODY)


def draw(shown: Standing, units: Sequence[UnitRef], on_pick: Callable[[str], None] = open_unit) -> None:
    """The units on the left, the one that is open on the right."""
    st.markdown(f"### {title(shown, units)}")
    for remark in shown.remarks:
        st.caption(remark)
    if not units:
        st.info(words.NO_UNITS)
        return
    ids = [unit.id for unit in units]
    chosen = st.session_state.get(OPEN)
    opened = chosen if chosen in ids else ids[0]
    left, right = st.columns([1, 1], gap="medium")
    with left:
        rows: list[table.Row] = [{"key": str(unit), "cells": _cells(shown, unit)} for unit in ids]
        table.draw(words.UNIT_HEADS, rows, key=f"units_{shown.index_id}", caption=words.PICK, pressed=str(opened),
                   on_pick=on_pick)  # fmt: skip
        _download([score_row(shown, shown.scores[unit]) for unit in ids], shown.index.zh, shown.month)
    with right:
        _opened(shown, shown.scores[opened])


def _cells(shown: Standing, unit: int) -> list[table.Cell]:
    score, code = shown.scores[unit], shown.codes[unit]
    colour = code.band.code if code.band else None
    return [
        table.text(score.unit.name, kind="strong"),
        {**table.code(code.word, code.shape, colour), "note": code.reason},
        table.text(code.list or words.NO_LIST, kind="quiet nowrap"),
        table.number(score_text(score.value)),
        table.number(interval_text(score.low, score.high)),
        table.number(known_text(score)),
    ]


def _opened(shown: Standing, score: Score) -> None:
    """What made a score, KPI by KPI."""
    code = shown.codes[score.unit.id]
    name = words.OPENED if score.value is not None else words.OPENED_NONE
    told = name.format(unit=score.unit.name, index=shown.index.zh, score=score_text(score.value), word=code.word)
    st.markdown(f"#### {told}")
    st.caption(words.SPAN.format(start=shown.window.start, end=shown.window.end))
    station = score.unit.id if score.unit.kind == "station" else None
    month = month_text(shown.month)
    rows: list[table.Row] = [{"key": None, "cells": _part(part, station, month)} for part in score.parts]
    table.draw(words.PART_HEADS, rows, key="standing_parts")
    _download(part_rows(database.catalogue(), shown, score), score.unit.name, shown.month)


def _part(part: ScorePart, station: int | None, month: str) -> list[table.Cell]:
    figure, kpi = part.figure, database.catalogue().kpis[part.kpi]
    parts = [rounded(amount, 0) for amount in (figure.numerator, figure.denominator) if amount is not None]
    return [
        {**table.text(part.zh, note=part.reason or figure.note or ""), **_order(part, station, month)},
        table.number(figure_text(kpi, figure)),
        table.number(" / ".join(parts)),
        table.number(f"{part.weight:g}"),
        table.number(words.LEFT_OUT if part.share is None else f"{rounded(part.share * 100, 1)}%"),
        table.number(score_text(part.points)),
        table.number(score_text(part.contribution)),
    ]


def _order(part: ScorePart, station: int | None, month: str) -> table.Cell:
    """The way to an instruction about a station's figure."""
    if station is None or not (form := order_link.form_url(part.kpi, station, month)):
        return {}
    return {"href": form, "words": instructions.NAME, "hint": f"{instructions.NEW}：{part.zh}"}


def _download(rows: list[dict[str, object]], what: str, month: int) -> None:
    title = own.STANDING.format(what=what, month=month_text(month))
    taken = take_away.sheet_of_rows(title, list(rows[0]) if rows else [], [list(row.values()) for row in rows])
    take_away.draw(taken, f"download_{what}")
