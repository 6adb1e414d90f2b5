"""A province's bulletin is of its counties: their tables, charts and headings, and no station in any of them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from core.bulletins.build import build_document
from core.bulletins.load import load_rules
from core.engine import Engine
from core.store import units
from core.time.days import CHINA
from tests.support.oracle import Record
from tests.support.province_world import COUNTIES, PROVINCE, province_store
from tests.support.worlds import CATALOGUE, FIRST, LAST


def alert(number: int, unit: str) -> Record:
    """A criminal alert of March."""
    empty = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    required = {
        name: 0 if column.type in ("flag", "count") else next(iter(column.choices), None)
        for name, column in CATALOGUE.facts["alert"].columns.items()
        if column.required
    }
    occurred = datetime(2025, 3, 5, 9, tzinfo=CHINA)
    return {**empty, **required, "id": f"a{number}", "unit": unit, "occurred_at": occurred, "category": "criminal"}


def test_a_provinces_bulletin_compares_counties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "MOST_COMPARED", 2)  # of three stations: its two counties are compared
    made: dict[str, list[Record]] = {kind: [] for kind in CATALOGUE.facts} | {
        "alert": [alert(n, unit) for n, unit in enumerate(("S1", "S2", "S3"))]
    }
    days: dict[str, tuple[date, date]] = dict.fromkeys(COUNTIES, (FIRST, LAST))
    store = province_store(tmp_path / "province.db", made, [], days)
    engine = Engine(store)
    document = build_document(engine, load_rules(engine.catalogue), "monthly", "2025-03", PROVINCE)
    by_heading = {section.heading: section for section in document.sections}
    table = by_heading["各县（区）刑事警情"].tables[0]
    assert [row[:2] for row in table.rows] == [("东县公安局", "2 起"), ("西县公安局", "1 起")]
    texts = [paragraph.text for section in document.sections for paragraph in section.paragraphs]
    assert any("个县（区）：东县公安局、西县公安局" in text for text in texts)
    assert not any(station in text for text in texts for station in ("一所", "二所", "三所", "各所", "个所"))
    store.close()
