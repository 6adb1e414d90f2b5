"""The file of units: rows in any order, each under its parent, below the one root that exists already."""

from __future__ import annotations

from functools import partial

from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.fields import UNITS
from core.intake.import_plan import ImportPlan
from core.intake.row_rules import distinct_rows, warn_of_copies
from core.intake.sheet import CheckedRow, ImportSheet, Values
from core.intake.text_matching import match_key
from core.intake.unit_history.changed_rows import difference, is_change, parent_fault, write_changed_units
from core.intake.unit_names import UnitNames, UnitRow
from core.intake.unit_sorting import parents_first, refuse_same_siblings
from core.store.store import Store
from core.store.unit_changes import require_consistent
from core.store.units import NewUnit, UnitRef, UnitTree, add_units


def plan_units(store: Store, tree: UnitTree, sheet: ImportSheet, context: ParseContext) -> ImportPlan:
    """Plans the import of units; what is refused is in the sheet."""
    plan = ImportPlan()
    names = UnitNames(tree)
    rows = _rows(sheet, tree, names, context, plan)
    entries = [entry for row in rows if (entry := names.unit_row(sheet, row)) is not None]
    stored = {unit.code: unit for unit in tree.units.values()}
    written_by = dict(store.db.execute("SELECT id, batch FROM unit").fetchall())
    new: list[NewUnit] = []
    changed: list[tuple[UnitRef, UnitRow]] = []
    for entry in parents_first(sheet, refuse_same_siblings(sheet, tree, entries), set(stored)):
        values = entry.row.values
        old = stored.get(entry.code)
        if old is None:
            first = values["from_day"]
            unit = NewUnit(entry.code, values["name"], values["kind"], entry.parent, values["setting"], first=first)
            if fault := parent_fault(stored.get(entry.parent), first):
                sheet.refuse(entry.row.row, "parent", *fault)
            else:
                new.append(unit)
        elif not _differs(tree, old, entry):
            _count_same(plan, tree, old, entry, written_by[old.id])
        elif is_change(tree, old, entry):
            changed.append((old, entry))
        else:
            sheet.refuse(entry.row.row, "name", *difference(tree, old, entry))
    plan.new, plan.changed = len(new), len(changed)
    if new:
        plan.steps.append(partial(add_units, store, new))
    if new and (tree.history is not None or any(unit.first is not None for unit in new)):
        plan.steps.append(partial(require_consistent, store))
    if changed:
        plan.steps.append(partial(write_changed_units, store, changed))
    return plan


def _rows(
    sheet: ImportSheet, tree: UnitTree, names: UnitNames, context: ParseContext, plan: ImportPlan
) -> list[CheckedRow]:
    """The rows of units below the root. A row of the root itself says nothing new, unless it names it otherwise."""
    rows = []
    checked_rows = sheet.check(cell_parsers(list(sheet.fields.values()), context))

    def code(values: Values) -> str:
        return match_key(names.code_of(values))

    distinct = list(distinct_rows(sheet, checked_rows, "name", code))
    warn_of_copies(plan, distinct)
    for checked, _ in distinct:
        if names.is_root(checked.values):
            names.add_root_code(checked.values)
            if match_key(checked.values["name"]) == match_key(tree.root.name):
                plan.unchanged += 1
            else:
                rule = f"本局已登记为“{tree.root.name}”，本行写的是另一个名称"
                sheet.refuse(checked.row, "name", rule, "使本行与已登记的一致")
        elif checked.values["kind"] == "bureau":
            mend = "下级局填“分局/县局”；本局自己那一行上级单位留空"
            sheet.refuse(checked.row, "kind", "只有本局一个“局”，它已经建好", mend)
        else:
            names.add(checked.values)
            rows.append(checked)
    return rows


def _count_same(plan: ImportPlan, tree: UnitTree, old: UnitRef, entry: UnitRow, batch: int | None) -> None:
    """Count a unit that is there already. A row that does not say all that is known of it only rests on its batch."""
    values = entry.row.values
    is_changed = tree.history is not None and bool(tree.history.changes_of(old.id))
    if is_changed or (values["setting"], values["from_day"]) != (old.setting, old.first):
        plan.unchanged += 1
        plan.resting.update([] if batch is None else [batch])
    else:
        plan.count_same(batch, UNITS, old.code)


def _differs(tree: UnitTree, old: UnitRef, entry: UnitRow) -> bool:
    values = entry.row.values
    if old.id in tree.absent and (old.name, old.kind) == (values["name"], values["kind"]):
        return False  # it says what was; what became of the unit is another matter
    if old.parent is None or values["setting"] not in (None, old.setting):
        return True
    return (old.name, old.kind, tree.units[old.parent].code) != (values["name"], values["kind"], entry.parent)
