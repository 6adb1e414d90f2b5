"""Peer groups (同类组): by setting, by size, all, and a bureau's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from core.catalogue.model import Catalogue
from core.comparison.types import Group
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import suppression_reason
from core.metrics.mixed_area import mixed_area
from core.metrics.types import Board, Figure, Window
from core.store.unit_events import existence_text
from core.store.units import UnitRef, UnitTree


class BuiltInGroup(StrEnum):
    """Ids of the groups that every bureau has; it may declare further ones in its catalogue."""

    COMPARED = "compared"
    ALL = "all"
    URBAN = "urban"
    TOWN = "town"
    RURAL = "rural"
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"


SETTINGS = {BuiltInGroup.URBAN: "城区", BuiltInGroup.TOWN: "集镇", BuiltInGroup.RURAL: "农村"}
LEVEL_NAMES = {"county": "县（区）", "town": "镇街"}  # by kind of unit
ALL_STATIONS = "全部派出所"
SIZES = {BuiltInGroup.LARGE: "警力较多", BuiltInGroup.MEDIUM: "警力居中", BuiltInGroup.SMALL: "警力较少"}
SIZE_KPI = "police_total"  # not the alerts: they are an outcome, and would sort the units by what is compared


def group_choices(catalogue: Catalogue, tree: UnitTree, focus: int) -> dict[str, str]:
    """Returns the groups that a comparison below a unit may name, the usual one first: id → Chinese name."""
    present = {unit.setting for unit in tree.stations(focus)}
    settings = {setting.value: f"{zh}所" for setting, zh in SETTINGS.items() if setting in present}
    sizes = {size.value: f"{zh}的所" for size, zh in SIZES.items()}
    declared = {name: entry.zh for name, entry in catalogue.peer_groups.items()}
    level = level_above_stations(tree, focus)
    above = {BuiltInGroup.COMPARED.value: LEVEL_NAMES.get(level[0].kind, "上一级")} if level else {}
    return {**above, BuiltInGroup.ALL.value: ALL_STATIONS if level else "全部", **settings, **sizes, **declared}


def level_above_stations(tree: UnitTree, focus: int) -> list[UnitRef]:
    """Returns the units that boards compare below one in place of its stations, which are too many; mostly none."""
    return [unit for unit in tree.compared(focus) if unit.kind != "station"]


def is_by_size(name: str) -> bool:
    """True for a group that is defined by the units' size."""
    return name in SIZES


def officer_counts(board: Board) -> dict[int, Figure]:
    """Returns the number of police officers by unit, from a board that has `SIZE_KPI`."""
    return {unit.id: board.figures[SIZE_KPI, unit.id] for unit in board.units}


def find_group(catalogue: Catalogue, tree: UnitTree, focus: int, name: str, officers: Mapping[int, Figure]) -> Group:
    """Returns a group below a unit; `officers` (by unit) is needed for sizes alone. Raises LookupError (Chinese)."""
    stations = tree.stations(focus)
    if name == BuiltInGroup.COMPARED and (level := level_above_stations(tree, focus)):
        zh = LEVEL_NAMES.get(level[0].kind, "上一级")
        return Group(name, zh, f"{tree.units[focus].name}下全部{zh}", tuple(level))
    if name == BuiltInGroup.ALL:
        return Group(BuiltInGroup.ALL.value, "全部", f"{tree.units[focus].name}下全部派出所", tuple(stations))
    if name in SETTINGS:
        setting = BuiltInGroup(name)
        units = tuple(unit for unit in stations if unit.setting == name)
        unregistered = tuple((unit, "没有登记城区、集镇或农村") for unit in stations if unit.setting is None)
        return Group(name, f"{SETTINGS[setting]}所", f"单位表登记为{SETTINGS[setting]}的派出所", units, unregistered)
    if name in SIZES:
        return _by_size(stations, BuiltInGroup(name), officers)
    if name in catalogue.peer_groups:
        return _declared_group(catalogue, tree, focus, name)
    available = "、".join(group_choices(catalogue, tree, focus))
    raise LookupError(f"没有同类组“{name}”，可用：{available}")


def existing_members(tree: UnitTree, group: Group, window: Window) -> Group:
    """Returns a group without the units that did not exist throughout a window; these are listed with the reason."""
    if tree.history is None:
        return group
    existing = tree.existing_throughout(group.units, window.first, window.last)
    absent = tuple(
        (unit, f"{existence_text(tree.history, unit.id)}，不足整个期间") for unit in group.units if unit not in existing
    )
    return replace(group, units=tuple(existing), unclassified=(*group.unclassified, *absent))


def unmixed_members(tree: UnitTree, group: Group, window: Window) -> Group:
    """Returns a group without the units whose area changed within a window, and whose counts no level fits."""
    reasons = {unit: mixed_area(tree, unit.id, window.first, window.last) for unit in group.units}
    mixed = tuple((unit, reason) for unit, reason in reasons.items() if reason is not None)
    units = tuple(unit for unit, reason in reasons.items() if reason is None)
    return replace(group, units=units, unclassified=(*group.unclassified, *mixed))


def unprotected_members(catalogue: Catalogue, policy: SuppressionPolicy, group: Group, kpi: str) -> Group:
    """Returns a group without the units at which a KPI's small numbers are hidden; these are listed with the reason."""
    measures = catalogue.kpis[kpi].measures()
    units = tuple(unit for unit in group.units if not policy.is_protected(measures, unit.id))
    hidden = tuple((unit, suppression_reason(catalogue)) for unit in group.units if unit not in units)
    return replace(group, units=units, unclassified=(*group.unclassified, *hidden))


def mixed_settings(units: Sequence[UnitRef]) -> tuple[str, ...]:
    """Returns the names of the groups by setting that some units belong to, if to more than one; otherwise none."""
    present = {unit.setting for unit in units}
    names = tuple(f"{zh}所" for setting, zh in SETTINGS.items() if setting in present)
    return names if len(names) > 1 else ()


def _by_size(stations: Sequence[UnitRef], size: BuiltInGroup, officers: Mapping[int, Figure]) -> Group:
    """Returns a third by police officers at the period's end; ties are broken by code."""
    by_size = sorted(
        (unit for unit in stations if officers[unit.id].value is not None),
        key=lambda unit: (-(officers[unit.id].value or 0.0), unit.code),
    )
    third = list(SIZES).index(size)
    first, end = (round(len(by_size) * step / len(SIZES)) for step in (third, third + 1))
    unknown = tuple((unit, f"不知民警数：{officers[unit.id].reason}") for unit in stations if unit not in by_size)
    basis = f"按期末民警数由多到少分三等份，第 {third + 1} 份"
    return Group(size.value, f"{SIZES[size]}的所", basis, tuple(by_size[first:end]), unknown)


def _declared_group(catalogue: Catalogue, tree: UnitTree, focus: int, name: str) -> Group:
    entry = catalogue.peer_groups[name]
    codes = {unit.code: unit for unit in [tree.units[focus], *tree.below(focus)]}
    units = tuple(codes[code] for code in entry.members if code in codes)
    if len({unit.kind for unit in units}) > 1:
        raise LookupError(f"同类组“{entry.zh}”里有不同类别的单位，不能比较：请在目录文件里改正")
    return Group(name, entry.zh, "本局自定", units)
