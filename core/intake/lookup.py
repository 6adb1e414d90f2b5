"""Finds what a cell names: a unit, an officer, a measure. What is unknown or ambiguous is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from core.catalogue.model import Catalogue
from core.full_width import half_width
from core.intake.refusal import CellError
from core.intake.text_matching import NearestWords, match_key
from core.store.units import UnitRef, UnitTree

T = TypeVar("T")


_KIND_ENDINGS = ("派出所", "社区", "警务室", "公安局", "分局", "大队", "所")


class UnitLookup:
    """Units by code, else by name, else by a name that they had."""

    def __init__(self, tree: UnitTree) -> None:
        self._by_code = {match_key(unit.code): unit for unit in tree.units.values()}
        units = tree.units.values()
        self._by_name = _grouped((unit.name, unit) for unit in units if unit.id not in tree.absent)
        self._by_former_name = _grouped((name, unit) for unit in units for name in _earlier_names(tree, unit))
        self._near = NearestWords((unit.name for unit in tree.units.values()), _own_name)

    def find(self, text: str) -> int:
        """The id of the unit."""
        key = match_key(text)
        if key in self._by_code:
            return self._by_code[key].id
        named = self._by_name.get(key) or self._by_former_name.get(key, [])
        if len(named) > 1:
            raise CellError(f"有 {len(named)} 个单位同名", f"改填单位编号：{'、'.join(unit.code for unit in named)}")
        if not named:
            raise CellError("没有这个单位", self._near.suggestion(text, "核对名称，或先导入这个单位"))
        return named[0].id


def _own_name(name: str) -> str:
    """Return the name of a unit without the ending that all of its kind have."""
    ending = next((ending for ending in _KIND_ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending) or name


class OfficerLookup:
    """Officers by number (工号)."""

    def __init__(self, numbers: Collection[str]) -> None:
        self._known = frozenset(numbers)
        self._near = NearestWords(numbers)

    def find(self, text: str) -> str:
        """The officer's number."""
        number = half_width(text)
        if number not in self._known:
            raise CellError("没有这个工号", self._near.suggestion(number, "核对工号，或先用 officers 导入人员"))
        return number


class MeasureLookup:
    """Measures (计数项) that a ledger may report, by id or Chinese name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._measures = catalogue.measures
        self._by_id = {match_key(name): name for name in catalogue.measures}
        self._by_name = _grouped((measure.zh, name) for name, measure in catalogue.measures.items())
        self._near = NearestWords(
            name for identifier, measure in catalogue.measures.items() for name in (measure.zh, identifier)
        )

    def find(self, text: str) -> str:
        """The measure's id."""
        key = match_key(text)
        named = [self._by_id[key]] if key in self._by_id else self._by_name.get(key, [])
        if len(named) > 1:
            raise CellError(f"有 {len(named)} 个计数项同名", f"改填计数项代号：{'、'.join(named)}")
        if not named:
            raise CellError("没有这个计数项", self._near.suggestion(text, "用 fengjing catalogue measures 查计数项"))
        if self._measures[named[0]].bins is not None:
            raise CellError("这个计数项按分段统计，不能用一个数报", "改为导入记录，由系统分段计数")
        return named[0]


def _earlier_names(tree: UnitTree, unit: UnitRef) -> list[str]:
    """The names that a unit had and has no more; of one that has ended, all."""
    names = [] if tree.history is None else [name for _, name in tree.history.names(unit.id)]
    return [name for name in dict.fromkeys(names) if unit.id in tree.absent or name != unit.name]


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for name, member in pairs:
        groups.setdefault(match_key(name), []).append(member)
    return groups
