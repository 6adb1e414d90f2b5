"""Brings the outlines of units into a database, for the map. All of one file in one transaction.

Neighbours share their borders, so outlines are made simpler together: to what a wall can show, without gaps.
Other outlines stay as they are, but for those of the units named.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.intake.coordinates import CoordinateSystem, LonLat, distance_metres, to_gcj02, to_wgs84
from core.intake.geojson import Outline, read_outlines
from core.intake.refusal import ImportRefused, Refusal
from core.store.store import Store
from core.store.units import UnitRef, UnitTree, set_polygon, unit_tree

SIMPLIFY_SHARE = 1 / 1500  # of the whole's wider side: less than two pixels of a map on a wall of 3840
DECIMALS = 6  # a tenth of a metre
NEAR, FAR = 60.0, 120.0  # metres: GCJ-02 is off by 100 to 700
SYSTEM_NAMES: dict[CoordinateSystem, str] = {"wgs84": "WGS84/CGCS2000", "gcj02": "GCJ-02"}


@dataclass
class BoundaryReport:
    """Outcome of a file of boundaries. `points` are those read and those kept."""

    file: str
    read: int
    updated: int = 0
    unchanged: int = 0
    points: tuple[int, int] = (0, 0)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def import_boundaries(
    store: Store, path: Path, system: CoordinateSystem, *, key: str | None = None, now: int, actor: str
) -> BoundaryReport:
    """Imports outlines of units from a GeoJSON file whose coordinates are of `system`.

    Raises FileRefused if the file cannot be read, ImportRefused on a demonstration's database.
    """
    if store.demo:
        raise ImportRefused("这是演示数据库，不能导入真实边界。请先用 fengjing init 建立真实数据库，再导入。")
    outlines, refused = read_outlines(path, system, key)
    tree = unit_tree(store)
    report = BoundaryReport(path.name, len(outlines) + len(refused), refused=refused)
    matched = _matched(tree, outlines, report)
    report.warnings += _doubts(tree, matched, system)
    simple = _simpler(matched)
    report.points = sum(_points(area) for _, area in matched), sum(map(_points, simple.values()))
    texts = {unit: _rings(area) for unit, area in simple.items()}
    changed = {unit: text for unit, text in texts.items() if json.dumps(tree.units[unit].rings) != text}
    report.updated, report.unchanged = len(changed), len(texts) - len(changed)
    report.refused.sort(key=lambda refusal: refusal.row)
    if changed:
        with store.write(actor, "boundaries", f"{path.name}（{SYSTEM_NAMES[system]}）：{len(changed)} 个单位", now):
            for unit, text in changed.items():
                set_polygon(store, unit, text)
    return report


def _matched(tree: UnitTree, outlines: Sequence[Outline], report: BoundaryReport) -> list[tuple[UnitRef, BaseGeometry]]:
    matched: dict[int, tuple[UnitRef, BaseGeometry]] = {}
    for outline in outlines:
        try:
            unit = tree.find(outline.unit)
        except LookupError as error:
            mend = "使属性与已登记的单位编号或名称一致"
            report.refused.append(Refusal(outline.feature_number, "unit", outline.unit, str(error), mend))
            continue
        if unit.id in matched:
            rule, mend = "同一单位在文件里有两个要素", "合并为一个多部分的面"
            report.refused.append(Refusal(outline.feature_number, "unit", outline.unit, rule, mend))
            continue
        matched[unit.id] = unit, outline.area
    return list(matched.values())


def _simpler(matched: Sequence[tuple[UnitRef, BaseGeometry]]) -> dict[int, BaseGeometry]:
    """Units of a kind together: those of different kinds lie over each other."""
    simple: dict[int, BaseGeometry] = {}
    if not matched:
        return simple
    west, south, east, north = shapely.total_bounds([area for _, area in matched])
    tolerance = max(east - west, north - south) * SIMPLIFY_SHARE
    for kind in {unit.kind for unit, _ in matched}:
        ids, areas = zip(*((unit.id, area) for unit, area in matched if unit.kind == kind), strict=True)
        if shapely.coverage_is_valid(areas):
            simplified = shapely.coverage_simplify(areas, tolerance)
        else:  # neighbours do not quite meet: each by itself, and less
            simplified = shapely.simplify(areas, tolerance / 2, preserve_topology=True)
        simple.update(zip(ids, simplified, strict=True))
    return simple


def _points(area: BaseGeometry) -> int:
    return int(shapely.get_num_coordinates(area))


def _rings(area: BaseGeometry) -> str:
    """Rings without their closing point, holes turning the other way; the largest part first, which bears the name."""
    polygons = sorted(shapely.get_parts(shapely.orient_polygons(area)), key=lambda polygon: -polygon.area)
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return json.dumps([np.round(shapely.get_coordinates(ring)[:-1], DECIMALS).tolist() for ring in rings])


def _doubts(tree: UnitTree, matched: Sequence[tuple[UnitRef, BaseGeometry]], system: CoordinateSystem) -> list[str]:
    """Warn where outlines would lie on those there are already only if read by the other system."""
    other: CoordinateSystem = "gcj02" if system == "wgs84" else "wgs84"
    convert = to_wgs84 if other == "gcj02" else to_gcj02
    doubted = []
    for unit, area in matched:
        known_corners = _known_corners(tree, unit)
        if known_corners is None:
            continue
        corners = _corners(area.bounds)
        if (
            distance_metres(corners, known_corners).mean() > FAR
            and distance_metres(convert(corners), known_corners).mean() < NEAR
        ):
            doubted.append(unit.name)
    if not doubted:
        return []
    return [
        f"按 {SYSTEM_NAMES[system]} 读入后，{len(doubted)} 个单位（如{doubted[0]}）与已有边界错开一百米以上，"
        f"按 {SYSTEM_NAMES[other]} 读则正好重合：请核对 --coordinates"
    ]


def _known_corners(tree: UnitTree, unit: UnitRef) -> LonLat | None:
    """The corners about the outline that a unit has, or else about all those right below it."""
    rings = unit.rings or tuple(ring for child in tree.children(unit.id) for ring in child.rings)
    if not rings:
        return None
    points = np.vstack([np.asarray(ring) for ring in rings])
    return _corners((*points.min(axis=0), *points.max(axis=0)))


def _corners(bounds: Sequence[float]) -> LonLat:
    west, south, east, north = bounds
    return np.array([[west, south], [east, north]])
