"""Checks of scenes and of their order: everything they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault
from core.catalogue.scene_model import BESIDE_LARGE_MAP, Scene


def scene_faults(catalogue: Catalogue, declared: Declared, scene: Scene) -> Iterator[Fault]:
    """Everything that does not fit in a scene."""
    for name in [*scene.kpis, *([scene.focus] if scene.focus else [])]:
        if name not in declared["kpis"]:
            yield f"no KPI `{name}`", "declare it under [kpis], or mend the spelling"
    if len(set(scene.kpis)) != len(scene.kpis):
        yield "a tile twice", "name each KPI once"
    tiles = scene.kpis or catalogue.board
    if scene.focus in declared["kpis"] and scene.focus not in tiles:
        yield f"focus `{scene.focus}` is none of its tiles", "name one of its kpis"
    if "trend" not in scene.panels and len(tiles) > BESIDE_LARGE_MAP:
        yield f"{len(tiles)} tiles beside a large map", f"name at most {BESIDE_LARGE_MAP}, or add the panel trend"
    if len(set(scene.panels)) != len(scene.panels):
        yield "a panel twice", "name each panel once"
    if len({"order", "classes", "campaign"} & set(scene.panels)) > 1:
        yield "order and classes have one place, and so has campaign", "choose one of them"
    measure = catalogue.measures.get(scene.hours)
    if scene.hours not in declared["measures"]:
        yield f"hours name `{scene.hours}`, which is no measure", "name a measure"
    elif measure is not None and not measure.profile:
        yield f"`{scene.hours}` is not kept by hour", "name a measure with profile = true"


def carousel_faults(catalogue: Catalogue, declared: Declared) -> Iterator[Fault]:
    """The order names scenes, each once."""
    names = catalogue.carousel.scenes
    for name in names:
        if name not in declared["scenes"]:
            yield f"no scene `{name}`", f"use one of {', '.join(declared['scenes'])}"
    if len(set(names)) != len(names):
        yield "a scene twice", "name each scene once"
