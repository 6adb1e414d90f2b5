"""Every table that a page hands out as a workbook has its numbers and days as such: WPS can sum and sort them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from core.export import Sheet, as_xlsx
from core.spreadsheet_cell import CODE_HEADS
from dashboards.background.questions import Question
from dashboards.components import export
from dashboards.queries.background import BACKGROUND, PendingResult
from dashboards.registry import ENTRIES
from dashboards.server.shown_database import current_database
from dashboards.settings import DB_VARIABLE

SCRIPT = Path("dashboards/script.py").resolve()
NUMBER_LIKE = re.compile(r"[+−-]?\d[\d,]*(\.\d+)?[%‰＊◇]*( \w{1,4})?|\d{4}[-年]\d\d?([-月]\d\d?)?日?( \d\d:\d\d)?")
FEWEST = 20  # tables of the demonstration's pages


def number_like_texts(sheet: Sheet) -> list[tuple[str, str]]:
    page = load_workbook(io.BytesIO(as_xlsx(sheet))).worksheets[0]
    texts = [
        (sheet.headers[cell.column - 1], cell.value)
        for row in page.iter_rows(min_row=3)
        for cell in row
        if isinstance(cell.value, str) and NUMBER_LIKE.fullmatch(cell.value)
    ]
    return [(head, text) for head, text in texts if not head.endswith(CODE_HEADS)]  # numbers that name something


@pytest.mark.slow
def test_no_page_hands_out_numbers_as_text(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets: list[Callable[[], Sheet]] = []

    def ask(_path: Path, _version: object, question: Question[Any]) -> PendingResult[Any]:
        return PendingResult(question.answer(current_database().engine))

    def note(_title: str, sheet: Callable[[], Sheet], _key: str, _label: str = "") -> None:
        sheets.append(sheet)

    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    monkeypatch.setattr(BACKGROUND, "ask", ask)
    monkeypatch.setattr(export, "draw_later", note)
    app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    found: dict[str, list[tuple[str, str]]] = {}
    seen = 0
    for entry in ENTRIES:
        app.switch_page(entry.file).run()
        made = [sheet() for sheet in sheets]
        seen += len(made)
        found |= {sheet.title: texts for sheet in made if (texts := number_like_texts(sheet))}
        sheets.clear()
    assert found == {} and seen >= FEWEST
