"""Issued bulletins: the list, one of them as it was issued, what reads otherwise since, and another issue beside it."""

from __future__ import annotations

import streamlit as st

from core.access.viewer import AccessRefused
from core.bulletins.document import BulletinDocument
from core.bulletins.formats.marks import imprint_of
from core.bulletins.issue_comparison import figure_pairs
from core.store.bulletins import IssuedBulletin
from core.store.sqlite import StoreError
from core.store.trail import signed_name
from core.time.days import minute_text
from dashboards.components import table
from dashboards.i18n.words import bulletins as words
from dashboards.i18n.words.bulletins import BulletinView
from dashboards.pages.bulletins import files, paper, state
from dashboards.queries import bulletins


def draw(listed: list[IssuedBulletin]) -> None:
    """Draw what was issued, and the one that the address names; the newest if it names none."""
    if not listed:
        st.info(words.NO_ISSUED)
        return
    number = state.open_number() or listed[0].id
    st.caption(words.PICK)
    _list(listed, number)
    try:
        bulletin, document = bulletins.scoped().issued_document(number)
    except (AccessRefused, StoreError) as error:
        st.error(str(error.args[0]))
        return
    _draw_one(bulletin, document, listed)


def _list(listed: list[IssuedBulletin], number: int) -> None:
    rows: list[table.Row] = [
        {
            "key": str(bulletin.id),
            "cells": [
                table.number(str(bulletin.id)),
                table.text(bulletin.title, note=bulletin.reason, kind="strong"),
                table.text(bulletin.label, kind="nowrap"),
                table.text(signed_name(bulletin.actor)),
                table.text(minute_text(bulletin.at), kind="nowrap"),
            ],
        }
        for bulletin in listed
    ]
    table.draw(
        words.ISSUED_HEADS,
        rows,
        key="bulletins_issued",
        pressed=str(number),
        on_pick=lambda key: state.show(BulletinView.ISSUED, int(key)),
    )


def _draw_one(bulletin: IssuedBulletin, document: BulletinDocument, listed: list[IssuedBulletin]) -> None:
    with st.container(key="bulletin_sentence"):
        st.text(
            words.ISSUED_BY.format(
                number=bulletin.id,
                label=bulletin.label,
                actor=signed_name(bulletin.actor),
                at=minute_text(bulletin.at),
                audit=bulletin.audit,
            )
        )
    if bulletin.reason:
        st.text(words.BECAUSE.format(reason=bulletin.reason))
    _draw_corrections(bulletin.id)
    with st.container(horizontal=True, vertical_alignment="bottom", key="take_bulletin_acts"):
        other = _other_issue(bulletin, listed)
        files.draw(document, imprint_of(bulletin), f"issued_{bulletin.id}")
    if other is not None:
        _draw_beside(bulletin, document, other)
    paper.draw(document, imprint_of(bulletin), key="bulletin_issued")


def _draw_corrections(number: int) -> None:
    try:
        corrected = bulletins.corrections(number)
    except (LookupError, StoreError, ValueError) as error:  # its kind or its unit may be no more
        st.caption(str(error.args[0]) if error.args else str(error))
        return
    if not corrected:
        st.text(words.UNCHANGED)
        return
    st.text(words.CHANGED.format(count=len(corrected)))
    rows: list[table.Row] = [
        {
            "key": None,
            "cells": [
                table.text(figure.unit, kind="strong"),
                table.text(figure.kpi_zh),
                table.text(figure.what),
                table.number(figure.issued),
                table.number(figure.now),
            ],
        }
        for figure in corrected
    ]
    table.draw(words.CORRECTION_HEADS, rows, key="bulletin_corrections")


def _other_issue(bulletin: IssuedBulletin, listed: list[IssuedBulletin]) -> int | None:
    """Draw the choice of another issue of the same kind and unit; None if there is none, or none is chosen."""
    alike = {
        other.id: other.title
        for other in listed
        if other.id != bulletin.id and other.subject[:2] == bulletin.subject[:2]
    }
    if not alike:
        return None
    names = {None: words.NOBODY_BESIDE} | {
        number: words.NUMBERED.format(number=number, title=title) for number, title in alike.items()
    }
    chosen = st.selectbox(
        words.BESIDE, list(names), format_func=names.__getitem__, key=f"bulletin_beside_{bulletin.id}", width=420
    )
    return None if chosen is None else int(chosen)


def _draw_beside(bulletin: IssuedBulletin, document: BulletinDocument, other: int) -> None:
    try:
        _, other_document = bulletins.scoped().issued_document(other)
    except (AccessRefused, StoreError) as error:
        st.error(str(error.args[0]))
        return
    rows: list[table.Row] = [
        {
            "key": None,
            "cells": [table.text(pair.kpi_zh, kind="strong"), table.number(pair.first), table.number(pair.second)],
        }
        for pair in figure_pairs(other_document, document)
    ]
    heads = (
        words.FIGURE,
        words.NUMBERED.format(number=other, title=other_document.period_text),
        words.NUMBERED.format(number=bulletin.id, title=document.period_text),
    )
    table.draw(heads, rows, key="bulletin_beside")
    st.caption(words.BESIDE_NOTE)
