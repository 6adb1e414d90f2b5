"""A bureau's own outlines: read, refused by name, told apart by their system of coordinates, simplified together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from core.intake.boundaries import BoundaryReport, import_boundaries
from core.intake.coordinates import distance_metres, to_gcj02, to_wgs84
from core.intake.refusal import FileRefused, ImportRefused
from core.store.create import create_store
from core.store.store import Store
from core.store.units import NewUnit, add_units, unit_tree
from dashboards.cli.command import cli
from dashboards.pages.comparison.zoom_map import polygons_of

NOW = 1_790_000_000
WEST, SOUTH, SIDE = 119.8, 29.6, 0.1
Rings = list[list[list[float]]]


def square(column: int, row: int = 0, *, wavy: int = 0) -> Rings:
    """A square; its right side has `wavy` points more, on a line that the neighbour's left side can share."""
    left, low = WEST + column * SIDE, SOUTH + row * SIDE
    right = [[left + SIDE, low + SIDE * k / (wavy + 1)] for k in range(wavy + 2)]
    return [[[left, low], *right, [left, low + SIDE], [left, low]]]


def feature(name: str, rings: Rings, **extra: Any) -> dict[str, Any]:
    geometry = extra.pop("geometry", {"type": "Polygon", "coordinates": rings})
    return {"type": "Feature", "properties": {"name": name, **extra}, "geometry": geometry}


def file_of(folder: Path, *features: dict[str, Any], **members: Any) -> Path:
    path = folder / "边界.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), "utf-8-sig")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    created = create_store(tmp_path / "bureau.db", bureau="云岭县公安局", demo=False, now=NOW)
    stations = [NewUnit(f"P{n}", f"第{n}派出所", "station", "云岭县公安局") for n in range(3)]
    with created.write("test", "units", "", NOW):
        add_units(created, stations)
    return created


def bring(store: Store, path: Path, system: Any = "wgs84", **options: Any) -> BoundaryReport:
    return import_boundaries(store, path, system, now=NOW, actor="test", **options)


def rings_of(store: Store, name: str) -> Any:
    return unit_tree(store).find(name).rings


def test_a_published_pair_of_coordinates() -> None:
    # The example that the library coordtransform prints in its documentation.
    converted = to_gcj02(np.array([[116.404, 39.915]]))
    assert converted[0] == pytest.approx([116.41024449916938, 39.91640428150164], abs=1e-12)


@given(st.floats(74, 135), st.floats(18, 53.5))
def test_there_and_back_is_where_it_was(longitude: float, latitude: float) -> None:
    point = np.array([[longitude, latitude]])
    converted = to_gcj02(point)
    assert 20 < distance_metres(point, converted)[0] < 1500
    assert distance_metres(to_wgs84(converted), point)[0] < 1e-3


def test_outlines_come_in_by_name_or_code_and_the_same_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = file_of(tmp_path, feature("第0派出所", square(0)), feature("P1", square(1)))
    first = bring(store, path)
    assert (first.updated, first.refused, first.warnings) == (2, [], [])
    version = store.data_version()
    second = bring(store, path)
    assert (second.updated, second.unchanged, store.data_version()) == (0, 2, version)
    assert {tuple(point) for point in rings_of(store, "P1")[0]} == {
        tuple(map(lambda x: round(x, 6), p)) for p in square(1)[0]
    }
    assert store.db.execute("SELECT action FROM audit ORDER BY id DESC").fetchone() == ("boundaries",)


def test_gcj02_is_moved_to_where_it_really_is(store: Store, tmp_path: Path) -> None:
    rings = square(0)
    shifted = to_gcj02(np.array(rings[0])).tolist()
    bring(store, file_of(tmp_path, feature("P0", [shifted])), "gcj02")
    corners = np.array(sorted(rings_of(store, "P0")[0]))
    true = np.array(sorted(map(tuple, rings[0][:-1])))
    assert distance_metres(corners, true).max() < 0.2


@pytest.mark.parametrize("right,wrong", [("gcj02", "wgs84"), ("wgs84", "gcj02")])
def test_a_file_read_by_the_wrong_system_is_told(store: Store, tmp_path: Path, right: str, wrong: str) -> None:
    bring(store, file_of(tmp_path, feature("P0", square(0))), "wgs84")
    ring = np.array(square(0)[0])
    path = file_of(tmp_path, feature("P0", [(to_gcj02(ring) if right == "gcj02" else ring).tolist()]))
    assert bring(store, path, right).warnings == []
    (warning,) = bring(store, path, wrong).warnings
    assert "第0派出所" in warning and "--coordinates" in warning


def test_neighbours_are_simplified_without_a_gap(store: Store, tmp_path: Path) -> None:
    left, right = square(0, wavy=300), square(1)
    bend = np.random.default_rng(1).normal(0, SIDE / 10_000, 302)
    bend[[0, -1]] = 0
    edge = [[x + b, y] for (x, y), b in zip(left[0][1:303], bend, strict=True)]
    left[0][1:303] = edge
    right[0] = [
        *edge[:1],
        *right[0][1:3],
        *reversed(edge),
    ]
    report = bring(store, file_of(tmp_path, feature("P0", left), feature("P1", right)))
    assert report.updated == 2 and report.points[1] < report.points[0] / 3
    polygons = [shapely.Polygon(rings_of(store, name)[0]) for name in ("P0", "P1")]
    assert shapely.coverage_is_valid(polygons)
    true = [shapely.Polygon(rings[0]) for rings in (left, right)]
    for simple, given_area in zip(polygons, true, strict=True):
        assert shapely.hausdorff_distance(simple, given_area) < SIDE * 2 / 1000


def test_parts_and_holes_are_kept_the_largest_first(store: Store, tmp_path: Path) -> None:
    hole = [[WEST + x, SOUTH + y] for x, y in ((0.02, 0.02), (0.02, 0.05), (0.05, 0.05), (0.02, 0.02))]
    small = [[WEST + 0.3 + x, SOUTH + y] for x, y in ((0, 0), (0.03, 0), (0.03, 0.03), (0, 0))]
    geometry = {"type": "MultiPolygon", "coordinates": [[small], [square(0)[0], hole]]}
    bring(store, file_of(tmp_path, feature("P0", [], geometry=geometry)))
    rings = rings_of(store, "P0")
    assert [len(polygon) for polygon in polygons_of(rings)] == [2, 1]
    turns = [shapely.LinearRing(ring).is_ccw for ring in rings]
    assert len(rings) == 3 and turns == [True, False, True]
    assert shapely.Polygon(rings[0]).area > shapely.Polygon(rings[2]).area


BAD = [
    (feature("查无此所", square(0)), "没有单位“查无此所”"),
    ({"type": "Feature", "properties": {}, "geometry": None}, "没有说明是哪个单位"),
    (feature("P0", [], geometry={"type": "Point", "coordinates": [120, 30]}), "不是面"),
    (feature("P0", [[[y, x] for x, y in square(0)[0]]]), "经度和纬度写反了"),
    (feature("P0", [[[x * 1e5, y * 1e5] for x, y in square(0)[0]]]), "不是中国境内的经纬度"),
    (feature("P0", [[[120, 30], [120.1, 30.1], [120.1, 30], [120, 30.1], [120, 30]]]), "自相交"),
    (feature("P0", [[[120, 30], [120.1, 30]]]), "读不出来"),
    (feature("P0", [[]]), "不是中国境内的经纬度"),
]


@pytest.mark.parametrize("bad,rule", BAD)
def test_what_is_no_outline_is_refused_by_place_and_the_rest_goes_in(
    store: Store, tmp_path: Path, bad: dict[str, Any], rule: str
) -> None:
    report = bring(store, file_of(tmp_path, feature("P1", square(1)), bad))
    (refusal,) = report.refused
    assert refusal.row == 2 and rule in refusal.rule and refusal.mend
    assert report.updated == 1 and not rings_of(store, "P0")


def test_a_unit_twice_is_refused(store: Store, tmp_path: Path) -> None:
    report = bring(store, file_of(tmp_path, feature("P1", square(1)), feature("第1派出所", square(2))))
    assert [refusal.rule for refusal in report.refused] == ["同一单位在文件里有两个要素"]


@pytest.mark.parametrize(
    "text,rule",
    [
        ("不是 JSON", "不是 UTF-8 的 JSON"),
        ('{"type": "Feature"}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "没有要素"),
        ('{"type": "FeatureCollection", "features": [1], "crs": {"properties": {"name": "EPSG:4549"}}}', "坐标系"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(store: Store, tmp_path: Path, text: str, rule: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(FileRefused, match=rule):
        bring(store, path)


def test_a_demonstration_takes_none(tmp_path: Path) -> None:
    demo = create_store(tmp_path / "demo.db", bureau="云岭县公安局", demo=True, now=NOW)
    with pytest.raises(ImportRefused):
        bring(demo, file_of(tmp_path, feature("P1", square(1))))


def test_the_command(store: Store, tmp_path: Path) -> None:
    path = file_of(tmp_path, feature("ignored", square(0), station="P2"), feature("x", square(1), station="P9"))
    store.close()
    words = ["boundaries", str(path), "--db", str(store.path), "--coordinates", "wgs84", "--field", "station"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 1
    assert "写入 1 个单位" in result.output and "第 2 要素" in result.output
    assert CliRunner().invoke(cli, words[:4]).exit_code == 2  # the system of coordinates is never guessed
