"""Records as arrays: the whole truth of a month, and what of it is known on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from core.catalogue.facts import FactKind
from core.instructions.fact_rows import row_of
from core.instructions.model import Event
from core.instructions.states import state_of
from core.store.column_text import schema_of
from core.time.days import day_of_time, first_second
from seed.streams import ABSENT, Bools, Ints, Objects

UNIT_MARK = "{unit}"  # in the key of a signal: the database's own id of the unit
Row = tuple[Any, ...]
Life = tuple[str, list[Event]]
# Values that come only when a time of the same record has come; until then 0 for a required one, else nothing.
FOLLOWS = {
    ("alert", "on_scene"): "outcome_at",
    ("dispute", "escalated"): "escalated_at",
    ("case", "detained_admin"): "solved_at",
    ("case", "detained_criminal"): "solved_at",
    ("case", "fine_yuan"): "outcome_at",
    ("inspection", "rectified"): "outcome_at",
}


@dataclass
class Draft:
    """Records of one kind, complete: `columns` by name, as integers (ABSENT for none) or as objects.

    Choices are indices into the declared choices; units are indices into Place.units and officers into
    Force.officers. A column that the kind does not declare (such as escalated_at) only serves FOLLOWS.
    Records that are kept from events come as `lives`: their numbers with the events, units as indices.
    """

    kind: str
    columns: dict[str, Ints | Objects]
    lives: list[Life] | None = None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def column(self, name: str) -> Ints | Objects:
        """A column; absent in every record where the generator does not know it."""
        existing = self.columns.get(name)
        return np.full(len(self), ABSENT) if existing is None else existing

    def take(self, rows: Ints | Bools) -> Draft:
        """Some of the records."""
        return Draft(self.kind, {name: values[rows] for name, values in self.columns.items()})

    @staticmethod
    def join(drafts: Sequence[Draft]) -> Draft:
        """The records of several drafts of one kind, in their order."""
        names = drafts[0].columns
        return Draft(
            drafts[0].kind, {name: np.concatenate([draft.columns[name] for draft in drafts]) for name in names}
        )


@dataclass(frozen=True)
class Writer:
    """Turns drafts into rows of the store: `units` are unit ids by index, `officers` numbers by index."""

    facts: dict[str, FactKind]
    units: Ints
    officers: Objects

    def rows(self, draft: Draft, as_of: int, since: int | None = None) -> list[Row]:
        """The rows known at the end of a day, in the declared order of columns.

        With `since`, only those that were not known, or known otherwise, at the end of that earlier day.
        """
        return self.rows_until(draft, first_second(as_of + 1), None if since is None else first_second(since + 1))

    def rows_until(self, draft: Draft, end: int, since: int | None = None) -> list[Row]:
        """The rows known before a second; with `since`, only those that were not, or otherwise, before that one."""
        fact = self.facts[draft.kind]
        if draft.lives is not None:
            come = self._come(draft, end, since)
            return [row_of(list(fact.columns), number, state_of(events)) for number, events, _ in come]
        is_known = _come(draft, fact, end)
        if since is not None:
            is_known &= ~_come(draft, fact, since) | _changed(draft, fact, since, end)
        chosen = draft.take(is_known)
        if not len(chosen):
            return []
        return list(zip(*(self._values(chosen, fact, name, end) for name in fact.columns), strict=True))

    def ahead(self, draft: Draft, as_of: int) -> Draft:
        """The records of which something is still to be known after a day."""
        end = first_second(as_of + 1)
        if draft.lives is not None:
            going = [any(event.at >= end for event in events) for _, events in draft.lives]
            lives = [life for life, goes in zip(draft.lives, going, strict=True) if goes]
            return Draft(draft.kind, draft.take(np.array(going, dtype=bool)).columns, lives)
        fact = self.facts[draft.kind]
        waits = ~_come(draft, fact, end)
        for name, times in _late_times(draft, fact):
            waits |= times >= _end(fact, name, end)
        return draft.take(waits)

    def events(self, draft: Draft, as_of: int, since: int | None = None) -> list[tuple[str, Event]]:
        """The events of a draft's lives known at the end of a day; with `since`, those that came after that day."""
        return self.events_until(draft, first_second(as_of + 1), None if since is None else first_second(since + 1))

    def events_until(self, draft: Draft, end: int, since: int | None = None) -> list[tuple[str, Event]]:
        """The events before a second; with `since`, those that came from that one on."""
        come = self._come(draft, end, since)
        return [(number, event) for number, events, before in come for event in events[before:]]

    def _come(self, draft: Draft, end: int, since: int | None) -> list[tuple[str, list[Event], int]]:
        """The lives begun before a second: number, events so far, and how many of these an earlier second had.

        With `since`, only those that have gone on from that earlier second on.
        """
        histories = []
        for number, events in draft.lives or ():
            happened = [self._renumbered(event) for event in events if event.at < end]
            before = 0 if since is None else sum(event.at < since for event in events)
            if len(happened) > before:
                histories.append((number, happened, before))
        return histories

    def _renumbered(self, event: Event) -> Event:
        """An event with the database's own ids of units."""
        content = event.content
        unit = int(self.units[content.unit]) if content else 0
        order = content and replace(content, unit=unit, signal=content.signal.replace(UNIT_MARK, str(unit)))
        return replace(event, actor=replace(event.actor, unit=int(self.units[event.actor.unit])), content=order)

    def table(self, draft: Draft, as_of: int) -> pa.Table:
        """The rows known at the end of a day as an Arrow table; a draft of lives has none."""
        fact, end = self.facts[draft.kind], first_second(as_of + 1)
        chosen = draft.take(_come(draft, fact, end))
        schema = schema_of(fact)
        arrays = [self._array(self._known(chosen, fact, name, end), fact, name) for name in fact.columns]
        return pa.Table.from_arrays(arrays, schema=schema)

    @cached_property
    def _officers_or_none(self) -> Objects:
        return _with_none(self.officers)

    @cached_property
    def _officer_names(self) -> pa.Array:
        return pa.array(self.officers, pa.string())

    def _array(self, values: Ints | Objects, fact: FactKind, name: str) -> pa.Array:
        column = fact.columns[name]
        if column.type in ("id", "ref") and values.dtype == object:
            return pa.array(values, pa.string())
        if column.type in ("id", "ref"):
            return pa.nulls(len(values), pa.string())
        present = pa.array(values, pa.int64(), mask=values == ABSENT)
        if column.type in ("choice", "officer"):
            return (
                self._officer_names if column.type == "officer" else pa.array(list(column.choices), pa.string())
            ).take(present)
        return present

    def _values(self, draft: Draft, fact: FactKind, name: str, end: int) -> list[Any]:
        values, column = self._known(draft, fact, name, end), fact.columns[name]
        if column.type == "choice":
            values = _with_none(column.choices)[values]
        elif column.type == "officer":
            values = self._officers_or_none[values]
        elif column.type not in ("id", "ref", "unit") and (values == ABSENT).any():
            values = np.choose(values == ABSENT, [values.astype(object), None])
        listed: list[Any] = values.tolist()
        return listed

    def _known(self, draft: Draft, fact: FactKind, name: str, end: int) -> Ints | Objects:
        """A column as far as it is known before a second: choices and officers by index, absent ones ABSENT."""
        values, column = draft.column(name), fact.columns[name]
        if column.required and name not in draft.columns:
            raise ValueError(f"生成器没有给必填的 {draft.kind}.{name}（{column.zh}）：请在 seed 里补上这一列。")
        if column.type == "unit":
            values = self.units[values]
        if is_known_later(fact, name):
            values = np.where(values < _end(fact, name, end), values, ABSENT)
        follows = FOLLOWS.get((draft.kind, name))
        if follows:
            times = draft.columns[follows]
            is_known = (times != ABSENT) & (times < end)
            values = np.where(is_known, values, 0 if column.required else ABSENT)
        return values


def _with_none(names: Iterable[str]) -> Objects:
    """Names by index, and None at ABSENT."""
    return np.array([*names, None], dtype=object)


def is_known_later(fact: FactKind, name: str) -> bool:
    """Tell whether a column is a time that is not known before it has come (a deadline or a birthday is)."""
    if fact.postings:
        return name == "to_day"
    return fact.columns[name].type == "time" and name not in (fact.date_column, "recorded_at")


def _end(fact: FactKind, name: str, end: int) -> int:
    """The first value of a time or day that is not known yet before a second."""
    is_day = name in fact.columns and fact.columns[name].type == "day"
    return day_of_time(end - 1) + 1 if is_day else end


def _come(draft: Draft, fact: FactKind, end: int) -> Bools:
    entered = "from_day" if fact.postings else "recorded_at"
    come: Bools = draft.columns[entered] < _end(fact, entered, end)
    return come


def _late_times(draft: Draft, fact: FactKind) -> Iterator[tuple[str, Ints]]:
    for name in fact.columns:
        if is_known_later(fact, name):
            yield name, draft.column(name)
    for (kind, _), name in FOLLOWS.items():
        if kind == draft.kind and name not in fact.columns:
            yield name, draft.columns[name]


def _changed(draft: Draft, fact: FactKind, since: int, end: int) -> Bools:
    changed = np.zeros(len(draft), dtype=bool)
    for name, times in _late_times(draft, fact):
        first, after = (_end(fact, name, second) for second in (since, end))
        changed |= (times >= first) & (times < after)
    return changed
