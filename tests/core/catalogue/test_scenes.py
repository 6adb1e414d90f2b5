"""Scenes as data: what is shipped holds, and what is broken is refused by name."""

from __future__ import annotations

import pytest

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from dashboards.pages.chief.url_state import DEFAULT_SCENE, WallUrlState

pytestmark = pytest.mark.slow


def test_shipped_scenes_are_those_of_the_wall_and_the_first_is_the_board() -> None:
    catalogue = load_catalogue()
    names = [catalogue.scenes[name].zh for name in catalogue.carousel.scenes]
    assert names == ["总览", "警情", "纠纷", "警力", "案件", "满意度", "百日行动", "地图"]
    assert catalogue.scenes[DEFAULT_SCENE].kpis == []
    assert WallUrlState().tile_kpis(catalogue) is None


def test_a_bureau_lays_its_own_order_and_times_over_ours() -> None:
    scene = "[scenes.ours]\nzh = '本局'\nen = 'Ours'\nkpis = ['alerts_valid']"
    catalogue = load_catalogue({"ours.toml": f"[carousel]\nscenes = ['map', 'ours']\ndwell = 30\n{scene}"})
    assert (catalogue.carousel.scenes, catalogue.carousel.dwell) == (["map", "ours"], 30)
    assert catalogue.carousel.pause == load_catalogue().carousel.pause
    assert catalogue.scenes["ours"].panels == ["map", "trend", "order", "hours"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[scenes.map]\nkpis = ['no_such']", "ours.toml [map]：没有指标“no_such” → 在 [kpis] 里声明它"),
        ("[scenes.map]\nkpis = ['alerts_valid', 'alerts_valid']", "[map]：同一指标写了两次"),
        ("[scenes.map]\nfocus = 'fire_alerts'", "[map]：focus“fire_alerts”不在本场景的指标里"),
        ("[scenes.alerts]\nhours = 'alerts_total'", "[alerts]：“alerts_total”没有分时段汇总"),
        ("[scenes.alerts]\npanels = ['map', 'order']", "[alerts]：大地图旁有 12 个指标 → 至多写 6 个"),
        ("[scenes.alerts]\npanels = ['map', 'trend', 'order', 'classes']", "order、classes、campaign 占同一处"),
        ("[carousel]\nscenes = ['maps']", "没有场景“maps” → 可写 overview"),
        ("[carousel]\nscenes = []", "ours.toml [carousel]：scenes："),
        ("[carousel]\ndwell = 1", "ours.toml [carousel]：dwell："),
        ("[carousel]\nspeed = 1", "ours.toml [carousel]：speed："),
        ("carousel = 3", "ours.toml [carousel]：一节要写成表 → 写 [carousel]"),
    ],
)
def test_what_is_broken_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_catalogue({"ours.toml": text})
    assert message in str(refused.value)


def test_an_unknown_scene_is_the_board() -> None:
    assert WallUrlState("no_such").scene_id(load_catalogue()) == DEFAULT_SCENE
