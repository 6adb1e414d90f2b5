"""Indices taken away as a file: Chinese heads, and the numbers that the screen shows, as numbers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.indices.calculator import code_index
from core.features.indices.publish import publish
from core.features.indices.published_table import read_published
from core.features.indices.text import score_text
from core.store.open import open_store
from core.store.publication import publications
from dashboards.i18n.words import indices as words
from dashboards.pages.indices.file_rows import Cells, part_cells, published_cells, score_cells

pytestmark = pytest.mark.slow

MONTH = 2026 * 12 + 9
FOREIGN = re.compile(r"[A-Za-z]")


def as_read(heads: tuple[str, ...], rows: list[Cells]) -> list[dict[str, object]]:
    """The rows by their heads, in which no word is English."""
    assert rows and not [head for head in heads if FOREIGN.search(head)]
    codes = {"单位编号"}
    for row in rows:
        named = dict(zip(heads, row, strict=True))
        said = [str(cell) for head, cell in named.items() if isinstance(cell, str) and head not in codes]
        assert not [text for text in said if FOREIGN.search(text)]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_what_is_taken_away_is_what_the_page_shows_in_chinese(demo_db: Path, tmp_path: Path) -> None:
    store = open_store(Path(shutil.copy(demo_db, tmp_path / "own.db")))
    engine = Engine(store)
    table = engine.index_table(code_index(engine.catalogue, "station"), MONTH, "station")
    scores = list(table.scores.values())
    for read, score in zip(as_read(words.UNIT_FILE, [score_cells(table, one) for one in scores]), scores, strict=True):
        assert read["单位"] == score.unit.name and read["码"] == table.codes[score.unit.id].word
        shown = score_text(score.value)
        assert read["得分"] == (None if score.value is None else float(shown))
        parts = [part_cells(engine.catalogue, table, score, part) for part in score.parts]
        total = sum(part["贡献"] for part in as_read(words.PART_FILE, parts) if isinstance(part["贡献"], float))
        assert score.value is None or total == pytest.approx(score.value, abs=0.05 * len(parts))
    publish(engine, MONTH, actor="局长", now=0)
    published = read_published(engine, publications(store.conn, MONTH)[0], table.index_id, "station")
    lines = [published_cells(published, line) for line in published.lines]
    for read in as_read(words.LIST_FILE, lines):
        assert read["发布人"] == "局长" and read["差"] in (0, None) and read["有没有变"] == ""
    store.close()
