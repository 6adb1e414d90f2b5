"""The lists as published (原报) beside what the data say today (现值), and the act of publishing."""

from __future__ import annotations

from typing import cast

import streamlit as st

from core.catalogue.index_model import IndexUnit
from core.features.indices.published_table import PublishedLine, PublishedTable
from core.features.indices.text import change_text, score_text
from core.store.publication import Publication
from core.store.trail import signed_name
from core.time.days import month_text, to_time
from dashboards.components import export, table
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import indices as words
from dashboards.pages.indices.file_rows import published_cells
from dashboards.queries import indices

LOOK_EVERY = 2  # seconds, while a month is being published
_WAITING_KEY = "indices_publishing"  # in the session: the month whose publishing it waits for


def draw(month: int, county: int | None, *, waits_for_county: bool) -> None:
    """Draw the publications, the one picked (of a province a county's part), and the way to publish the month."""
    with st.container():  # stands there without a message too: whatever comes below keeps its place
        is_under_way = _draw_run(month)
    publications = indices.scoped().publications()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        publication = _pick(publications)
        kind = st.segmented_control(
            words.KIND,
            list(words.KINDS),
            format_func=words.KINDS.__getitem__,
            default="station",
            required=True,
            key="indices_kind",
        )
        if indices.scoped().may_publish() and not is_under_way:
            _draw_publishing(month, publications)
    if publication is None:
        st.info(words.NONE_YET)
        return
    if waits_for_county:
        st.info(words.PICK_COUNTY)
        return
    _draw_published(indices.published(publication, cast(IndexUnit, kind), county))


def _pick(publications: list[Publication]) -> Publication | None:
    if not publications:
        return None
    by_id = {publication.id: publication for publication in publications}
    labels = {
        publication.id: words.PUBLISHED.format(month=month_text(publication.month), label=publication.label)
        for publication in publications
    }
    number = st.selectbox(
        words.PUBLICATION, list(by_id), format_func=labels.__getitem__, key="indices_publication", width=260
    )
    return by_id[number]


def _draw_published(published: PublishedTable) -> None:
    publication = published.publication
    differ = sum(line.differs for line in published.lines)
    title = words.CHANGED if differ else words.UNCHANGED
    st.markdown(f"### {title.format(month=month_text(publication.month), index=published.index.zh, count=differ)}")
    acts = [words.PUBLISHED_BY.format(actor=signed_name(publication.actor), at=to_time(publication.at))]
    if publication.reason:
        acts.append(words.BECAUSE.format(reason=publication.reason))
    st.text("；".join(acts))
    for remark in (*published.index.remarks, *published.notes):
        st.caption(remark)
    best_first = sorted(
        published.lines, key=lambda line: (line.published.value is None, -(line.published.value or 0.0))
    )
    rows: list[table.Row] = [{"key": None, "cells": _cells(line)} for line in best_first]
    table.draw(words.LIST_HEADS, rows, key="indices_published")
    title = export_words.STANDING.format(what=publication.label, month=month_text(publication.month))
    rows_of_file = [published_cells(published, line) for line in published.lines]
    export.draw(export.sheet_of_rows(title, words.LIST_FILE, rows_of_file), "download_published")


def _cells(line: PublishedLine) -> list[table.Cell]:
    then, score, code = line.published, line.score, line.code
    band = code.band.code if code and code.band else None
    return [
        table.text(then.name, note=then.parent_name, kind="strong"),
        table.text(then.list or words.NO_LIST, kind="quiet nowrap"),
        {**table.code(then.word, then.shape, line.colour), "note": then.reason or ""},
        table.number(score_text(then.value)),
        table.code(code.word if code else None, code.shape if code else None, band),
        table.number(score_text(score.value if score else None)),
        table.number(change_text(line.change) + (f" {words.DIFFERS}" if line.differs else "")),
    ]


def _draw_publishing(month: int, publications: list[Publication]) -> None:
    """Draw the button: it opens an explanation of publishing, and for a month published already asks for a reason."""
    is_correction = any(publication.month == month for publication in publications)
    name = (words.CORRECT if is_correction else words.PUBLISH).format(month=month_text(month))
    with st.popover(name):
        st.text(words.PUBLISH_NOTE)
        reason = (
            st.text_input(words.REASON, placeholder=words.NO_REASON, key="indices_reason").strip()
            if is_correction
            else ""
        )
        label = words.DO_CORRECT if is_correction else words.DO_PUBLISH
        if not st.button(label, type="primary", key="indices_publish", disabled=is_correction and not reason):
            return
        indices.publish_month(month, reason)
    st.session_state[_WAITING_KEY] = month
    st.rerun()


def _draw_run(month: int) -> bool:
    """Say how far the publishing is that this session waits for, or that of the month; tell whether it is under way."""
    waits_for: int | None = st.session_state.get(_WAITING_KEY)
    run = indices.publishing(month if waits_for is None else waits_for)
    if run is None:
        return False
    if run.is_under_way:
        month_waited = st.session_state[_WAITING_KEY] = month if waits_for is None else waits_for
        st.info(words.UNDER_WAY.format(month=month_text(month_waited)))
        _wait_for(month_waited)
        return True
    if st.session_state.pop(_WAITING_KEY, None) is None:  # told to whoever waited, once
        return False
    if run.publication is None:
        st.error(run.refusal)
        return False
    published_month, label = month_text(run.publication.month), run.publication.label
    st.success(words.DONE.format(month=published_month, label=label))
    st.session_state["indices_publication"] = run.publication.id  # the list shows it
    return False


@st.fragment(run_every=LOOK_EVERY)
def _wait_for(month: int) -> None:
    """Draw the page again as soon as the publishing of a month is over."""
    run = indices.publishing(month)
    if run is None or not run.is_under_way:
        st.rerun(scope="app")
