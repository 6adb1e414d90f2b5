"""Indices and lists as one viewer may see them: those of the viewer's own unit and of what lies below it.

A station is judged with all the others on its list before its own answer is taken out: its code does not depend on who
looks. Of a province a list is a county's, and only the lists on which the viewer has a station are computed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from core.access.context import ScopedInterface, subtree
from core.access.domain_scope import require_unbound
from core.access.publishing_right import NOT_YOURS, Publisher, may_publish
from core.access.viewer import AccessRefused
from core.catalogue.index_model import IndexUnit
from core.features.indices.calculator import code_index
from core.features.indices.lists import UnitLists
from core.features.indices.published_table import PublishedTable, read_published
from core.features.indices.types import IndexTable, IndexTrend
from core.store.publication import Publication, publications
from core.store.units import UnitRef, UnitTree

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
        return code_index(self._engine.catalogue, kind)

    def units(self, month: int, kind: IndexUnit, county: int | None = None) -> list[UnitRef]:
        """Returns the units of a kind that have indices, those that the viewer may see, of a province of a county."""
        require_unbound(self._request.scope)
        tree = self._units_shown(county)
        listed = self._engine.index_units(month, kind, self._counties(tree, self._lists(month)))
        return [unit for unit in listed if unit.id in tree.units]

    def table(
        self, index_id: str, month: int, kind: IndexUnit, county: int | None = None, of_list: int | None = None
    ) -> IndexTable:
        """Returns an index of the units of a kind that the viewer may see, of a province those of a county.

        Of those on one list alone, as the communities of a station are, if `of_list` names it.
        """
        require_unbound(self._request.scope)
        tree = self._units_shown(county)
        counties = self._counties(tree, self._lists(month))
        index_table = self._engine.index_table(index_id, month, kind, places=counties, of_list=of_list)
        return replace(
            index_table,
            units=tuple(unit for unit in index_table.units if unit.id in tree.units),
            scores=_visible(index_table.scores, tree),
            codes=_visible(index_table.codes, tree),
        )

    def _units_shown(self, county: int | None) -> UnitTree:
        """Returns the viewer's units, or those of a county. Raises AccessRefused."""
        return self._request.units if county is None else subtree(self._engine.units, self._request.unit(county).id)

    def _lists(self, month: int) -> UnitLists:
        return UnitLists(self._engine.units, self._engine.catalogue.reporting_calendar.month_days(month)[1])

    def _counties(self, tree: UnitTree, lists: UnitLists) -> Collection[int] | None:
        """Returns the counties on whose lists some units stand; None for all."""
        if tree.root.id == self._engine.units.root.id:
            return None
        counties = (lists.county_of(station.id) for station in tree.of_kind("station"))
        return {county for county in counties if county is not None} or None

    def publications(self) -> list[Publication]:
        """Returns all that was published, newest month first."""
        require_unbound(self._request.scope)
        return publications(self._engine.store.conn)

    def published(
        self, publication: Publication, index_id: str, kind: IndexUnit, county: int | None = None
    ) -> PublishedTable:
        """Returns a published list with today's data, of a province that of a county."""
        require_unbound(self._request.scope)
        tree, lists = self._units_shown(county), self._lists(publication.month)
        full_list = read_published(self._engine, publication, index_id, kind, self._counties(tree, lists))
        if self._request.sees_whole_bureau and county is None:
            return full_list

        def is_shown(unit: int) -> bool:  # units that have ended since stand on their county's list
            return unit in tree.units or (self._request.sees_whole_bureau and lists.county_of(unit) == county)

        return replace(full_list, lines=tuple(line for line in full_list.lines if is_shown(line.published.unit)))

    def may_publish(self) -> bool:
        """True where the viewer may publish: the whole bureau's, in a role that does."""
        return may_publish(self._request.scope)

    def publisher(self) -> Publisher:
        """Returns the viewer as a publisher. Raises AccessRefused where the viewer may not publish."""
        if not self.may_publish():
            raise AccessRefused(NOT_YOURS)
        return Publisher(self._request.viewer)


def _visible(by_unit: Mapping[int, T], tree: UnitTree) -> dict[int, T]:
    return {unit: answer for unit, answer in by_unit.items() if unit in tree.units}
