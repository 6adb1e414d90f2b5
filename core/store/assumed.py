"""What figures rest on that no file said: constants, defaults, decisions, days not known, zeros not listed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from core.store.store import Store
from core.time.day_spans import DaySpan, subtract

Assumption = Literal["constant", "default", "rest", "undated", "unknown", "not_listed"]
LEDGER_KIND = "ledger"  # whose fields are measures


class AssumedNote(NamedTuple):
    """A column of a unit's records (of the ledger: a measure) on these days, how it was filled, and with what.

    `unknown` is a column of which these records say nothing: figures that need it have no value.
    """

    field: str
    how: Assumption
    unit: int
    first: int
    last: int
    value: str
    file: str


def assumed_notes(store: Store) -> dict[str, list[AssumedNote]]:
    """Return all notes, by kind of record."""
    notes: dict[str, list[AssumedNote]] = {}
    query = (
        "SELECT kind, field, how, unit, first, last, value, file FROM assumed ORDER BY kind, field, how, unit, first"
    )
    for kind, *columns in store.db.execute(query):
        notes.setdefault(kind, []).append(AssumedNote(*columns))
    return notes


def replaced(
    notes: Iterable[AssumedNote], file: str, units: Collection[int], days: DaySpan, *, complete: bool
) -> list[AssumedNote]:
    """Return the notes that stand once a file about these days of these units is in.

    A file of the same name, or one that is complete for the bureau, takes these days over; any other tells nothing of
    what an earlier one left open.
    """
    standing = []
    for note in notes:
        if complete or (note.file == file and note.unit in units):
            gaps = subtract((note.first, note.last), [days])
            standing += [note._replace(first=first, last=last) for first, last in gaps]
        else:
            standing.append(note)
    return standing


def store_assumed(store: Store, kind: str, notes: Iterable[AssumedNote]) -> None:
    """Keep these notes of a kind of record in place of the earlier ones."""
    store.require_transaction()
    store.db.execute("DELETE FROM assumed WHERE kind = ?", [kind])
    rows = [(kind, *note) for note in notes]
    store.conn.executemany("INSERT OR REPLACE INTO assumed VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
