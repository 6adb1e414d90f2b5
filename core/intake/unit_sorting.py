"""Puts the rows of a units file in order, parents before their children, and refuses what has no place."""

from __future__ import annotations

from collections.abc import Iterator

from core.intake.sheet import ImportSheet
from core.intake.text_matching import match_key
from core.intake.unit_names import UnitRow
from core.store.units import UnitTree


def refuse_same_siblings(sheet: ImportSheet, tree: UnitTree, unit_rows: list[UnitRow]) -> list[UnitRow]:
    """The entries whose name no other unit under the same parent has."""
    codes: dict[tuple[str, str], set[str]] = {}
    for unit in tree.units.values():
        if unit.parent is not None:
            codes.setdefault((tree.units[unit.parent].code, match_key(unit.name)), set()).add(unit.code)
    for entry in unit_rows:
        codes.setdefault((entry.parent, match_key(entry.row.values["name"])), set()).add(entry.code)
    accepted = []
    for entry in unit_rows:
        others = codes[entry.parent, match_key(entry.row.values["name"])] - {entry.code}
        if others:
            rule = f"同一上级之下已有同名单位（编号 {'、'.join(sorted(others))}）"
            sheet.refuse(entry.row.row, "name", rule, "同一个单位只留一行、一个编号；不同的单位用不同的名称")
        else:
            accepted.append(entry)
    return accepted


def parents_first(sheet: ImportSheet, unit_rows: list[UnitRow], existing_codes: set[str]) -> Iterator[UnitRow]:
    """The entries whose parents are known or come before them; the rest are refused."""
    placed_codes, waiting = set(existing_codes), unit_rows
    while ready := [entry for entry in waiting if entry.parent in placed_codes]:
        yield from ready
        placed_codes |= {entry.code for entry in ready}
        ready_ids = {id(entry) for entry in ready}
        waiting = [entry for entry in waiting if id(entry) not in ready_ids]
    parents = {entry.code: entry.parent for entry in waiting}
    for entry in waiting:
        if _in_cycle(entry.code, parents):
            sheet.refuse(entry.row.row, "parent", "上级单位绕成一圈：上级又归它管", "改正圈里任何一个单位的上级单位")
        else:
            sheet.refuse(entry.row.row, "parent", "上级单位那一行没有被接收", "先改正上级单位那一行")


def _in_cycle(code: str, parents: dict[str, str]) -> bool:
    """Tell whether the way up from a unit comes back to it or runs into a ring above it."""
    passed: set[str] = set()
    while code in parents:
        if code in passed:
            return True
        passed.add(code)
        code = parents[code]
    return False
