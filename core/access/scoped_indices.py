"""Indices and lists as one viewer may see them: those of the viewer's own unit and of what lies below it.

A station is compared with all the others before its own answer is taken out: its code does not depend on who looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from core.access.roles import Role
from core.access.scoped_engine import subtree
from core.access.viewer import AccessRefused, Viewer
from core.catalogue.index_model import IndexUnit
from core.engine import Engine
from core.features.indices.publish import Published, published
from core.features.indices.types import IndexLine, Standing
from core.store.publication import Publication, publications
from core.store.units import UnitTree

PUBLISHERS = (Role.INSPECTOR, Role.CHIEF)
_NOT_YOURS = "发布指数与榜单的是督察和局长。"
T = TypeVar("T")


class ScopedIndices:
    """What one viewer may ask of indices and lists."""

    def __init__(self, engine: Engine, viewer: Viewer) -> None:
        self._engine, self.viewer = engine, viewer

    def _tree(self) -> UnitTree:
        return subtree(self._engine.units, self.viewer.scope.unit)

    def last_month(self) -> int:
        """The last month that is over. Raises StoreError (Chinese) where there are no data."""
        return self._engine.last_month()

    def lines(self, month: int, months: int) -> list[IndexLine]:
        """Every index of the viewer's own unit over the months up to one."""
        return self._engine.index_lines(month, months, self.viewer.scope.unit)

    def code_index(self, kind: IndexUnit) -> str:
        """The index that gives units of a kind a code."""
        return self._engine.code_index(kind)

    def standing(self, index_id: str, month: int, kind: IndexUnit) -> Standing:
        """An index of the units of a kind that the viewer may see."""
        whole, tree = self._engine.standing(index_id, month, kind), self._tree()
        return replace(
            whole,
            units=tuple(unit for unit in whole.units if unit.id in tree.units),
            scores=_seen(whole.scores, tree),
            codes=_seen(whole.codes, tree),
        )

    def publications(self) -> list[Publication]:
        """All that was published, newest month first."""
        return publications(self._engine.store.conn)

    def published(self, publication: Publication, index_id: str, kind: IndexUnit) -> Published:
        """A published list beside today's data."""
        whole, tree = published(self._engine, publication, index_id, kind), self._tree()
        if self.viewer.scope.unit == self._engine.units.root.id:
            return whole
        return replace(whole, lines=tuple(line for line in whole.lines if line.then.unit in tree.units))

    def may_publish(self) -> bool:
        """Whether the viewer may publish: the whole bureau's, in a role that does."""
        scope = self.viewer.scope
        return scope.role in PUBLISHERS and scope.unit == self._engine.units.root.id

    def publisher(self) -> str:
        """Who publishes, for the record. Raises AccessRefused where the viewer may not."""
        if not self.may_publish():
            raise AccessRefused(_NOT_YOURS)
        return f"{self.viewer.name}（{self.viewer.actor}）"


def _seen(by_unit: Mapping[int, T], tree: UnitTree) -> dict[int, T]:
    return {unit: one for unit, one in by_unit.items() if unit in tree.units}
