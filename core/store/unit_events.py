"""Say of each unit what happened to it and when, and across which days its figures are not of the same area."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.store.unit_history import FIRST_DAY, LAST_DAY, UnitChange, UnitHistory
from core.time.days import to_date


class UnitEvent(NamedTuple):
    """An event of a unit on a day (Chinese). `is_break` says that its area is another one from then on."""

    day: int
    text: str
    is_break: bool


def existence_text(history: UnitHistory, unit: int) -> str:
    """Say from when to when a unit existed."""
    first, last = history.first(unit), history.last(unit)
    limits = [f"{to_date(first)} 起才有"] if first != FIRST_DAY else []
    limits += [f"只存在到 {to_date(last)}"] if last != LAST_DAY else []
    return "、".join(limits)


def unit_events(history: UnitHistory) -> dict[int, list[UnitEvent]]:
    """Return the events of each unit that has any, in order."""
    events_by_unit: dict[int, set[UnitEvent]] = {}
    for unit, event in (*_foundations(history), *_own_changes(history), *_passages(history)):
        events_by_unit.setdefault(unit, set()).add(event)
    return {unit: sorted(events) for unit, events in events_by_unit.items()}


def _event(day: int, text: str, *, is_break: bool) -> UnitEvent:
    return UnitEvent(day, f"{to_date(day)} {text}", is_break)


def _foundations(history: UnitHistory) -> Iterator[tuple[int, UnitEvent]]:
    """Yield how each unit began that did not always exist."""
    origins: dict[int, list[int]] = {}
    for change in history.changes:
        if change.act == "split" and change.other is not None and change.other != change.unit:
            origins.setdefault(change.other, []).append(change.unit)
    for unit, base in history.bases.items():
        if base.first is None:
            continue
        if unit in history.predecessors:
            names = _names(history, history.predecessors[unit], base.first - 1)
            yield unit, _event(base.first, f"由{names}合并", is_break=False)
        elif unit in origins:
            yield unit, _event(base.first, f"由{_names(history, origins[unit], base.first - 1)}分出", is_break=True)
        else:
            yield unit, _event(base.first, "设立", is_break=False)


def _own_changes(history: UnitHistory) -> Iterator[tuple[int, UnitEvent]]:
    """Yield what was done to each unit itself."""
    for change in history.changes:
        unit, before = change.unit, change.day - 1
        if change.act == "rename":
            text = f"由{history.name_on(unit, before)}改名为{change.name}"
            yield unit, _event(change.day, text, is_break=False)
        elif change.act == "move" and change.other is not None:
            old = history.parent_on(unit, before)
            origin = f"由{history.name_on(old, before)}" if old is not None else ""
            text = f"{origin}划归{history.name_on(change.other, change.day)}"
            yield unit, _event(change.day, text, is_break=False)
        elif change.act == "close":
            yield unit, _event(change.day, "撤销", is_break=True)
        elif change.act == "split":
            yield unit, _event(change.day, _split_text(history, change), is_break=True)
        elif change.other is not None and change.other != unit:
            text = f"并入{history.name_on(change.other, change.day)}"
            yield unit, _event(change.day, text, is_break=True)


def _split_text(history: UnitHistory, change: UnitChange) -> str:
    successors = [split.other for split in history.changes_of(change.unit, "split") if split.day == change.day]
    others = [unit for unit in successors if unit is not None and unit != change.unit]
    return f"{'分出' if change.unit in successors else '分为'}{_names(history, others, change.day)}"


def _passages(history: UnitHistory) -> Iterator[tuple[int, UnitEvent]]:
    """Yield, of the units above one that moves or is merged, which of them grow by it and which shrink."""
    for change in history.changes:
        if change.act not in ("move", "merge") or change.other == change.unit or _goes_along(history, change):
            continue
        name = history.name_on(change.unit, change.day - 1)
        before, after = (_above(history, change.unit, day) for day in (change.day - 1, change.day))
        for unit in after.keys() - before.keys():
            verb = "并入" if change.act == "merge" and unit == change.other else "划入"
            yield unit, _event(change.day, f"{name}{verb}", is_break=True)
        for unit in before.keys() - after.keys():
            if not before[unit] and history.exists(unit, change.day, change.day):
                yield unit, _event(change.day, f"{name}划出", is_break=True)


def _goes_along(history: UnitHistory, change: UnitChange) -> bool:
    """Tell whether a unit moves only because the one above it was merged or split on that day."""
    above = history.parent_on(change.unit, change.day - 1)
    if change.act != "move" or above is None:
        return False
    return any(other.day == change.day for other in history.changes_of(above, "merge", "split"))


def _above(history: UnitHistory, unit: int, day: int) -> dict[int, bool]:
    """The units above one on a day, each with whether it only inherits it."""
    lines = history.lines(unit)
    return {
        line.ancestor: line.is_inherited for line in lines if line.first <= day <= line.last and line.ancestor != unit
    }


def _names(history: UnitHistory, units: list[int], day: int) -> str:
    return "、".join(history.name_on(unit, max(day, FIRST_DAY)) for unit in sorted(units))
