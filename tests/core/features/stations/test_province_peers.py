"""Of a province the peers of a station are its county's: nobody reads a place among a thousand."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast

from core.catalogue.load import load_catalogue
from core.features.quartiles import MIN_MEMBERS
from core.features.stations.peer_position import peer_groups, peer_positions
from core.store.sqlite import StoreError
from core.store.units import MOST_COMPARED, UnitTree
from tests.support.tree_grower import PROVINCE, Grower


def reader(tree: UnitTree) -> tuple[Any, list[int]]:
    """A reader of figures that has a tree and no figures, and the units of which it is asked to compare those below."""
    asked: list[int] = []

    def board(unit: int, *_period: object, **_options: object) -> None:
        asked.append(unit)
        raise StoreError("没有数据")

    def standings(_kpi: str, period: str, *, group: str, unit: int) -> None:
        board(unit, period, group=group)

    tools = {"reading": nullcontext, "board": board, "standings": standings}
    engine = SimpleNamespace(catalogue=load_catalogue(), units=tree, **tools)
    return cast(Any, engine), asked


def test_peers_are_the_countys_where_boards_compare_counties() -> None:
    grower = Grower()
    large, small = grower.add("county", PROVINCE, 2)
    station, *_ = grower.add("station", large, MOST_COMPARED)
    lonely, *_ = grower.add("station", small, MIN_MEMBERS - 1)
    engine, asked = reader(grower.tree())
    assert peer_groups(engine, station, "ytd") == {"all": "本县（区）全部"}, "the screen says whose they are"
    assert peer_groups(engine, lonely, "ytd") == {}, "of too few in the county there is no middle half"
    peer_positions(engine, station, ["alerts_valid"], "ytd", "all")
    assert asked == [large, small, large]


def test_peers_are_all_stations_where_boards_compare_stations() -> None:
    grower = Grower()
    large, small = grower.add("county", PROVINCE, 2)
    grower.add("station", large, MIN_MEMBERS)
    (station,) = grower.add("station", small)
    engine, asked = reader(grower.tree())
    assert peer_groups(engine, station, "ytd") == {"all": "全部"}
    peer_positions(engine, station, ["alerts_valid"], "ytd", "all")
    assert asked == [PROVINCE, PROVINCE]
