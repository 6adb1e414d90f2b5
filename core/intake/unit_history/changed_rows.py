"""Rows of a units file that say otherwise of a unit than is known: changes from a day on, if they name the day."""

from __future__ import annotations

from collections.abc import Iterable

from core.intake.unit_names import UnitRow
from core.store.store import Store
from core.store.unit_changes import write_changes
from core.store.unit_history import UnitChange
from core.store.units import UnitRef, UnitTree
from core.time.days import to_date


def is_change(tree: UnitTree, unit: UnitRef, row: UnitRow) -> bool:
    """Tell whether a row gives a unit another name or parent from a day on, and is the same otherwise."""
    values = row.row.values
    is_like = (unit.kind, values["setting"] or unit.setting) == (values["kind"], unit.setting)
    return values["from_day"] is not None and is_like and unit.parent is not None and unit.id not in tree.absent


def difference(tree: UnitTree, unit: UnitRef, row: UnitRow) -> tuple[str, str]:
    """Say in what a row differs from the unit, and how it is mended (Chinese)."""
    values, parent = row.row.values, tree.units[unit.parent] if unit.parent is not None else None
    if unit.id in tree.absent and unit.last is not None:
        return f"单位“{unit.name}”只存在到 {to_date(unit.last)}", "去掉这一行；另一个单位请另填单位编号"
    if (unit.kind, values["setting"] or unit.setting) != (values["kind"], unit.setting):
        rule = f"单位“{unit.code}”已登记，而类别或城乡类别与本行不同"
        return rule, "使本行与已登记的一致；另一个单位请另填单位编号"
    if tree.history is not None and any(values["name"] == name for _, name in tree.history.names(unit.id)[:-1]):
        return f"“{values['name']}”是单位“{unit.code}”的原名，现名“{unit.name}”", "改成现名，或去掉这一行"
    ways = []
    if values["name"] != unit.name:
        ways.append(f"改名用 fengjing unit rename {unit.code} {values['name']} --from 日期")
    if parent is not None and row.parent != parent.code:
        ways.append(f"划转用 fengjing unit move {unit.code} --to {row.parent} --from 日期")
    rule = f"单位“{unit.code}”已登记，而名称或上级与本行不同"
    return rule, f"确是变更的，在“生效日期”列写明从哪一天起再导入；或{'，'.join(ways)}。另一个单位请另填单位编号"


def parent_fault(parent: UnitRef | None, first: int | None) -> tuple[str, str] | None:
    """Say why a new unit cannot come under a parent from its first day on (Chinese), if it cannot."""
    if parent is not None and parent.last is not None:
        return f"上级“{parent.name}”只存在到 {to_date(parent.last)}", "改填现在的上级"
    if parent is not None and parent.first is not None and (first is None or first < parent.first):
        since = to_date(parent.first)
        return f"上级“{parent.name}” {since} 起才有", f"在“生效日期”列写 {since} 或以后的一天"
    return None


def write_changed_units(store: Store, rows: Iterable[tuple[UnitRef, UnitRow]]) -> None:
    """Write new names and parents, within the open transaction."""
    ids = dict(store.db.execute("SELECT code, id FROM unit").fetchall())
    changes = []
    for unit, row in rows:
        name, day, parent = row.row.values["name"], row.row.values["from_day"], ids[row.parent]
        changes += [UnitChange(unit.id, day, "rename", name)] if name != unit.name else []
        changes += [UnitChange(unit.id, day, "move", other=parent)] if parent != unit.parent else []
    write_changes(store, changes)
