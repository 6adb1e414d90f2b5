"""Context in which one viewer asks: the engine, the viewer, and the trail that looks and exports leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.store.units import UnitRef, UnitTree

LOOK = "look"  # the trail's word for a look at another person's figures
EXPORT = "export"  # and for what is taken away as a file
WriteTrail = Callable[[str, str], None]  # action, detail
_NO_UNIT = "没有这个单位，或不在您的查看范围内。"


def leave_no_trail(_action: str, _detail: str) -> None:
    """Writes nothing: for queries that leave no line, and where nobody is known by name."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One viewer's access to the engine; every scoped interface is made from it.

    Its look-ups know the units in the viewer's scope and no others. `write_trail` writes a line: what was done, and to
    whom.
    """

    engine: Engine
    viewer: Viewer
    write_trail: WriteTrail = leave_no_trail

    @property
    def scope(self) -> Scope:
        """The viewer's scope."""
        return self.viewer.scope

    @property
    def units(self) -> UnitTree:
        """The viewer's part of the bureau's tree, with the viewer's unit at its root."""
        return subtree(self.engine.units, self.scope.unit)

    @property
    def sees_whole_bureau(self) -> bool:
        """True where the viewer's unit is the bureau."""
        return self.scope.unit == self.engine.units.root.id

    def unit(self, unit: int | str | None) -> UnitRef:
        """Returns a unit by id, code or name; the viewer's own if none is named. Raises LookupError (Chinese)."""
        tree = self.units
        if unit is None:
            return tree.root
        if isinstance(unit, str):
            return tree.find(unit)  # names outside are not even known
        if unit not in tree.units:
            raise AccessRefused(_NO_UNIT)
        return tree.units[unit]

    def with_descendants(self, unit: int) -> list[int]:
        """Returns a unit in the scope and all below it, by id. Raises AccessRefused."""
        return [self.unit(unit).id, *(below.id for below in self.engine.units.below(unit))]


class ScopedInterface:
    """Base of the interfaces through which one viewer asks."""

    def __init__(self, request: RequestContext) -> None:
        self._request, self._engine = request, request.engine


def subtree(tree: UnitTree, unit: int) -> UnitTree:
    """Returns a unit and all below it, as a tree of its own. Raises AccessRefused for an unknown unit."""
    if unit == tree.root.id:
        return tree
    if unit not in tree.units:
        raise AccessRefused(_NO_UNIT)
    root = replace(tree.units[unit], parent=None)
    units = {root.id: root, **{below.id: below for below in tree.below(unit)}}
    return UnitTree(units, root, {number: children for number in units if (children := tree.children(number))})
