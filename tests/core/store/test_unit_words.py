"""Words for units: what is side by side, what the whole is, and stations of one name told apart by their county."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.store.unit_words import counted_words, each_word, placed_full_name, placed_name, whole_word, with_whole_word
from core.store.units import UnitRef, UnitTree
from tests.support.tree_grower import PROVINCE, Grower


def namesakes(stations: int) -> UnitTree:
    """A tree of two counties with so many stations each, all of one name."""
    grower = Grower()
    counties = grower.add("county", PROVINCE, 2)
    for county, name in zip(counties, ("东县公安局", "西县公安局"), strict=True):
        grower.units[county] = replace(grower.units[county], name=name)
        for station in grower.add("station", county, stations):
            grower.units[station] = replace(grower.units[station], name="城关派出所")
            grower.add("community", station)
    return grower.tree()


def test_a_station_of_a_province_bears_its_countys_name() -> None:
    tree = namesakes(101)
    first, *_, last = tree.stations(PROVINCE)
    assert [placed_name(tree, station) for station in (first, last)] == ["东县·城关", "西县·城关"]
    assert placed_full_name(tree, last) == "西县·城关派出所"
    county = tree.compared(PROVINCE)[0]
    assert placed_name(tree, county) == "东县", "a county, which is compared itself, stands alone"
    community = tree.children(last.id)[0]
    assert tree.compared_above(community.id) == tree.compared(PROVINCE)[1]


def test_where_stations_are_compared_their_names_are_enough() -> None:
    tree = namesakes(3)
    assert {placed_name(tree, station) for station in tree.stations(PROVINCE)} == {"城关"}
    assert {placed_full_name(tree, station) for station in tree.stations(PROVINCE)} == {"城关派出所"}


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("枫原省公安厅", "全省"),
        ("某某自治区公安厅", "全区"),
        ("某市公安局", "全局"),
        ("东县公安局", "全局"),
        ("城关派出所", "全局"),
    ],
)
def test_the_whole_is_called_by_what_its_head_office_is(name: str, whole: str) -> None:
    assert whole_word(UnitRef(1, "1", name, "bureau", None)) == whole


def test_a_text_of_the_catalogue_speaks_of_the_whole_in_its_own_word() -> None:
    assert with_whole_word("与机关考评都只看{whole}", "某省公安厅") == "与机关考评都只看全省"
    assert with_whole_word("与机关考评都只看{whole}", "某县公安局") == "与机关考评都只看全局"


def test_units_side_by_side_are_called_by_their_level() -> None:
    station, county, other = (UnitRef(1, "1", "甲", kind, None) for kind in ("station", "county", "department"))
    assert [each_word([unit]) for unit in (station, county, other)] == ["各所", "各县（区）", "各单位"]
    assert each_word([]) == "各所" and counted_words([county], 3) == "3 个县（区）"
