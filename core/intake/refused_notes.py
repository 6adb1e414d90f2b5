"""Plans the notes of refused rows: new ones, and those that fall as rows come in or a file takes their days over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from core.intake.identifiers import identifier
from core.intake.import_plan import ImportPlan
from core.intake.mapping.mapped_table import unmapped_rows
from core.intake.refusal import CellError
from core.intake.refused_place import RefusedPlace
from core.intake.sheet import ImportSheet
from core.intake.table import Row
from core.store.batch_tables import BASELINE
from core.store.refused_rows import (
    RefusedNote,
    RefusedRow,
    add_note,
    noted_records,
    settle_rows,
    standing_notes,
    take_over_days,
)
from core.store.staged_records import StagedRecords
from core.store.store import Store
from core.time.day_spans import DaySpan, intersect

LONGEST_ID = 64


def record_number(sheet: ImportSheet, row: Row) -> str | None:
    """The number of a row's record, whether or not the row is refused; None where it is no good one."""
    text = sheet.cell_text(row, "id")
    try:
        return identifier(text, longest=LONGEST_ID) if text else None
    except CellError:
        return None


def plan_notes(
    store: Store, kind: str, sheet: ImportSheet, staged: StagedRecords, plan: ImportPlan, *, complete: bool
) -> None:
    """Plans what becomes of the notes of a kind of record once the file's good rows, which are staged, are in.

    A note falls by every row that comes in. Its days are taken over by a file that is complete, or that is the noted
    file again: the same name, and in it all that came of the noted one. A row noted already counts once: the later note
    has it as settled by the earlier one's batch, so that it counts again should that batch be taken back.
    """
    if plan.covers is None:
        return
    refused_numbers = {refusal.row for refusal in sheet.refused}
    refused_rows = [*sheet.refused_rows.values(), *unmapped_rows(sheet.table)]
    records = {row.number: record_number(sheet, row) for row in refused_rows}
    notes = standing_notes(store, kind)
    records_held = {record for record in records.values() if record is not None}
    replaced_notes = [
        note
        for note in notes
        if intersect(note.days, [plan.covers]) and (complete or _is_same_file(note, sheet.file, staged, records_held))
    ]
    pending = _PendingRows([note for note in notes if note not in replaced_notes])
    settled: dict[int, set[int]] = {}
    for note_id, place in pending.come_in(sheet, staged, refused_numbers):
        settled.setdefault(note_id, set()).add(place)
    refused = {
        RefusedRow(row.number, records[row.number])
        for row in refused_rows
        if not pending.find(records[row.number], sheet.refused_place(row))
    }
    refused |= {RefusedRow(number, None) for number in refused_numbers - set(records)}  # torn rows have no cells
    noted_before = noted_records(store, kind, sheet.file)
    spoken_for = {
        RefusedRow(row.number, record): batch
        for row in refused_rows
        if (record := records[row.number]) is not None
        and record not in noted_before
        and (batch := pending.batch_of(record)) is not None
    }
    for note_id, settled_rows in settled.items():
        plan.steps.append(partial(settle_rows, store, note_id, sorted(settled_rows)))
    if replaced_notes and _is_unchanged(replaced_notes, sheet.file, plan.covers, refused):
        return
    for note in replaced_notes:
        plan.steps.append(partial(take_over_days, store, note.id, intersect(note.days, [plan.covers])))
    if refused or spoken_for:
        plan.steps.append(partial(add_note, store, kind, sheet.file, plan.covers, refused, spoken_for))


class _PendingRows:
    """The rows still missing, by the number of their record and by their place: (batch, row of its file)."""

    def __init__(self, notes: list[RefusedNote]) -> None:
        self._by_record: dict[str, list[tuple[int, int]]] = {}
        self._by_place: dict[RefusedPlace, tuple[int, int]] = {}
        self._batches: dict[str, int] = {}
        for note in notes:
            for row in note.rows:
                self._by_place[RefusedPlace(note.batch, row.row)] = (note.id, row.row)
                if row.record is not None:
                    self._by_record.setdefault(row.record, []).append((note.id, row.row))
                    self._batches.setdefault(row.record, note.batch)

    def batch_of(self, record: str) -> int | None:
        """Return the batch whose note counts a record, if one does that can be taken back."""
        batch = self._batches.get(record, BASELINE)
        return None if batch == BASELINE else batch

    def find(self, record: str | None, place: RefusedPlace | None) -> list[tuple[int, int]]:
        """The notes and their rows that a row is."""
        rows = list(self._by_record.get(record, [])) if record is not None else []
        if place is not None and place in self._by_place:
            rows.append(self._by_place[place])
        return rows

    def come_in(
        self, sheet: ImportSheet, staged: StagedRecords, refused_numbers: Collection[int]
    ) -> Iterator[tuple[int, int]]:
        """Yield the notes and their rows that the rows of a file are which are not refused."""
        for record, places in self._by_record.items():
            if staged.rows_of(record):
                yield from places
        if self._by_place and sheet.has_places:
            for row in sheet.rows:
                place = sheet.refused_place(row)
                if row.number not in refused_numbers and place in self._by_place:
                    yield self._by_place[place]


def _is_same_file(note: RefusedNote, file: str, staged: StagedRecords, refused: Collection[str]) -> bool:
    if note.file != file:
        return False
    if note.batch == BASELINE:  # which rows came of it nobody knows
        return True
    return all(record in refused for record in staged.missing_of_batch(note.batch))


def _is_unchanged(replaced_notes: list[RefusedNote], file: str, days: DaySpan, refused: set[RefusedRow]) -> bool:
    """Tell whether a new note would say what the one that it takes over says already."""
    if len(replaced_notes) != 1 or replaced_notes[0].file != file or replaced_notes[0].days != (days,):
        return False
    noted_rows = replaced_notes[0].rows
    return noted_rows == refused if noted_rows else replaced_notes[0].pending == len(refused)
