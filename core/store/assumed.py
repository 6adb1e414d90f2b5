"""Say what figures rest on that no file said: constants, defaults, decisions, days not known, zeros not listed.

A note belongs to the batch that brought it, and stands on its days but for those that a later batch has taken over. So
taking a batch back takes its notes away, and brings those back that had given way to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from core.store.batch_tables import BASELINE
from core.store.store import Store
from core.time.day_spans import DaySpan, merge, subtract

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


class StandingAssumption(NamedTuple):
    """A note that still stands, and the runs of its days that no later batch has taken over."""

    id: int
    note: AssumedNote
    days: tuple[DaySpan, ...]

    def parts(self) -> list[AssumedNote]:
        """The note on each run of its days."""
        return [self.note._replace(first=first, last=last) for first, last in self.days]


class TakenOver(NamedTuple):
    """Days of a note for which the open batch answers."""

    id: int
    days: DaySpan


def assumed_notes(store: Store) -> dict[str, list[AssumedNote]]:
    """Return all notes as they stand, by kind of record."""
    notes: dict[str, list[AssumedNote]] = {}
    for kind, standing in _standing(store, "1").items():
        notes[kind] = sorted(part for assumption in standing for part in assumption.parts())
    return notes


def standing_assumptions(store: Store, kind: str) -> list[StandingAssumption]:
    """Return the notes of a kind of record that still stand."""
    return _standing(store, "kind = ?", kind).get(kind, [])


def change_assumed(store: Store, kind: str, takeovers: Iterable[TakenOver], notes: Iterable[AssumedNote]) -> None:
    """Let the open batch answer for days of notes that stand, and add its own."""
    store.require_transaction()
    batch = BASELINE if store.batch is None else store.batch
    store.conn.executemany(
        "INSERT INTO assumed_takeover (batch, note, first, last) VALUES (?, ?, ?, ?)",
        ((batch, over.id, *over.days) for over in takeovers),
    )
    store.conn.executemany(
        "INSERT INTO assumed (batch, kind, field, how, unit, first, last, value, file) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((batch, kind, *note) for note in notes),
    )


def take_back_assumed(store: Store, batch: int) -> None:
    """Take a batch's own notes away, and bring those back that had given way to it."""
    store.require_transaction()
    store.db.execute("DELETE FROM assumed_takeover WHERE batch = ?", [batch])
    _forget(store, "batch = ?", batch)


def forget_assumed(store: Store, kind: str) -> None:
    """Take all notes of a kind of record away."""
    store.require_transaction()
    _forget(store, "kind = ?", kind)


def _forget(store: Store, condition: str, value: int | str) -> None:
    store.db.execute(f"DELETE FROM assumed_takeover WHERE note IN (SELECT id FROM assumed WHERE {condition})", [value])
    store.db.execute(f"DELETE FROM assumed WHERE {condition}", [value])


def _standing(store: Store, condition: str, *values: str) -> dict[str, list[StandingAssumption]]:
    days_taken_over: dict[int, list[DaySpan]] = {}
    for note, first, last in store.db.execute("SELECT note, first, last FROM assumed_takeover"):
        days_taken_over.setdefault(note, []).append((first, last))
    standing: dict[str, list[StandingAssumption]] = {}
    query = (
        f"SELECT kind, id, field, how, unit, first, last, value, file FROM assumed WHERE {condition} ORDER BY kind, id"
    )
    for kind, number, *columns in store.db.execute(query, values):
        note = AssumedNote(*columns)
        days = tuple(subtract((note.first, note.last), merge(days_taken_over.get(number, []))))
        if days:
            standing.setdefault(kind, []).append(StandingAssumption(number, note, days))
    return standing
