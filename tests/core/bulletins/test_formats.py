"""Bulletins drawn as files: every text of the document in each, nothing but text from data, the same bytes again."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.bulletins.build import build_document
from core.bulletins.document import BulletinDocument, DocumentSection, Paragraph
from core.bulletins.formats.fonts import FONTS_VARIABLE
from core.bulletins.formats.marks import DRAFT, Imprint
from core.bulletins.formats.pdf import as_pdf
from core.bulletins.load import load_rules
from core.engine import Engine
from core.store.open import open_store
from core.store.sqlite import StoreError

ISSUED = Imprint(3, date(2026, 6, 2), "导出：张三，某局，2026-06-03 09:30")


@pytest.fixture(scope="module")
def document(demo_db: Path) -> BulletinDocument:
    engine = Engine(open_store(demo_db, read_only=True, now=None))
    return build_document(engine, load_rules(engine.catalogue), "monthly", "2026-05")


def printed_texts(document: BulletinDocument) -> list[str]:
    """All that a document prints, section by section."""
    texts = [document.title]
    for section in document.sections:
        texts += [section.heading, *(paragraph.text for paragraph in section.paragraphs)]
        for table in section.tables:
            texts += [table.title, *table.headers, *(cell for row in table.rows for cell in row)]
    return [*texts, *(note.text for note in document.notes)]


def squeezed(text: str) -> str:
    """A text without what lines and pages put into it."""
    return re.sub(r"[\s\u200b\ufffe\u00ad]", "", text)


def pdf_pages(content: bytes) -> list[str]:
    pdfium = pytest.importorskip("pypdfium2")
    return [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(content)]


def test_pdf_holds_every_text_with_page_numbers_and_heads_that_come_again(document: BulletinDocument) -> None:
    pytest.importorskip("typst")
    many = replace(document.sections[1].tables[0], rows=document.sections[1].tables[0].rows * 12)
    longer = replace(document, sections=(*document.sections, DocumentSection("另表", tables=(many,))))
    pages = pdf_pages(as_pdf(longer, ISSUED))
    assert len(pages) > 3
    whole = squeezed("".join(re.sub(r"— \d+ —", "", page) for page in pages))
    assert [text for text in printed_texts(longer) if squeezed(text) not in whole] == []
    assert all(f"— {number} —" in page for number, page in enumerate(pages, 1))
    assert all(ISSUED.taker in page and "演示数据，全部虚构" in page for page in pages)
    heads = squeezed("".join(many.headers))
    assert sum(heads in squeezed(page) for page in pages) >= 3
    assert "2026年6月2日" in whole and "第3号" in whole


def test_pdf_of_a_draft_says_so_and_has_no_day_of_issue(document: BulletinDocument) -> None:
    pytest.importorskip("typst")
    whole = squeezed("".join(pdf_pages(as_pdf(document, DRAFT))))
    assert "草稿，未印发" in whole
    assert "【待人工填写】" in whole


def test_data_are_never_run_as_markup_by_the_typesetter(document: BulletinDocument) -> None:
    pytest.importorskip("typst")
    nasty = '#panic("x") $x$ @甲 = 乙 *丙* \\ [丁] #import "/etc/passwd": *'
    section = DocumentSection("一节", (Paragraph(nasty),))
    whole = squeezed("".join(pdf_pages(as_pdf(replace(document, title=nasty, sections=(section,)), DRAFT))))
    assert whole.count(squeezed(nasty)) == 2


def test_letters_that_no_font_has_are_refused_instead_of_printed_as_boxes(document: BulletinDocument) -> None:
    pytest.importorskip("typst")
    with pytest.raises(StoreError, match=FONTS_VARIABLE):
        as_pdf(replace(document, title="\U0001f9ff\ue123"), DRAFT)


def test_title_of_a_pdf_reads_back_with_its_language(document: BulletinDocument) -> None:
    pytest.importorskip("typst")
    pdfium = pytest.importorskip("pypdfium2")
    paper = pdfium.PdfDocument(io.BytesIO(as_pdf(document, DRAFT)))
    assert paper.get_metadata_dict()["Title"] == document.title
    assert paper.is_tagged()
