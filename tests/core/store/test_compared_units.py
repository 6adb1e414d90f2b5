"""Boards compare stations where they are few enough to stand side by side, else the nearest level above them."""

from __future__ import annotations

import pytest

from core.store.units import MOST_COMPARED, UnitTree
from tests.support.tree_grower import PROVINCE, Grower


def compared(tree: UnitTree, unit: int = PROVINCE) -> list[int]:
    return [below.id for below in tree.compared(unit)]


@pytest.mark.parametrize("stations", [1, 114, MOST_COMPARED])
def test_stations_are_compared_up_to_so_many_whatever_stands_between(stations: int) -> None:
    grower = Grower()
    counties = grower.add("county", PROVINCE, 2)
    numbers = grower.add("station", counties[0], stations - 1) + grower.add("station", counties[1])
    grower.add("department", counties[0], 300)
    tree = grower.tree()
    assert compared(tree) == numbers
    assert tree.opened(numbers[-1]) == tree.opened(counties[0]) == PROVINCE, (
        "boards of today's bureaus are as they were"
    )


def test_of_more_stations_their_counties_are_compared_and_each_opens_its_own() -> None:
    grower = Grower()
    cities = grower.add("county", PROVINCE, 3)
    counties = [county for city in cities for county in grower.add("county", city, 9)]
    stations = {county: grower.add("station", county, 12) for county in counties}
    tree = grower.tree()
    assert compared(tree) == counties
    assert [tree.opened(unit) for unit in (PROVINCE, cities[0], counties[0], stations[counties[0]][0])] == [
        PROVINCE,
        PROVINCE,
        counties[0],
        counties[0],
    ]
    assert compared(tree, counties[0]) == stations[counties[0]]
    assert compared(tree, cities[1]) == [s for c in counties[9:18] for s in stations[c]], "few enough below one city"


def test_every_station_counts_at_just_one_of_the_compared() -> None:
    grower = Grower()
    cities = grower.add("county", PROVINCE, 4)
    for city in cities:
        grower.add("station", city, 2)  # its own, below no county
        for county in grower.add("county", city, 5):
            grower.add("station", county, 15)
    tree = grower.tree()
    assert compared(tree) == cities, "the level of one kind: counties beside stations would not be like units"
    below = [station.id for city in cities for station in tree.stations(city)]
    assert sorted(below) == sorted(station.id for station in tree.stations(PROVINCE))


@pytest.mark.parametrize("counties", [0, 1])
def test_where_nothing_stands_between_many_stations_they_are_compared_after_all(counties: int) -> None:
    grower = Grower()
    parent = grower.add("county", PROVINCE)[0] if counties else PROVINCE
    stations = grower.add("station", parent, MOST_COMPARED + 1)
    assert compared(grower.tree()) == stations
