"""Of a province a list is a county's, and whoever asks for one county has the others not even computed."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_indices import ScopedIndices
from core.access.viewer import AccessRefused, Scope, Viewer
from core.catalogue.load import load_catalogue
from core.features.indices.lists import UnitLists
from core.features.indices.types import IndexTable
from core.metrics.types import Window
from core.store.units import MOST_COMPARED, UnitRef, UnitTree
from tests.support.tree_grower import PROVINCE, Grower

CATALOGUE = load_catalogue()
INDEX = next(name for name, index in CATALOGUE.indices.items() if index.bands and "station" in index.units)
VILLAGE = next(name for name, index in CATALOGUE.indices.items() if index.bands and "community" in index.units)
MONTH = 2026 * 12 + 9
PER_COUNTY = MOST_COMPARED // 2 + 1
Parts = list[Collection[int] | None]


def grown(counties: int) -> tuple[UnitTree, list[int]]:
    """A tree of so many counties, each with its stations and a community below the last of them."""
    grower = Grower()
    numbers = grower.add("county", PROVINCE, counties)
    for county in numbers:
        grower.add("community", grower.add("station", county, PER_COUNTY)[-1])
    return grower.tree(), numbers


def lists_for(tree: UnitTree, viewer: Viewer) -> tuple[ScopedIndices, Parts]:
    """Indices as a viewer may see them, and the counties for which the engine is asked; it knows all stations."""
    asked: Parts = []

    def index_units(month: int, kind: str, places: Collection[int] | None) -> list[UnitRef]:
        return UnitLists(tree, 0).in_places(tree.of_kind(kind), places)

    def index_table(
        index_id: str, month: int, kind: str, places: Collection[int] | None, of_list: int | None
    ) -> IndexTable:
        asked.append(places)
        units = tuple(UnitLists(tree, 0).on_list(index_units(month, kind, places), of_list))
        scores = {unit.id: cast(Any, None) for unit in units}
        index = CATALOGUE.indices[index_id]
        return IndexTable(index_id, index, month, Window(0, 29), cast(Any, None), 1, False, units, scores, {}, ())

    engine = SimpleNamespace(units=tree, catalogue=CATALOGUE, index_table=index_table, index_units=index_units)
    return ScopedIndices(RequestContext(cast(Any, engine), viewer)), asked


def inspector(unit: int) -> Viewer:
    return Viewer("user:inspector", "某人", Scope(Role.INSPECTOR, unit))


def test_a_station_stands_on_its_countys_list_and_a_community_on_its_stations() -> None:
    tree, counties = grown(2)
    lists = UnitLists(tree, 0)
    for county in counties:
        *_, last = stations = tree.stations(county)
        assert {lists.list_of(station) for station in stations} == {county}
        (community,) = tree.children(last.id)
        assert (lists.list_of(community), lists.county_of(community.id)) == (last.id, county)
    assert lists.list_of(tree.root) is None


def test_where_stations_are_compared_all_of_them_stand_on_one_list() -> None:
    tree, _ = grown(1)
    lists = UnitLists(tree, 0)
    assert {lists.list_of(station) for station in tree.stations(PROVINCE)} == {None}
    assert lists.in_places(tree.of_kind("station"), None) == tree.stations(PROVINCE)


def test_who_sees_a_part_sees_its_communities_alone() -> None:
    tree, counties = grown(2)
    stations = [tree.stations(county)[-1].id for county in counties]
    indices, _ = lists_for(tree, inspector(counties[0]))
    assert [unit.parent for unit in indices.units(MONTH, "community")] == stations[:1]
    assert [len(indices.table(VILLAGE, MONTH, "community", of_list=station).units) for station in stations] == [1, 0]


def test_a_county_is_computed_alone() -> None:
    tree, counties = grown(2)
    indices, asked = lists_for(tree, inspector(PROVINCE))
    index_table = indices.table(INDEX, MONTH, "station", counties[1])
    assert list(index_table.units) == tree.stations(counties[1]) and asked == [{counties[1]}]
    assert len(indices.table(INDEX, MONTH, "station").units) == 2 * PER_COUNTY


@pytest.mark.parametrize("is_station", [False, True])
def test_who_sees_a_part_has_its_own_counties_list_computed(is_station: bool) -> None:
    tree, counties = grown(2)
    own = tree.stations(counties[0])[0].id if is_station else counties[0]
    indices, asked = lists_for(tree, inspector(own))
    index_table = indices.table(INDEX, MONTH, "station")
    assert asked == [{counties[0]}], "a station is judged on its whole county's list, whoever looks"
    assert [unit.id for unit in index_table.units] == tree.station_ids(own)
    with pytest.raises(AccessRefused):
        indices.table(INDEX, MONTH, "station", counties[1])


def test_counties_are_grouped_by_how_many_units_they_have_and_the_units_of_none_are_left_out_of_no_group() -> None:
    grower = Grower()
    large, *small = grower.add("county", PROVINCE, 4)
    for county, stations in ((large, 180), *((county, 30) for county in small)):
        grower.add("station", county, stations)
    tree = grower.tree()
    lists = UnitLists(tree, 0)
    units = [tree.root, *tree.of_kind("station")]
    groups = lists.groups(units, most=60)
    assert groups == [{None}, {large}, set(small[:2]), set(small[2:])]
    assert [unit for group in groups for unit in lists.in_places(units, group)] == units
