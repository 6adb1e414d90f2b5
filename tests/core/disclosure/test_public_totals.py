"""What is not protected tells of what is: where one officer's age group is hidden the others must say nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.engine import Engine
from core.store.store import Store
from tests.support.intake_world import OFFICERS, UNITS, bring, day, empty_store, unit_id

AS_OF = date(2026, 9, 30)
GROUPS = ("police_under_35_share", "police_35_to_49_share", "police_50_plus_share")
COMMUNITIES = ("甲村", "乙村", "丙村", "丁村")


def bureau(folder: Path, births: dict[str, list[str]]) -> Store:
    """Officers of the communities of one station, by their years of birth."""
    store = empty_store(folder)
    communities = [[f"C{name}", name, "社区/警务室", "甲溪派出所", ""] for name in COMMUNITIES]
    stations = [row for row in UNITS if row[2] == "派出所"]
    assert not bring(store, "units", [UNITS[0], *stations, *communities]).refused
    rows = [
        [f"P{name}{number}", f"演示{name}{number}", name, "民警", "社区", year, "2020-01-01", "", ""]
        for name, years in births.items()
        for number, year in enumerate(years)
    ]
    report = bring(
        store, "officers", [OFFICERS[0], *rows], covers=(day("2026-04-01"), day("2026-09-30")), complete=True
    )
    assert report.new == len(rows), report.refused
    return store


def shown(store: Store, name: str) -> dict[str, tuple[int | None, int | None]]:
    engine = Engine(store)
    unit = unit_id(store, name)
    board = engine.board(unit_id(store, "甲溪派出所"), "2026Q3", AS_OF, list(GROUPS), units=[unit])
    return {kpi: (figure.numerator, figure.denominator) for kpi in GROUPS for figure in [board.figures[kpi, unit]]}


@pytest.mark.parametrize("year", ["1995", "1985", "1970"])
def test_the_age_of_a_communitys_only_officer_does_not_follow(tmp_path: Path, year: str) -> None:
    many = [*["1995"] * 10, *["1985"] * 10, *["1970"] * 10]  # so that the station's own figures are large
    store = bureau(tmp_path, {"甲村": [year], "乙村": ["1985"], "丙村": ["1995"], "丁村": many})
    told = shown(store, "甲村")
    hidden = [kpi for kpi, figure in told.items() if figure == (None, None)]
    assert len(hidden) >= 2, f"the only hidden group would be the officer's: {told}"
    assert all(figure == (0, 1) for kpi, figure in told.items() if kpi not in hidden)
    store.close()


def test_the_rest_of_a_public_whole_is_a_small_number_too(tmp_path: Path) -> None:
    """Of 12 officers 10 under 35: who is told so knows of the 2 that are not."""
    young, old = ["1995"] * 10, ["1985"] * 2
    store = bureau(tmp_path, {name: [*young, *old] for name in COMMUNITIES})
    assert all(shown(store, name)["police_under_35_share"] == (None, None) for name in COMMUNITIES)
    store.close()


def test_large_groups_stay_shown(tmp_path: Path) -> None:
    store = bureau(tmp_path, {name: ["1995"] * 6 + ["1985"] * 7 + ["1970"] * 8 for name in COMMUNITIES})
    assert shown(store, "甲村") == {kpi: (number, 21) for kpi, number in zip(GROUPS, (6, 7, 8), strict=True)}
    store.close()
