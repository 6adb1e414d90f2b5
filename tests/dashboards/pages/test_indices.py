"""The page of indices asks for the county of a province first, and for a station before anything of communities."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access.roles import Role
from core.access.tokens import digest
from dashboards.i18n.words import indices as words
from dashboards.pages.indices import units
from dashboards.queries import indices, unit_places
from dashboards.registry import page_file
from dashboards.settings import DB_VARIABLE
from tests.support.access_world import guarded

pytestmark = pytest.mark.slow

SCRIPT = Path("dashboards/script.py").resolve()


def test_a_county_is_asked_for_before_anything_of_stations_is_computed(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = guarded(demo_db, tmp_path)
    monkeypatch.setenv(DB_VARIABLE, str(bureau.path))
    asked: list[int | None] = []
    county = bureau.station

    def no_table(month: int, kind: str, county: int | None = None, of_list: int | None = None) -> None:
        asked.append(county)
        raise LookupError("没有给这类单位定三色码的指数")

    monkeypatch.setattr(unit_places, "counties", lambda: {county: "东县公安局"})
    monkeypatch.setattr(indices, "index_table", no_table)
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app.user = {"session": digest(bureau.session(Role.INSPECTOR))}
    app.run()
    app.switch_page(page_file("indices")).run()
    assert not app.exception and words.PICK_COUNTY in [info.value for info in app.info] and not asked
    app.selectbox(key="indices_county").select(county).run()
    assert not app.exception and asked == [county]
    assert words.PICK_COUNTY not in [info.value for info in app.info]


def test_only_the_communities_of_the_station_that_is_picked_are_computed(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = guarded(demo_db, tmp_path)
    monkeypatch.setenv(DB_VARIABLE, str(bureau.path))
    shown: list[set[int | None]] = []
    monkeypatch.setattr(
        units, "draw", lambda table, listed, county: shown.append({unit.parent for unit in table.units})
    )
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app.user = {"session": digest(bureau.session(Role.INSPECTOR))}
    app.run()
    app.switch_page(page_file("indices")).run()
    app.session_state["indices_view"] = words.VILLAGES
    app.run()
    picker = app.selectbox(key="indices_station")
    assert not app.exception and shown[-1] == {picker.value}
    other = bureau.other_station if picker.value == bureau.station else bureau.station
    picker.select(other).run()
    assert not app.exception and shown[-1] == {other}
