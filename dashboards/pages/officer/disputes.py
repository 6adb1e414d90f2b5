"""The open disputes that an officer answers for, with their due dates."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.metrics.types import DueDispute
from dashboards.components import export, table
from dashboards.i18n import words
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import officer as officer_words


def draw(disputes: Sequence[DueDispute]) -> None:
    """Draw the disputes in three columns, so that a telephone has room."""
    if not disputes:
        st.info(officer_words.NO_DISPUTES)
        return
    late = sum(_is_late(dispute) for dispute in disputes)
    late_text = officer_words.OF_THESE_LATE.format(count=late) if late else ""
    st.text(officer_words.DISPUTES_NOTE.format(open=len(disputes), late=late_text))
    rows: list[table.Row] = [{"key": None, "cells": _cells(dispute)} for dispute in disputes]
    table.draw(officer_words.DISPUTE_HEADS, rows, key="own_disputes")
    heads = [*officer_words.DISPUTE_COLUMNS.values(), officer_words.LEADER]
    file_rows = [_file_row(dispute) for dispute in disputes]
    export.draw(export.sheet_of_rows(export_words.DISPUTES, heads, file_rows), "own_disputes")


def _is_late(dispute: DueDispute) -> bool:
    return dispute.overdue is not None and dispute.overdue > 0


def _key_text(dispute: DueDispute) -> str:
    return words.KEY_DISPUTE if dispute.key else ""


def _file_row(dispute: DueDispute) -> tuple[object, ...]:
    return (
        dispute.id,
        dispute.kind,
        dispute.reported,
        dispute.due,
        words.due_text(dispute.overdue),
        _key_text(dispute),
        dispute.leader or "",
    )


def _cells(dispute: DueDispute) -> list[table.Cell]:
    leader = officer_words.LED_BY.format(name=dispute.leader) if dispute.leader else ""
    note = "，".join(filter(None, (dispute.kind, _key_text(dispute), leader)))
    mark = officer_words.LATE_MARK if _is_late(dispute) else ""
    return [
        table.text(dispute.id, note=note),
        table.text(str(dispute.reported), kind="nowrap"),
        table.text(
            words.NO_DATA if dispute.due is None else str(dispute.due),
            note=f"{mark}{words.due_text(dispute.overdue)}",
            kind="nowrap",
        ),
    ]
