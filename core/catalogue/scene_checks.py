"""Checks of scenes and of their order: everything they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault, unknown_kpi
from core.catalogue.scene_model import BESIDE_LARGE_MAP, Scene


def scene_faults(catalogue: Catalogue, declared: Declared, scene: Scene) -> Iterator[Fault]:
    """Everything that does not fit in a scene."""
    for name in [*scene.kpis, *([scene.focus] if scene.focus else [])]:
        if name not in declared["kpis"]:
            yield unknown_kpi(name)
    if len(set(scene.kpis)) != len(scene.kpis):
        yield "同一指标写了两次", "每个指标只写一次"
    tiles = scene.kpis or catalogue.board
    if scene.focus in declared["kpis"] and scene.focus not in tiles:
        yield f"focus“{scene.focus}”不在本场景的指标里", "写 kpis 里的一个"
    if "trend" not in scene.panels and len(tiles) > BESIDE_LARGE_MAP:
        yield f"大地图旁有 {len(tiles)} 个指标", f"至多写 {BESIDE_LARGE_MAP} 个，或加 trend 面板"
    if len(set(scene.panels)) != len(scene.panels):
        yield "同一面板写了两次", "每个面板只写一次"
    if len({"order", "classes", "campaign"} & set(scene.panels)) > 1:
        yield "order、classes、campaign 占同一处", "只选一个"
    measure = catalogue.measures.get(scene.hours)
    if scene.hours not in declared["measures"]:
        yield f"hours 写了“{scene.hours}”，没有这个计数项", "写已声明的计数项"
    elif measure is not None and not measure.profile:
        yield f"“{scene.hours}”没有分时段汇总", "写 profile = true 的计数项"


def carousel_faults(catalogue: Catalogue, declared: Declared) -> Iterator[Fault]:
    """The order names scenes, each once."""
    names = catalogue.carousel.scenes
    for name in names:
        if name not in declared["scenes"]:
            yield f"没有场景“{name}”", f"可写 {'、'.join(declared['scenes'])}"
    if len(set(names)) != len(names):
        yield "同一场景写了两次", "每个场景只写一次"
