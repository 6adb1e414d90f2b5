"""Batches: everything that was brought in or taken out, looked at one by one, and taken back after a look at that."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.access.steward_batches import BatchLook, StewardBatches
from core.features.previews.tiles import BoardChange
from core.intake.undo import UndoReport
from core.store.batches import Batch
from core.store.sqlite import StoreError
from core.time.days import minute_text
from core.time.period_label import dated_label
from dashboards.components import table
from dashboards.i18n.words import batches as words
from dashboards.pages.steward import import_report, lists
from dashboards.queries import database
from dashboards.queries.steward import may_change

SHOWN = 30  # batches listed at first
_PICKED, _ALL, _REHEARSED = "batch_picked", "batches_all", "batch_rehearsed"


def draw(desk: StewardBatches, kinds: Mapping[str, str]) -> None:
    """Draw the list, and the batch that is picked."""
    batches = desk.batches()
    if not batches:
        st.info(words.NONE_IN_DEMO if database.is_demo() else words.NONE)
        return
    shown = batches if st.session_state.get(_ALL) else batches[:SHOWN]
    picked: int | None = st.session_state.get(_PICKED)
    table.draw(
        words.HEADS,
        [table.Row(key=str(batch.number), cells=_cells(batch, kinds)) for batch in shown],
        key="batches",
        caption=words.LEAD,
        pressed=str(picked),
        on_pick=lambda key: st.session_state.update({_PICKED: int(key)}),
    )
    if len(shown) < len(batches):
        st.checkbox(words.ALL.format(count=len(batches)), key=_ALL)
    if picked is not None and any(batch.number == picked for batch in batches):
        with st.container(border=True, key="batch_box"):
            _draw_batch(desk, desk.look(picked))


def _cells(batch: Batch, kinds: Mapping[str, str]) -> list[table.Cell]:
    counts = batch.counts
    parts = [
        text.format(count=f"{count:,}")
        for text, count in (
            (words.NEW, counts.new),
            (words.CHANGED, counts.changed),
            (words.WITHDRAWN, counts.withdrawn),
            (words.REFUSED, counts.refused),
        )
        if count
    ]
    what = words.ACTS[batch.act].format(kind=kinds.get(batch.kind, batch.kind))
    state = words.STANDING
    if batch.undone_at is not None:
        state = words.UNDONE.format(at=minute_text(batch.undone_at), who=lists.actor(batch.undone_by or ""))
    return [
        table.number(str(batch.number)),
        table.text(what, note=batch.file),
        table.text(_days(batch)),
        table.text("，".join(parts)),
        table.text(minute_text(batch.at), note=lists.actor(batch.actor)),
        table.text(state),
    ]


def _days(batch: Batch) -> str:
    return dated_label(batch.days, database.catalogue().reporting_calendar) if batch.days else ""


def _draw_batch(desk: StewardBatches, look: BatchLook) -> None:
    """Draw what taking a batch back would do, or why it cannot be; two presses do it."""
    batch = look.batch
    if batch.undone_at is not None:
        st.text(words.ALREADY.format(number=batch.number))
        return
    try:
        report, board = _rehearsed(desk, batch)
    except (LookupError, StoreError) as error:
        import_report.draw_sentence(words.CANNOT.format(number=batch.number), "batch")
        st.text(str(error))
        return
    import_report.draw_sentence(_undo_text(report, words.WOULD), "batch")
    for later in report.kept:
        st.text(words.KEPT.format(later=later.number, rows=f"{later.rows:,}"))
    for later in report.carried:
        st.text(words.CARRIED.format(later=later.number, rows=f"{later.rows:,}"))
    import_report.draw_board(board, "batch_tiles")
    if not may_change():
        return
    key = f"{batch.number}_{database.data_version()}"  # another look is another yes
    sure = st.checkbox(words.SURE.format(number=batch.number), key=f"batch_sure_{key}")
    if st.button(words.UNDO.format(number=batch.number), disabled=not sure, key=f"batch_undo_{batch.number}"):
        try:
            done = desk.undo(batch.number)
        except (LookupError, StoreError) as error:
            st.error(str(error))
            return
        st.session_state.pop(_PICKED, None)
        lists.rerun_with_message(_undo_text(done, words.DID))


def _rehearsed(desk: StewardBatches, batch: Batch) -> tuple[UndoReport, BoardChange]:
    """Return what an undo would do; it is rehearsed once for each version of the data."""
    key = batch.number, database.data_version()
    kept: tuple[tuple[int, int], tuple[UndoReport, BoardChange]] | None = st.session_state.get(_REHEARSED)
    if kept is None or kept[0] != key:
        with st.spinner(words.LOOKING):
            kept = key, desk.rehearse_undo(batch.number)
        st.session_state[_REHEARSED] = kept
    return kept[1]


def _undo_text(report: UndoReport, text: str) -> str:
    counts = report.counts
    parts = [
        part.format(count=f"{count:,}")
        for part, count in (
            (words.REMOVED, counts.removed),
            (words.REVERTED, counts.reverted),
            (words.RETURNED, counts.returned),
        )
        if count
    ]
    return text.format(number=report.batch.number, parts="，".join(parts) or words.NOTHING)
