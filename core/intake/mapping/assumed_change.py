"""A change of what figures rest on: days of notes that give way, and notes that come in their place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from core.intake.import_plan import ImportPlan
from core.store.assumed import AssumedNote, StandingAssumption, TakenOver, change_assumed
from core.store.store import Store
from core.time.day_spans import DaySpan, intersect, merge, subtract


class AssumedChange(NamedTuple):
    """The notes of a kind of record as they stand, the days of them that are taken over, and the notes that are new."""

    standing: list[StandingAssumption]
    taken: list[TakenOver]
    new: list[AssumedNote]

    def plan(self, store: Store, kind: str, plan: ImportPlan) -> None:
        """Plans the change, unless all would be said as it is said already."""
        before = [note for assumption in self.standing for note in assumption.parts()]
        if _days_by_note(before) != _days_by_note([*self._left(), *self.new]):
            plan.steps.append(partial(change_assumed, store, kind, self.taken, self.new))

    def _left(self) -> Iterable[AssumedNote]:
        days_taken_over: dict[int, list[DaySpan]] = {}
        for over in self.taken:
            days_taken_over.setdefault(over.id, []).append(over.days)
        for assumption in self.standing:
            gone = merge(days_taken_over.get(assumption.id, []))
            for note in assumption.parts():
                for first, last in subtract((note.first, note.last), gone):
                    yield note._replace(first=first, last=last)


def taken_over(assumption: StandingAssumption, days: list[DaySpan]) -> list[TakenOver]:
    """Return what is taken over of a note by something that speaks of these merged runs of days."""
    return [TakenOver(assumption.id, run) for run in intersect(assumption.days, days)]


def _days_by_note(notes: Iterable[AssumedNote]) -> dict[AssumedNote, list[DaySpan]]:
    """Runs of days by what is said, whichever batches say it."""
    days: dict[AssumedNote, list[DaySpan]] = {}
    for note in notes:
        days.setdefault(note._replace(first=0, last=0), []).append((note.first, note.last))
    return {note: merge(spans) for note, spans in days.items()}
