"""The lists as published (原报) beside what the data say today (现值), and the act of publishing."""

from __future__ import annotations

from typing import cast

import streamlit as st

from core.catalogue.index_model import IndexUnit
from core.features.indices.publish import Line, Published
from core.features.indices.rows import Row, published_row
from core.features.indices.text import change_text, score_text
from core.metrics.reporting_period import PeriodError
from core.store.publication import Publication
from core.store.sqlite import StoreError
from core.time.days import month_text, to_time
from dashboards.components import export as take_away
from dashboards.components import table
from dashboards.i18n.words import export as own
from dashboards.i18n.words import indices as words
from dashboards.queries import database, indices

SAID = "standing_said"


def draw(month: int) -> None:
    """The publications, the one picked, and the way to publish the month at hand."""
    done = indices.scoped().publications()
    with st.container():  # is there with nothing to say too: what comes below keeps its place
        if said := st.session_state.pop(SAID, ""):
            st.success(said)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = _picked(done)
        kind = st.segmented_control(
            words.KIND, list(words.KINDS), format_func=words.KINDS.__getitem__, default="station", required=True,
            key="standing_kind",
        )  # fmt: skip
        if indices.scoped().may_publish():
            _publish(month, done)
    if shown is None:
        st.info(words.NONE_YET)
        return
    _show(indices.published(shown, cast(IndexUnit, kind)))


def _picked(done: list[Publication]) -> Publication | None:
    if not done:
        return None
    by_id = {one.id: one for one in done}
    label = {one.id: words.PUBLISHED.format(month=month_text(one.month), label=one.label) for one in done}
    number = st.selectbox(
        words.PUBLICATION, list(by_id), format_func=label.__getitem__, key="standing_publication", width=260
    )
    return by_id[number]


def _show(shown: Published) -> None:
    act = shown.publication
    differ = sum(line.differs for line in shown.lines)
    title = words.CHANGED if differ else words.UNCHANGED
    st.markdown(f"### {title.format(month=month_text(act.month), index=shown.index.zh, count=differ)}")
    told = [words.PUBLISHED_BY.format(actor=act.actor, at=to_time(act.at))]
    if act.reason:
        told.append(words.BECAUSE.format(reason=act.reason))
    st.text("；".join(told))
    for remark in (*shown.index.remarks, *shown.notes):
        st.caption(remark)
    ordered = sorted(shown.lines, key=lambda line: (line.then.value is None, -(line.then.value or 0.0)))
    rows: list[table.Row] = [{"key": None, "cells": _cells(line)} for line in ordered]
    table.draw(words.LIST_HEADS, rows, key="standing_published")
    taken = _rows(shown)
    title = own.STANDING.format(what=act.label, month=month_text(act.month))
    heads = list(taken[0]) if taken else []
    take_away.draw(take_away.sheet_of_rows(title, heads, [list(row.values()) for row in taken]), "download_published")


def _rows(shown: Published) -> list[Row]:
    return [published_row(shown, line, demo=database.is_demo()) for line in shown.lines]


def _cells(line: Line) -> list[table.Cell]:
    then, score, code = line.then, line.score, line.code
    band = code.band.code if code and code.band else None
    return [
        table.text(then.name, note=then.above, kind="strong"),
        table.text(then.list or words.NO_LIST, kind="quiet nowrap"),
        {**table.code(then.word, then.shape, line.colour), "note": then.reason or ""},
        table.number(score_text(then.value)),
        table.code(code.word if code else None, code.shape if code else None, band),
        table.number(score_text(score.value if score else None)),
        table.number(change_text(line.change) + (f" {words.DIFFERS}" if line.differs else "")),
    ]


def _publish(month: int, done: list[Publication]) -> None:
    """The button: opens to what publishing means, and for a month published already asks for a reason."""
    again = any(one.month == month for one in done)
    name = (words.CORRECT if again else words.PUBLISH).format(month=month_text(month))
    with st.popover(name):
        st.text(words.PUBLISH_NOTE)
        reason = (
            st.text_input(words.REASON, placeholder=words.NO_REASON, key="standing_reason").strip() if again else ""
        )
        label = words.DO_CORRECT if again else words.DO_PUBLISH
        if not st.button(label, type="primary", key="standing_publish", disabled=again and not reason):
            return
        try:
            made = indices.publish_month(month, reason)
        except (StoreError, PeriodError, LookupError) as error:
            st.error(str(error))
            return
    st.session_state[SAID] = words.DONE.format(month=month_text(made.month), label=made.label)
    st.session_state.pop("standing_publication", None)
    st.rerun()
