"""History of units (单位沿革): which names and parents each has had, from when to when it existed, what became of it.

Everything follows from what units came in with and from the changes to them, whatever their order of entry: taking a
change out is leaving it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

FIRST_DAY, LAST_DAY = -1_000_000, 1_000_000  # before and after all days of any record
ChangeAct = Literal["rename", "move", "merge", "split", "close"]


class UnitBase(NamedTuple):
    """A unit as it came in; `first` is the first day of its existence, None if it always existed."""

    id: int
    kind: str
    name: str
    parent: int | None
    first: int | None = None


class UnitChange(NamedTuple):
    """A change of a unit from a day on.

    `name` is the new name; `other` the new parent, the unit that it was merged into, or one of the parts that it was
    split into. A unit that is merged into itself, or is one of its own parts, goes on.
    """

    unit: int
    day: int
    act: ChangeAct
    name: str | None = None
    other: int | None = None

    @property
    def ends(self) -> bool:
        """True if it may end the unit: a closing, a merging into another; a split unless it names itself a part."""
        return self.act == "close" or (self.act in ("merge", "split") and self.other != self.unit)


class RelatedUnit(NamedTuple):
    """Another unit, right above or right below, on the days first to last."""

    unit: int
    first: int
    last: int


class Line(NamedTuple):
    """A unit above another (or itself) on the days first to last.

    `is_inherited` says that it did not exist then: it is what the other was merged into later.
    """

    ancestor: int
    first: int
    last: int
    is_inherited: bool


class HistoryFault(ValueError):
    """Units cannot have had this history; the message (Chinese) says why."""


class UnitHistory:
    """History of all the units of a bureau."""

    def __init__(self, bases: Mapping[int, UnitBase], changes: Iterable[UnitChange]) -> None:
        self.bases = bases
        self._changes: dict[int, list[UnitChange]] = {}
        for change in sorted(changes, key=lambda change: (change.day, change.act)):
            self._changes.setdefault(change.unit, []).append(change)

    @property
    def changes(self) -> Iterator[UnitChange]:
        """All the changes, those of a unit in the order of their days."""
        return (change for changes in self._changes.values() for change in changes)

    def changes_of(self, unit: int, *acts: ChangeAct) -> list[UnitChange]:
        """Return the changes of a unit, of some kinds or of all, in the order of their days."""
        return [change for change in self._changes.get(unit, ()) if not acts or change.act in acts]

    def names(self, unit: int) -> list[tuple[int, str]]:
        """Return a unit's names with the first day of each."""
        renamed = [(change.day, change.name or "") for change in self.changes_of(unit, "rename")]
        return [(FIRST_DAY, self.bases[unit].name), *renamed]

    def name_on(self, unit: int, day: int) -> str:
        """Return a unit's name on a day."""
        return [name for first, name in self.names(unit) if first <= day][-1]

    def end(self, unit: int) -> UnitChange | None:
        """Return the change that ended a unit, if one did."""
        changes = self.changes_of(unit, "close", "merge", "split")
        goes_on = {change.day for change in changes if change.other == unit}
        return next((change for change in changes if change.ends and change.day not in goes_on), None)

    def first(self, unit: int) -> int:
        """Return the first day of a unit's existence."""
        first = self.bases[unit].first
        return FIRST_DAY if first is None else first

    def last(self, unit: int) -> int:
        """Return the last day of a unit's existence."""
        end = self.end(unit)
        return LAST_DAY if end is None else end.day - 1

    def parents(self, unit: int) -> list[RelatedUnit]:
        """Return the units right above one; what it was merged into stands above what is left of it."""
        base = self.bases[unit].parent
        if base is None:
            return []
        moves = [(change.day, change.other or base) for change in self.changes_of(unit, "move")]
        end = self.end(unit)
        if end is not None and end.act == "merge" and end.other is not None:
            moves = [move for move in moves if move[0] < end.day] + [(end.day, end.other)]
        starts = [(FIRST_DAY, base), *moves]
        lasts = [first - 1 for first, _ in starts[1:]] + [LAST_DAY]
        return [RelatedUnit(parent, first, last) for (first, parent), last in zip(starts, lasts, strict=True)]

    def parent_on(self, unit: int, day: int) -> int | None:
        """Return the unit right above one on a day."""
        return next((span.unit for span in self.parents(unit) if span.first <= day <= span.last), None)

    def heir(self, unit: int) -> int | None:
        """Return the new unit that a unit was merged into, whose history holds its own."""
        end = self.end(unit)
        if end is None or end.act != "merge" or end.other is None:
            return None
        return end.other if self.bases[end.other].first == end.day else None

    @cached_property
    def predecessors(self) -> dict[int, list[int]]:
        """The units that were merged into each new one."""
        found: dict[int, list[int]] = {}
        for unit in self._changes:
            if (heir := self.heir(unit)) is not None:
                found.setdefault(heir, []).append(unit)
        return found

    def known_first(self, unit: int) -> int:
        """Return the first day of which a unit's figures speak: those of the units merged into it count."""
        return min([self.first(unit), *(self.known_first(before) for before in self.predecessors.get(unit, ()))])

    @cached_property
    def children(self) -> dict[int, list[RelatedUnit]]:
        """By unit, those that have stood right below it, each with the days on which it did.

        Those that were merged into a new unit stand below it on the days before, when its figures are theirs.
        """
        found: dict[int, list[RelatedUnit]] = {}
        for unit in self.bases:
            first, last = self.first(unit), self.last(unit)
            for span in self.parents(unit):
                if max(first, span.first) <= min(last, span.last):
                    days = max(first, span.first), min(last, span.last)
                    found.setdefault(span.unit, []).append(RelatedUnit(unit, *days))
        for heir, units in self.predecessors.items():
            before = [RelatedUnit(unit, self.known_first(unit), self.last(unit)) for unit in units]
            found.setdefault(heir, []).extend(before)
        return found

    @cached_property
    def turning_days(self) -> list[int]:
        """The days on which anything of any unit changed, in order."""
        firsts = {base.first for base in self.bases.values() if base.first is not None}
        return sorted({change.day for change in self.changes} | firsts)

    def exists(self, unit: int, first: int, last: int) -> bool:
        """Return True if a unit existed on all days from first to last."""
        return self.first(unit) <= first and last <= self.last(unit)

    def lines(self, unit: int) -> list[Line]:
        """Return a unit and all above it, each with its days, in order. Raises HistoryFault where they go in a ring."""
        return _joined(self._lines(unit, FIRST_DAY, LAST_DAY, ()))

    def _lines(self, unit: int, first: int, last: int, path: tuple[int, ...]) -> Iterator[Line]:
        if unit in path:
            names = "、".join(f"“{self.name_on(other, last)}”" for other in dict.fromkeys(path))
            raise HistoryFault(f"{names}的上级绕成一圈：一个单位不能归自己的下级管")
        end, heir = self.end(unit), self.heir(unit)
        own_last = LAST_DAY if end is None else end.day - 1
        if first <= min(last, own_last):
            yield Line(unit, first, min(last, own_last), False)
        for span in self.parents(unit):
            start, stop = max(first, span.first), min(last, span.last)
            if start <= stop:
                yield from self._lines(span.unit, start, stop, (*path, unit))
        while heir is not None and first <= min(last, own_last):
            yield Line(heir, first, min(last, own_last), True)
            heir = self.heir(heir)


def _joined(lines: Iterable[Line]) -> list[Line]:
    """The same lines, those that follow each other put together."""
    joined: list[Line] = []
    for line in sorted(lines):
        before = joined[-1] if joined else None
        follows = before is not None and (before.ancestor, before.last + 1) == (line.ancestor, line.first)
        if before is not None and follows and before.is_inherited == line.is_inherited:
            joined[-1] = before._replace(last=line.last)
        else:
            joined.append(line)
    return joined
