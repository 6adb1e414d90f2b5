"""Say where a history of units contradicts itself, as Chinese sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from core.store.unit_events import existence_text
from core.store.unit_history import LAST_DAY, HistoryFault, UnitChange, UnitHistory
from core.time.days import to_date


def history_faults(history: UnitHistory) -> Iterator[str]:
    """Yield every fault of a history: rings, parents that did not exist, names given twice, acts after the end."""
    for unit in history.bases:
        try:
            history.lines(unit)
        except HistoryFault as fault:
            yield str(fault)
            return
    yield from _misplaced_changes(history)
    yield from _absent_parents(history)
    yield from _same_names(history)


def _misplaced_changes(history: UnitHistory) -> Iterator[str]:
    for unit in {change.unit for change in history.changes}:
        name, end = history.bases[unit].name, history.end(unit)
        changes = history.changes_of(unit)
        for change in changes:
            if history.bases[unit].parent is None and change.act != "rename":
                yield f"“{name}”是本局，只能改名"
            is_end = end is not None and (change.day, change.act) == (end.day, end.act)
            if change.day <= history.first(unit) or (end is not None and change.day >= end.day and not is_end):
                yield f"“{name}”{existence_text(history, unit)}，{to_date(change.day)} 不能再有变更"
            if change.other is not None and not _exists(history, change.other, change):
                other = history.bases[change.other].name
                yield f"“{other}”{existence_text(history, change.other)}，{to_date(change.day)} 不能用作上级或继任单位"
        for before, after in pairwise(changes):
            is_one = before.act == after.act == "split"
            if (before.day, before.act) == (after.day, after.act) and not is_one:
                yield f"“{name}”在 {to_date(after.day)} 已有同样的变更：先撤销那一批"


def _exists(history: UnitHistory, unit: int, change: UnitChange) -> bool:
    return history.first(unit) <= change.day <= history.last(unit)


def _absent_parents(history: UnitHistory) -> Iterator[str]:
    for unit, base in history.bases.items():
        first, last = history.first(unit), history.last(unit)
        for span in history.parents(unit):
            start, stop = max(first, span.first), min(last, span.last)
            outside = start < history.first(span.unit) or stop > history.last(span.unit)
            if start <= stop and outside:
                parent = history.bases[span.unit].name
                yield f"“{base.name}”的上级“{parent}”{existence_text(history, span.unit)}：先把它划给别的上级"


def _same_names(history: UnitHistory) -> Iterator[str]:
    """Yield names that two units had under one parent at a time."""
    named: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for unit in history.bases:
        names = history.names(unit)
        lasts = [first - 1 for first, _ in names[1:]] + [LAST_DAY]
        for span in history.parents(unit):
            for (first, name), last in zip(names, lasts, strict=True):
                start = max(history.first(unit), span.first, first)
                stop = min(history.last(unit), span.last, last)
                if start <= stop:
                    named.setdefault((span.unit, name), []).append((start, stop, unit))
    for (_, name), spans in named.items():
        for (_, stop, _), (start, _, _) in pairwise(sorted(spans)):
            if start <= stop:
                yield f"同一上级之下已有（或当时已有）名为“{name}”的单位"
