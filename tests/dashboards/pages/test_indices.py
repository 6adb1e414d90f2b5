"""The page of indices of a province asks for a county first, and then shows that county's stations alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access.roles import Role
from core.access.tokens import digest
from dashboards.i18n.words import indices as words
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

    def no_table(month: int, kind: str, county: int | None = None) -> None:
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
