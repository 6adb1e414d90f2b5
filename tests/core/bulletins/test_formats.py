"""Bulletins drawn as files: every text of the document in each, nothing but text from data, the same bytes again."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from core.bulletins.build import build_document
from core.bulletins.document import BulletinDocument, Chart, ChartKind, ChartPoint, DocumentSection, Paragraph
from core.bulletins.formats.charts.draw import PAGE_WIDTH, PHONE_WIDTH, draw_chart
from core.bulletins.formats.charts.svg import svg_text
from core.bulletins.formats.docx import as_docx
from core.bulletins.formats.fonts import FONTS_VARIABLE
from core.bulletins.formats.html import as_html
from core.bulletins.formats.marks import DRAFT, Imprint, page_marks
from core.bulletins.formats.pdf import as_pdf
from core.bulletins.formats.pptx import as_pptx
from core.bulletins.formats.write import FORMATS
from core.engine import Engine
from core.store.open import open_store
from core.store.sqlite import StoreError

ISSUED = Imprint(3, date(2026, 6, 2), "导出：张三，某局，2026-06-03 09:30")


CHART = Chart(
    ChartKind.STATIONS,
    "两所都在偶然范围内",
    "criminal_alerts",
    "刑事警情",
    "起",
    (ChartPoint("甲<所>", 24, "24 起", 15.0, 36.0), ChartPoint("乙所", None, "小于 3")),
    "条形图：甲<所> 24 起，乙所不公开。",
    "95% 区间",
)


def with_chart(document: BulletinDocument) -> BulletinDocument:
    """The bulletin with one chart, in its first section."""
    first, *others = (replace(section, charts=()) for section in document.sections)
    return replace(document, sections=(replace(first, charts=(CHART,)), *others))


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Engine:
    return Engine(open_store(demo_db, read_only=True, now=None))


@pytest.fixture(scope="module")
def document(engine: Engine) -> BulletinDocument:
    return build_document(engine, engine.bulletin_rules(), "monthly", "2026-05")


def printed_texts(document: BulletinDocument, *, without_captions: bool = False) -> list[str]:
    """All that a document prints, section by section; slides have headings instead of the tables' titles."""
    texts = [document.title]
    for section in document.sections:
        texts += [section.heading, *(paragraph.text for paragraph in section.paragraphs)]
        for table in section.tables:
            texts += [
                *([] if without_captions else [table.title]),
                *table.headers,
                *(cell for row in table.rows for cell in row),
            ]
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


OTHERS = [("weekly", "2026-W20", None), ("station", "2026-03", "S01"), ("daily", "2026-05-08", None)]


def docx_text(content: bytes) -> str:
    paper = pytest.importorskip("docx").Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def html_text(content: bytes) -> str:
    return unescape(re.sub(r"<(style|svg).*?</\1>|<[^>]*>", "", content.decode(), flags=re.DOTALL))


READERS: dict[str, Callable[[bytes], str]] = {
    ".docx": docx_text,
    ".html": html_text,
    ".pdf": lambda content: "".join(re.sub(r"— \d+ —", "", page) for page in pdf_pages(content)),
}


@pytest.mark.slow
@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("asked", OTHERS, ids=lambda asked: str(asked[0]))
def test_every_text_of_every_kind_is_in_each_format(
    engine: Engine, asked: tuple[str, str, str | None], ending: str
) -> None:
    if ending == ".pdf":
        pytest.importorskip("typst")
    made = build_document(engine, engine.bulletin_rules(), *asked)
    whole = squeezed(READERS[ending](FORMATS[ending](made, ISSUED)))
    # A page's head comes between what stands before and behind it, so what it says is taken out.
    head = squeezed("　".join(page_marks(made, ISSUED)))
    whole = whole.replace(head, "")
    assert [text for text in printed_texts(made) if squeezed(text) not in whole] == []


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


def test_pdf_shows_a_chart_with_its_finding(document: BulletinDocument) -> None:
    pytest.importorskip("typst")
    whole = squeezed("".join(pdf_pages(as_pdf(with_chart(document), DRAFT))))
    assert CHART.title in whole
    assert "甲<所>" in whole and "小于3" in whole and "95%区间" in whole  # letters, not a picture of them


def test_word_document_has_a_chart_as_vectors_as_picture_and_in_words(document: BulletinDocument) -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("typst")
    content = as_docx(with_chart(document), ISSUED)
    paper = docx.Document(io.BytesIO(content))
    assert CHART.title in [paragraph.text for paragraph in paper.paragraphs]
    (shape,) = paper.inline_shapes
    assert shape._inline.docPr.get("descr") == CHART.alternative
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        svg = archive.read("word/media/chart1.svg").decode()
        assert archive.read("word/media/image1.png").startswith(b"\x89PNG")
        assert "svgBlip" in archive.read("word/document.xml").decode()
    assert svg == svg_text(draw_chart(CHART))


def test_word_document_is_numbered_on_the_outer_side_signed_and_marked(document: BulletinDocument) -> None:
    docx = pytest.importorskip("docx")
    paper = docx.Document(io.BytesIO(as_docx(document, ISSUED)))
    (section,) = paper.sections
    sides = {"end": section.footer, "start": section.even_page_footer}
    for footer in sides.values():
        assert "PAGE" in footer._element.xml and footer.paragraphs[0].text == "—  —"
    assert [str(footer.paragraphs[0].alignment) for footer in sides.values()] == ["RIGHT (2)", "LEFT (0)"]
    assert ISSUED.taker in section.header.paragraphs[0].text
    assert [paragraph.text for paragraph in paper.paragraphs[-2:]] == [document.bureau, "2026年6月2日"]


def test_html_shows_a_chart_for_pages_and_for_phones(document: BulletinDocument) -> None:
    text = as_html(with_chart(document), ISSUED).decode()
    for width in (PAGE_WIDTH, PHONE_WIDTH):
        assert svg_text(draw_chart(CHART, width), CHART.alternative) in text
    assert "甲<所>" not in text
    assert fromstring(svg_text(draw_chart(CHART))).tag.endswith("svg")


def slide_texts(slides: Any) -> list[str]:
    """All texts of slides: of boxes, tables, and the names on their charts."""
    texts: list[str] = []
    for shape in (shape for slide in slides.slides for shape in slide.shapes):
        if shape.has_text_frame:
            texts += [paragraph.text for paragraph in shape.text_frame.paragraphs]
        if shape.has_table:
            texts += [cell.text.replace("\n", "") for row in shape.table.rows for cell in row.cells]
        if shape.has_chart:
            texts += [str(category.label) for category in shape.chart.plots[0].categories]
    return texts


def test_slides_hold_every_text_large_enough_for_the_back_of_a_room(document: BulletinDocument) -> None:
    pptx = pytest.importorskip("pptx")
    slides = pptx.Presentation(io.BytesIO(as_pptx(document, ISSUED)))
    texts = [squeezed(text) for text in slide_texts(slides)]
    printed = printed_texts(document, without_captions=True)
    assert [text for text in printed if not any(squeezed(text) in one for one in texts)] == []
    findings = {chart.title for section in document.sections for chart in section.charts}
    assert findings and findings <= {slide.shapes.title.text for slide in slides.slides}
    frames = [shape.text_frame for slide in slides.slides for shape in slide.shapes if shape.has_text_frame]
    sizes = {
        run.font.size.pt
        for frame in frames
        for paragraph in frame.paragraphs
        for run in paragraph.runs
        if run.text in printed_texts(document)
    }
    assert min(sizes) >= 18
    assert slides.slide_width / slides.slide_height == pytest.approx(16 / 9, rel=0.001)


def test_charts_of_slides_are_native_and_have_the_documents_numbers(document: BulletinDocument) -> None:
    pptx = pytest.importorskip("pptx")
    months = Chart(
        ChartKind.MONTHS,
        "八月在范围之外",
        "x",
        "纠纷警情",
        "起",
        (
            ChartPoint("7月", 90, "90 起", 70.0, 120.0),
            ChartPoint("8月", 160, "160 起", 70.0, 120.0),
            ChartPoint("9月", None, "—"),
            ChartPoint("10月", 5, "5 起", 70.0, 120.0, unfinished=True),
        ),
        "折线图。",
        "预期范围",
    )
    section = DocumentSection("图", charts=(CHART, months))
    slides = pptx.Presentation(io.BytesIO(as_pptx(replace(document, sections=(section,)), DRAFT)))
    frames = [shape for slide in slides.slides for shape in slide.shapes if shape.has_chart]
    bars, line = (frame.chart.plots[0] for frame in frames)
    assert [str(category.label) for category in bars.categories] == ["甲<所>　24 起", "乙所　小于 3"]
    assert list(bars.series[0].values) == [24.0, None]
    assert [tuple(series.values) for series in line.series] == [
        (90.0, 160.0, None, 5.0),
        (120.0, 120.0, None, 120.0),
        (70.0, 70.0, None, 70.0),
    ]
    assert "<c:v>12.0</c:v>" in frames[0].chart._chartSpace.xml  # from 24 up to 36
    assert "<c:v>9.0</c:v>" in frames[0].chart._chartSpace.xml  # and down to 15
    assert [frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames] == [CHART.alternative, "折线图。"]


def test_many_bars_stand_in_two_columns_on_one_scale(document: BulletinDocument) -> None:
    pptx = pytest.importorskip("pptx")
    many = replace(CHART, points=tuple(ChartPoint(f"{place}所", place, f"{place} 起") for place in range(1, 19)))
    section = DocumentSection("图", charts=(many,))
    slides = pptx.Presentation(io.BytesIO(as_pptx(replace(document, sections=(section,)), DRAFT)))
    charts = [shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart]
    assert [value for chart in charts for value in chart.plots[0].series[0].values] == list(range(1, 19))
    assert [chart.value_axis.maximum_scale for chart in charts] == [20, 20]


def test_an_office_file_has_no_time_but_that_of_its_data(document: BulletinDocument) -> None:
    pytest.importorskip("pptx")
    pytest.importorskip("docx")
    times = []
    for content in (as_pptx(with_chart(document), DRAFT), as_docx(replace(document, sections=()), DRAFT)):
        archives = [zipfile.ZipFile(io.BytesIO(content))]
        archives += [
            zipfile.ZipFile(io.BytesIO(archives[0].read(name)))
            for name in archives[0].namelist()
            if name.endswith(".xlsx")
        ]
        for archive in archives:
            assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            times += re.findall(r"<dcterms:\w+[^>]*>([^<]*)", archive.read("docProps/core.xml").decode())
    assert set(times) == {f"{document.as_of}T00:00:00Z"}
    assert len(times) == 6  # made and changed, of the slides, of their chart's workbook and of the paper


@pytest.mark.parametrize(("module", "make"), [("docx", as_docx), ("pptx", as_pptx), ("typst", as_pdf)])
def test_without_its_library_a_format_says_what_to_install(
    module: str,
    make: Callable[[BulletinDocument, Imprint], bytes],
    document: BulletinDocument,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(LookupError, match=r"pip install 'fengjing\[documents\]'"):
        make(document, DRAFT)
