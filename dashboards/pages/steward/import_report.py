"""Report of an import, done or to be done: one sentence, notes, and what is refused by its causes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.intake.importer import ImportReport
from core.intake.refusal import Refusal
from core.intake.refusal_causes import RefusalCause, refusal_causes
from core.time.days import to_date
from dashboards.components import table
from dashboards.i18n.words import intake as words


def written_rows(report: ImportReport) -> int:
    """Return how many rows an import writes."""
    return report.new + report.changed


def parts_text(report: ImportReport) -> str:
    """Return what becomes of the good rows."""
    counts = ((words.NEW, report.new), (words.CHANGED, report.changed), (words.SAME, report.unchanged))
    return "，".join(text.format(count=f"{count:,}") for text, count in counts if count)


def preview_text(report: ImportReport) -> str:
    """Return what an import would do, in one sentence."""
    if not report.rows_read:
        return words.NOTHING
    if report.refused and not written_rows(report) and not report.unchanged:
        return words.NOTHING_GOOD
    if not written_rows(report) and not report.refused:
        return words.NOTHING_NEW.format(same=f"{report.unchanged:,}")
    if report.refused:
        return words.READY_IN_PART.format(rows=f"{written_rows(report):,}", refused=f"{report.refused_rows:,}")
    return words.READY.format(parts=parts_text(report))


def receipt_text(report: ImportReport, kind: str) -> str:
    """Return what an import did, in one sentence or two."""
    if not written_rows(report):
        done = words.NOTHING_WRITTEN.format(file=report.file)
    else:
        done = words.DONE.format(file=report.file, kind=kind, parts=parts_text(report))
    return done + (words.DONE_REFUSED.format(refused=f"{report.refused_rows:,}") if report.refused else "")


def draw_sentence(text: str) -> None:
    """Draw the one sentence that comes first; the name of a file in it is never markup."""
    with st.container(key="intake_sentence"):
        st.text(text)


def draw_notes(report: ImportReport) -> None:
    """Draw the days that a file speaks of, and what else is to be known of it."""
    if report.covers is not None:
        first, last = (to_date(day) for day in report.covers)
        st.text(words.COVERED.format(first=first, last=last))
    for warning in report.warnings:
        st.text(words.NOTE.format(text=warning))


def draw_causes(refusals: Sequence[Refusal], key: str) -> None:
    """Draw what is refused, a line for each cause."""
    rows = [
        table.Row(
            key=None,
            cells=[
                table.number(f"{cause.rows:,}"),
                table.text(cause.column),
                table.text(cause.rule),
                table.text(cause.mend),
                table.text(_examples_text(cause)),
            ],
        )
        for cause in refusal_causes(refusals)
    ]
    table.draw(words.CAUSE_HEADS, rows, key=key)


def _examples_text(cause: RefusalCause) -> str:
    texts = [
        (words.EXAMPLE if one.value else words.EXAMPLE_EMPTY).format(row=one.row, value=one.value)
        for one in cause.examples
        if one.row
    ]
    return "、".join(texts)
