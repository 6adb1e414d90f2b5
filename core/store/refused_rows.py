"""Notes of refused rows by batch, kind of record and days: figures over those days may be too low.

A note falls row by row as the rows come in, by the number of their record or by their place in the file; and where a
later file takes its days over. What made it fall is kept, so that taking that batch back brings the note back.
Of the rows themselves nothing is kept but their place and the number of their record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from core.store.batch_tables import BASELINE
from core.store.store import Store
from core.time.day_spans import DaySpan, merge, subtract


class RefusedRows(NamedTuple):
    """The count of rows of a file about these days that were refused and have not come in since."""

    file: str
    first: int
    last: int
    rows: int


class RefusedRow(NamedTuple):
    """A refused row: its place in the file, and the number of its record if it bears a good one."""

    row: int
    record: str | None


class RefusedNote(NamedTuple):
    """A batch's note that still stands: its days that no later file has taken over, and its rows still missing."""

    id: int
    batch: int
    file: str
    days: tuple[DaySpan, ...]
    pending: int
    rows: frozenset[RefusedRow]


def refused_rows(store: Store) -> dict[str, list[RefusedRows]]:
    """Return what is missing, by kind of record."""
    missing: dict[str, list[RefusedRows]] = {}
    for kind, _, _, file, days, pending in _standing(store):
        missing.setdefault(kind, []).extend(RefusedRows(file, *span, pending) for span in days)
    return {kind: sorted(rows, key=lambda row: (row.first, row.file)) for kind, rows in missing.items()}


def standing_notes(store: Store, kind: str) -> list[RefusedNote]:
    """Return the notes of a kind of record that still stand, with the rows that are known one by one."""
    notes = []
    for note_kind, note, batch, file, days, pending in _standing(store):
        if note_kind == kind:
            rows = store.db.execute("SELECT row, record FROM refused_row WHERE note = ? AND settled_by IS NULL", [note])
            notes.append(RefusedNote(note, batch, file, days, pending, frozenset(RefusedRow(*row) for row in rows)))
    return notes


def noted_records(store: Store, kind: str, file: str) -> set[str]:
    """Return the numbers of the records that notes of a file have, whether they still miss or not."""
    query = "SELECT record FROM refused_note n JOIN refused_row r ON r.note = n.id WHERE n.kind = ? AND n.file = ?"
    return {record for (record,) in store.db.execute(query, [kind, file]) if record is not None}


def add_note(
    store: Store,
    kind: str,
    file: str,
    days: DaySpan,
    rows: Collection[RefusedRow],
    spoken_for: Mapping[RefusedRow, int] = MappingProxyType({}),
) -> None:
    """Note the refused rows of the open batch, and those that notes of earlier batches (by number) count already."""
    store.require_transaction()
    places = sorted([*rows, *spoken_for])
    batch = BASELINE if store.batch is None else store.batch
    cursor = store.db.execute(
        "INSERT INTO refused_note (batch, kind, file, first, last, rows, pending) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [batch, kind, file, *days, len(places), len(rows)],
    )
    store.conn.executemany(
        "INSERT INTO refused_row (note, row, record, settled_by) VALUES (?, ?, ?, ?)",
        ((cursor.lastrowid, row.row, row.record, spoken_for.get(row)) for row in places),
    )


def settle_rows(store: Store, note: int, rows: Iterable[int]) -> None:
    """Let a note fall by rows that have come in with the open batch."""
    store.require_transaction()
    store.conn.executemany(
        "UPDATE refused_row SET settled_by = ? WHERE note = ? AND row = ?", ((store.batch, note, row) for row in rows)
    )
    _count_pending(store, note)


def take_over_days(store: Store, note: int, days: Iterable[DaySpan]) -> None:
    """Let the open batch answer for these days of a note."""
    store.require_transaction()
    store.conn.executemany(
        "INSERT INTO refused_takeover VALUES (?, ?, ?, ?)", ((store.batch, note, *span) for span in days)
    )


def take_back_notes(store: Store, batch: int) -> None:
    """Take a batch's own note away, and bring those back that had fallen by it.

    Rows of later notes that this one spoke for are missing again, but for those that have come in since; of several
    notes of one record the first speaks for the others.
    """
    store.require_transaction()
    store.db.execute("DELETE FROM refused_takeover WHERE batch = ?", [batch])
    settled = store.db.execute(
        "SELECT r.note, r.row, n.batch, n.kind, r.record FROM refused_row r JOIN refused_note n ON n.id = r.note "
        "WHERE r.settled_by = ? ORDER BY n.batch, n.id",
        [batch],
    ).fetchall()
    speakers = _came_in_since(store, batch)
    for note, row, noted_by, kind, record in settled:
        speaker = None
        if noted_by > batch and record is not None:
            speaker = speakers.get((kind, record))
            speakers.setdefault((kind, record), noted_by)
        store.db.execute("UPDATE refused_row SET settled_by = ? WHERE note = ? AND row = ?", [speaker, note, row])
    for note in {note for note, *_ in settled}:
        _count_pending(store, note)
    _forget(store, "batch = ?", batch)


def _came_in_since(store: Store, batch: int) -> dict[tuple[str, str], int]:
    """Return what settled the records of a batch's own notes, by kind and record."""
    query = (
        "SELECT n.kind, r.record, r.settled_by FROM refused_note n JOIN refused_row r ON r.note = n.id "
        "WHERE n.batch = ? AND r.record IS NOT NULL AND r.settled_by IS NOT NULL"
    )
    return {(kind, record): settler for kind, record, settler in store.db.execute(query, [batch])}


def forget_notes(store: Store, kind: str) -> None:
    """Take all notes of a kind of record away."""
    store.require_transaction()
    _forget(store, "kind = ?", kind)


def _forget(store: Store, where: str, value: int | str) -> None:
    for (note,) in store.db.execute(f"SELECT id FROM refused_note WHERE {where}", [value]).fetchall():
        for table in ("refused_takeover", "refused_row"):
            store.db.execute(f"DELETE FROM {table} WHERE note = ?", [note])
        store.db.execute("DELETE FROM refused_note WHERE id = ?", [note])


def _standing(store: Store) -> Iterator[tuple[str, int, int, str, tuple[DaySpan, ...], int]]:
    """Yield kind, id, batch, file, days left and rows missing of each note that still stands."""
    taken: dict[int, list[DaySpan]] = {}
    for note, first, last in store.db.execute("SELECT note, first, last FROM refused_takeover"):
        taken.setdefault(note, []).append((first, last))
    query = "SELECT kind, id, batch, file, first, last, pending FROM refused_note WHERE pending > 0 ORDER BY kind, id"
    for kind, note, batch, file, first, last, pending in store.db.execute(query).fetchall():
        days = tuple(subtract((first, last), merge(taken.get(note, []))))
        if days:
            yield kind, note, batch, file, days, pending


def _count_pending(store: Store, note: int) -> None:
    store.db.execute(
        "UPDATE refused_note SET pending = rows - "
        "(SELECT count(*) FROM refused_row WHERE note = ?1 AND settled_by IS NOT NULL) WHERE id = ?1",
        [note],
    )
