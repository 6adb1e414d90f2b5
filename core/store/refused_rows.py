"""Counts of refused rows by kind of record and days: figures over those days may be too low."""

from __future__ import annotations

from typing import NamedTuple

from core.store.store import Store
from core.time.day_spans import DaySpan, subtract


class RefusedRows(NamedTuple):
    """The count of rows of a file about these days that were refused and have not come in since."""

    file: str
    first: int
    last: int
    rows: int


def refused_rows(store: Store) -> dict[str, list[RefusedRows]]:
    """Return all notes, by kind of record."""
    notes: dict[str, list[RefusedRows]] = {}
    query = "SELECT kind, file, first, last, rows FROM refused_rows ORDER BY kind, first, file"
    for kind, *columns in store.db.execute(query):
        notes.setdefault(kind, []).append(RefusedRows(*columns))
    return notes


def update_refused(
    notes: list[RefusedRows], file: str, days: DaySpan, rows: int, *, complete: bool
) -> list[RefusedRows]:
    """Return the notes once a file about these days is in.

    A file of the same name, or one that is complete for the bureau, takes these days over; any other tells nothing of
    the gaps of an earlier one. Notes on further days stay.
    """
    remaining = []
    for note in notes:
        if note.file == file or complete:
            remaining += [
                note._replace(first=first, last=last) for first, last in subtract((note.first, note.last), [days])
            ]
        else:
            remaining.append(note)
    return sorted([*remaining, RefusedRows(file, *days, rows)] if rows else remaining)


def store_refused(store: Store, kind: str, notes: list[RefusedRows]) -> None:
    """Keep these notes of a kind of record in place of the earlier ones."""
    store.require_transaction()
    store.db.execute("DELETE FROM refused_rows WHERE kind = ?", [kind])
    for note in notes:
        store.db.execute("INSERT INTO refused_rows VALUES (?, ?, ?, ?, ?)", [kind, *note])
