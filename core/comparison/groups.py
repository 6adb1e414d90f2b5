"""Peer groups (同类组): by setting, by size, all, and a bureau's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.catalogue.model import Catalogue
from core.comparison.types import Group
from core.metrics.types import Figure
from core.store.units import UnitRef, UnitTree

ALL = "all"
SETTINGS = {"urban": "城区", "town": "集镇", "rural": "农村"}
SIZES = {"large": "警力较多", "medium": "警力居中", "small": "警力较少"}
SIZE_BY = "police_total"  # not the alerts: they are an outcome, and would sort the units by what is compared


def choices(catalogue: Catalogue, tree: UnitTree, focus: int) -> dict[str, str]:
    """The groups that a comparison below a unit may name, by id, with their Chinese names."""
    own = {name: entry.zh for name, entry in catalogue.peer_groups.items()}
    there = {unit.setting for unit in tree.stations(focus)}
    return {ALL: "全部", **{k: f"{v}所" for k, v in SETTINGS.items() if k in there}, **_sizes(), **own}


def _sizes() -> dict[str, str]:
    return {name: f"{zh}的所" for name, zh in SIZES.items()}


def sized(name: str) -> bool:
    """Whether a group is told by the units' size."""
    return name in SIZES


def group(catalogue: Catalogue, tree: UnitTree, focus: int, name: str, force: Mapping[int, Figure]) -> Group:
    """The units of a group below a unit; `force` by unit is needed for sizes alone. Raises LookupError (Chinese)."""
    stations = tree.stations(focus)
    if name == ALL:
        return Group(ALL, "全部", f"{tree.units[focus].name}下全部派出所", tuple(stations))
    if name in SETTINGS:
        units = tuple(unit for unit in stations if unit.setting == name)
        blank = tuple((unit, "没有登记城区、集镇或农村") for unit in stations if unit.setting is None)
        return Group(name, f"{SETTINGS[name]}所", f"单位表登记为{SETTINGS[name]}的派出所", units, blank)
    if name in SIZES:
        return _by_size(stations, name, force)
    if name in catalogue.peer_groups:
        return _own(catalogue, tree, focus, name)
    known = "、".join(choices(catalogue, tree, focus))
    raise LookupError(f"没有同类组“{name}”，可用：{known}")


def _by_size(stations: Sequence[UnitRef], name: str, force: Mapping[int, Figure]) -> Group:
    """Thirds by the police officers at the period's end; equal sizes are told apart by code, so that it is certain."""
    known = sorted(
        (unit for unit in stations if force[unit.id].value is not None),
        key=lambda unit: (-(force[unit.id].value or 0.0), unit.code),
    )
    place = list(SIZES).index(name)
    ends = [round(len(known) * part / len(SIZES)) for part in (place, place + 1)]
    unknown = tuple((unit, f"不知民警数：{force[unit.id].reason}") for unit in stations if unit not in known)
    basis = f"按期末民警数由多到少分三等份，第 {place + 1} 份"
    return Group(name, f"{SIZES[name]}的所", basis, tuple(known[ends[0] : ends[1]]), unknown)


def _own(catalogue: Catalogue, tree: UnitTree, focus: int, name: str) -> Group:
    entry = catalogue.peer_groups[name]
    codes = {unit.code: unit for unit in [tree.units[focus], *tree.below(focus)]}
    units = tuple(codes[code] for code in entry.members if code in codes)
    if len({unit.kind for unit in units}) > 1:
        raise LookupError(f"同类组“{entry.zh}”里有不同类别的单位，不能比较：请在目录文件里改正")
    return Group(name, entry.zh, "本局自定", units)
