"""Writes changes of units as a batch, and says what a steward must look after then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.intake.fields import UNITS
from core.intake.refusal import ImportRefused
from core.intake.unit_history.leftovers import leftovers
from core.store.batches import BatchCounts, NewBatch, batch_write
from core.store.sqlite import sqlite3
from core.store.store import Store
from core.store.unit_changes import vacate_names, write_changes
from core.store.unit_history import UnitChange
from core.store.units import NewUnit, add_units, unit_tree
from core.time.days import day_of_time, to_date

Ids = Mapping[str, int]  # the id of every unit, new ones too, by code


@dataclass(frozen=True)
class PlannedChange:
    """A change of units from a day on: how it is told, the units that it adds, its changes, and the units it ends."""

    text: str
    day: int
    changes: Callable[[Ids], Sequence[UnitChange]]
    new_units: Sequence[NewUnit] = ()
    ended: Sequence[int] = ()


@dataclass(frozen=True)
class UnitChangeReport:
    """The outcome of a change: what was written, as which batch, and what is left to do (Chinese)."""

    batch: int
    text: str
    notes: tuple[str, ...]


def write_unit_change(store: Store, planned: PlannedChange, *, actor: str, now: int) -> UnitChangeReport:
    """Write a change as one batch. Raises StoreError (Chinese) where it contradicts what is known of the units."""
    if store.demo:
        raise ImportRefused("这是演示数据库，单位由演示方案定，不能变更。请在真实数据库里做。")
    if planned.day > day_of_time(now):
        raise ImportRefused(f"起始日 {to_date(planned.day)} 还没有到：单位变更从已经到来的一天算起。")
    counts = BatchCounts(read=1, new=len(planned.new_units), changed=1)
    days = (planned.day, planned.day)
    batch = NewBatch("change", UNITS, planned.text, counts, days, planned.text)
    with batch_write(store, batch, actor=actor, now=now) as number:
        _add(store, planned)
        ids = {unit.code: unit.id for unit in unit_tree(store).units.values()}
        write_changes(store, planned.changes(ids))
        notes = tuple(leftovers(store, planned.ended, planned.day))
    return UnitChangeReport(number, planned.text, notes)


def _add(store: Store, planned: PlannedChange) -> None:
    """Add the new units of a change."""
    if not planned.new_units:
        return
    vacate_names(store, planned.ended)
    try:
        add_units(store, planned.new_units)
    except sqlite3.IntegrityError as error:
        named = "、".join(f"{unit.code}={unit.name}" for unit in planned.new_units)
        raise ImportRefused(f"{named}：编号或名称已有单位用着（已撤销的也算），请换一个。什么也没有改动。") from error
