"""Indices and lists as one viewer may see them: those of the viewer's own unit and of what lies below it.

A station is compared with all the others before its own answer is taken out: its code does not depend on who looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from core.access.context import ScopedInterface
from core.access.domain_scope import require_unbound
from core.access.roles import Role
from core.access.viewer import AccessRefused
from core.catalogue.index_model import IndexUnit
from core.features.indices.published_table import PublishedTable, read_published
from core.features.indices.types import IndexTable, IndexTrend
from core.store.publication import Publication, publications
from core.store.units import UnitTree

PUBLISHERS = (Role.INSPECTOR, Role.CHIEF)
_NOT_YOURS = "发布指数与榜单的是督察和局长。"
T = TypeVar("T")


class ScopedIndices(ScopedInterface):
    """Indices and lists that one viewer may see; a department none, for they are of all fields of work."""

    def last_month(self) -> int:
        """Returns the last month that is over. Raises StoreError (Chinese) where there are no data."""
        return self._engine.last_month()

    def trends(self, month: int, months: int) -> list[IndexTrend]:
        """Returns every index of the viewer's own unit over the months up to one."""
        require_unbound(self._request.scope)
        return self._engine.index_trends(month, months, self._request.scope.unit)

    def code_index(self, kind: IndexUnit) -> str:
        """Returns the index that gives units of a kind a code."""
        return self._engine.code_index(kind)

    def table(self, index_id: str, month: int, kind: IndexUnit) -> IndexTable:
        """Returns an index of the units of a kind that the viewer may see."""
        require_unbound(self._request.scope)
        index_table, tree = self._engine.index_table(index_id, month, kind), self._request.units
        return replace(
            index_table,
            units=tuple(unit for unit in index_table.units if unit.id in tree.units),
            scores=_visible(index_table.scores, tree),
            codes=_visible(index_table.codes, tree),
        )

    def publications(self) -> list[Publication]:
        """Returns all that was published, newest month first."""
        require_unbound(self._request.scope)
        return publications(self._engine.store.conn)

    def published(self, publication: Publication, index_id: str, kind: IndexUnit) -> PublishedTable:
        """Returns a published list with today's data."""
        require_unbound(self._request.scope)
        full_list, tree = read_published(self._engine, publication, index_id, kind), self._request.units
        if self._request.sees_whole_bureau:
            return full_list
        return replace(full_list, lines=tuple(line for line in full_list.lines if line.published.unit in tree.units))

    def may_publish(self) -> bool:
        """True where the viewer may publish: the whole bureau's, in a role that does."""
        return self._request.scope.role in PUBLISHERS and self._request.sees_whole_bureau

    def publisher(self) -> str:
        """Returns the name of the publisher for the record. Raises AccessRefused where the viewer may not publish."""
        if not self.may_publish():
            raise AccessRefused(_NOT_YOURS)
        viewer = self._request.viewer
        return f"{viewer.name}（{viewer.actor}）"


def _visible(by_unit: Mapping[int, T], tree: UnitTree) -> dict[int, T]:
    return {unit: answer for unit, answer in by_unit.items() if unit in tree.units}
