"""Trees of units for tests, grown unit by unit."""

from __future__ import annotations

from core.store.units import UnitRef, UnitTree

PROVINCE = 1


class Grower:
    """Grows a tree, unit by unit."""

    def __init__(self) -> None:
        self.units = {PROVINCE: UnitRef(PROVINCE, "P", "某省公安厅", "bureau", None)}

    def add(self, kind: str, parent: int, count: int = 1) -> list[int]:
        """Add so many units of a kind right below one; returns their ids."""
        first = len(self.units) + 1
        numbers = list(range(first, first + count))
        self.units |= {number: UnitRef(number, f"U{number}", f"单位{number}", kind, parent) for number in numbers}
        return numbers

    def tree(self) -> UnitTree:
        """Return the tree."""
        children: dict[int, list[UnitRef]] = {}
        for unit in self.units.values():
            if unit.parent is not None:
                children.setdefault(unit.parent, []).append(unit)
        return UnitTree(self.units, self.units[PROVINCE], children)
