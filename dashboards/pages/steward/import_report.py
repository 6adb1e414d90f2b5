"""Report of an import, done or to be done: one sentence, notes, and what is refused by its causes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core.features.previews.tiles import BoardChange, TileChange
from core.intake.fields import LEDGER
from core.intake.importer import ImportReport
from core.intake.refusal import Refusal
from core.intake.refusal_causes import RefusalCause, refusal_causes
from core.intake.refused_file import RefusedTable, refused_workbook
from core.time.days import to_date
from core.time.period_label import dated_label, period_label
from core.time.reporting_calendar import ReportingCalendar
from dashboards.auth.file_tickets import PreparedFile
from dashboards.components import download, table
from dashboards.i18n.words import intake as words
from dashboards.queries import database

MOST_PERIODS = 6  # that are named each
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def written_rows(report: ImportReport) -> int:
    """Return how many rows an import writes or takes out."""
    return report.new + report.changed + report.withdrawn


def parts_text(report: ImportReport) -> str:
    """Return what becomes of the good rows."""
    counts = (
        (words.NEW, report.new),
        (words.CHANGED, report.changed),
        (words.WITHDRAWN, report.withdrawn),
        (words.SAME, report.unchanged),
    )
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
        ready = words.FIGURES_IN_PART if report.kind == LEDGER else words.READY_IN_PART  # of a wide row a part may do
        return ready.format(rows=f"{written_rows(report):,}", refused=f"{report.refused_rows:,}")
    return words.READY.format(parts=parts_text(report))


def receipt_text(report: ImportReport, kind: str) -> str:
    """Return what an import did, in one sentence or two."""
    if not written_rows(report):
        done = words.NOTHING_WRITTEN.format(file=report.file)
    else:
        done = words.DONE.format(file=report.file, kind=kind, parts=parts_text(report))
    if report.batch is not None:
        done += words.DONE_BATCH.format(batch=report.batch)
    return done + (words.DONE_REFUSED.format(refused=f"{report.refused_rows:,}") if report.refused else "")


def draw_sentence(text: str, key: str) -> None:
    """Draw a sentence that comes first; the name of a file in it is never markup."""
    with st.container(key=f"intake_sentence_{key}"):
        st.text(text)


def covered_text(report: ImportReport, calendar: ReportingCalendar) -> str:
    """Return the days that a file speaks of; of a ledger of several periods each of them, for it says no whole."""
    if len(report.periods) > 1:
        labels = [period_label(span, calendar) for span in report.periods]
        if len(labels) <= MOST_PERIODS:
            return words.PERIODS.format(periods="、".join(labels))
        return words.PERIODS_MANY.format(first=labels[0], last=labels[-1], count=len(labels))
    if report.covers is None:
        return ""
    first, last = (to_date(day) for day in report.covers)
    return words.COVERED.format(first=first, last=last)


def draw_notes(report: ImportReport, key: str) -> None:
    """Draw the days that a file speaks of, what else is to be known of it, and behind a fold how it was read."""
    if text := covered_text(report, database.catalogue().reporting_calendar):
        st.text(text)
    for warning in report.warnings:
        if warning not in report.reading:
            st.text(words.NOTE.format(text=warning))
    if report.reading:
        with st.expander(words.HOW_READ.format(count=len(report.reading)), key=f"intake_reading_{key}"):
            st.text("\n".join(f"{line}。" for line in report.reading))


def draw_board(board: BoardChange | None, key: str) -> None:
    """Draw the tiles that would change: of this year so far, and of the days spoken of."""
    if board is None:
        return
    if board.day_before != board.day_after:
        days = [str(day) if day else words.BOARD_NONE for day in (board.day_before, board.day_after)]
        st.text(words.BOARD_DAY.format(before=days[0], after=days[1]))
    periods = [(words.BOARD_YEAR, board.tiles)]
    if board.days is not None:
        periods.append((dated_label(board.days, database.catalogue().reporting_calendar), board.tiles_of_days))
    changed = [(period, tiles) for period, tiles in periods if any(tile.before != tile.after for tile in tiles)]
    if not changed:
        st.text(words.BOARD_SAME.format(period="、".join(period for period, _ in periods), count=len(board.tiles)))
    for place, (period, tiles) in enumerate(changed):
        _draw_tiles(period, tiles, f"{key}_{place}")


def _draw_tiles(period: str, tiles: Sequence[TileChange], key: str) -> None:
    changed = [tile for tile in tiles if tile.before != tile.after]
    rows = [
        table.Row(key=None, cells=[table.text(tile.zh), table.number(tile.before), table.number(tile.after)])
        for tile in changed
    ]
    caption = words.BOARD_CHANGED.format(period=period, count=len(tiles), changed=len(changed))
    table.draw(words.BOARD_HEADS, rows, key=key, caption=caption)


def draw_refused_file(refused: RefusedTable | None, batch: int | None, file: str, key: str) -> None:
    """Draw the button that takes the refused rows away as a workbook, with the reasons."""
    if refused is None:
        return
    stem = Path(file).stem
    name = words.REFUSED_FILE if batch is None else words.REFUSED_FILE_OF.format(batch=batch)
    workbook = PreparedFile(f"{stem}-{name}.xlsx", XLSX, lambda: refused_workbook(refused))
    download.button(words.REFUSED_TAKE, workbook, key=key)


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
    return "、".join(dict.fromkeys(texts))  # of a wide table a row is refused once for each figure
