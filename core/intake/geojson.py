"""Reads outlines out of a GeoJSON file (RFC 7946): what is no outline of one of our units is refused by name."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.intake.coordinates import CoordinateSystem, to_wgs84
from core.intake.refusal import WHOLE_FILE, FileRefused, Refusal

LARGEST_FILE = 64 * 2**20  # bytes of a file; a province's outlines take a few
CHINA = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north in degrees
NAME_KEYS = ("code", "name", "单位编号", "单位名称", "编号", "名称")
PLAIN_SYSTEMS = ("CRS84", "4326", "4490")  # WGS 84 and CGCS2000, as the old member `crs` may name them
AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Outline:
    """A feature's place in the file (from 1), what it says of its unit, and its area in WGS 84."""

    feature_number: int
    unit: str
    area: BaseGeometry


def read_outlines(path: Path, system: CoordinateSystem, key: str | None) -> tuple[list[Outline], list[Refusal]]:
    """The outlines of a file, and what is refused of it. `key` names the property with a unit's code or name.

    Raises FileRefused if it is no GeoJSON of areas at all, or names another system of coordinates.
    """
    features = _features(path)
    outlines, refused = [], []
    for place, feature in enumerate(features, start=1):
        unit = ""
        try:
            unit = _unit(feature, key)
            outlines.append(Outline(place, unit, _area(feature, system)))
        except InvalidOutline as error:
            refused.append(Refusal(place, error.column, unit, error.rule, error.mend))
    return outlines, refused


class InvalidOutline(ValueError):
    """A feature that cannot be a unit's outline."""

    def __init__(self, column: str, rule: str, mend: str) -> None:
        self.column, self.rule, self.mend = column, rule, mend
        super().__init__(rule)


def _features(path: Path) -> list[Any]:
    def refuse(rule: str, mend: str) -> FileRefused:
        return FileRefused(path.name, [Refusal(WHOLE_FILE, "", "", rule, mend)])

    if path.stat().st_size > LARGEST_FILE:
        raise refuse(f"文件大于 {LARGEST_FILE // 2**20} MB", "先在制图软件中简化边界再导出")
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise refuse(f"不是 UTF-8 的 JSON：{error}", "用制图软件导出为 GeoJSON（UTF-8）") from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise refuse("不是 GeoJSON 的 FeatureCollection", "用制图软件把全部辖区面导出为一个 GeoJSON 文件")
    named = json.dumps(document.get("crs") or "CRS84")
    if not any(system in named for system in PLAIN_SYSTEMS):
        raise refuse(f"文件写明的坐标系不是经纬度：{named}", "转换为 CGCS2000 或 WGS84 经纬度再导出")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise refuse("文件里没有要素", "确认导出时选中了辖区面")
    return features


def _unit(feature: Any, key: str | None) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    for name in NAME_KEYS if key is None else (key,):
        value = properties.get(name) if isinstance(properties, dict) else None
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    wanted_keys = key or "、".join(NAME_KEYS)
    raise InvalidOutline(
        wanted_keys, f"没有说明是哪个单位（属性 {wanted_keys}）", "用 --field 指明存放单位编号或名称的属性"
    )


def _area(feature: dict[str, Any], system: CoordinateSystem) -> BaseGeometry:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in AREAS:
        raise InvalidOutline("geometry", f"不是面，而是 {kind}", "只导出面（Polygon、MultiPolygon）")
    try:
        area = shapely.geometry.shape(geometry)
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError) as error:
        raise InvalidOutline("geometry", f"边界读不出来：{error}", "用制图软件重新导出") from error
    area = shapely.force_2d(area)
    _within_china(area)
    if system == "gcj02":
        area = shapely.transform(area, _converter(to_wgs84))
    if not area.is_valid:
        raise InvalidOutline("geometry", f"边界自相交：{shapely.is_valid_reason(area)}", "在制图软件中修复几何")
    return area


def _converter(convert: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda points: convert(np.asarray(points, float))


def _within_china(area: BaseGeometry) -> None:
    west, south, east, north = area.bounds or (math.nan,) * 4
    if CHINA[0] <= west <= east <= CHINA[2] and CHINA[1] <= south <= north <= CHINA[3]:
        return
    if CHINA[0] <= south <= north <= CHINA[2] and CHINA[1] <= west <= east <= CHINA[3]:
        raise InvalidOutline("geometry", "经度和纬度写反了", "每个点先写经度、后写纬度")
    rule = f"不是中国境内的经纬度（{west:g}，{south:g} 至 {east:g}，{north:g}）"
    raise InvalidOutline("geometry", rule, "若是以米计的平面坐标，先转换为经纬度")
