"""A bulletin's figures as a workbook: a row for each figure and comparison, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from core.bulletins.document import BulletinDocument
from core.bulletins.formats import marks
from core.export import Sheet, as_xlsx

HEADS = (
    *("部分", "单位", "指标", "本期起", "本期止", "本期数", "计量单位", "分子", "分母"),
    *("比较", "基期", "基期起", "基期止", "基期数", "变化", "判断"),
)


def as_workbook(document: BulletinDocument, imprint: marks.Imprint = marks.DRAFT) -> bytes:
    """Draw a bulletin's figures."""
    demo = [marks.DEMO] if document.demo else []
    remarks = [marks.issue_line(document, imprint), *demo, *(note.text for note in document.notes)]
    as_of = datetime.fromisoformat(document.as_of)
    return as_xlsx(Sheet(document.title, remarks, HEADS, list(_rows(document)), created=as_of))


def _rows(document: BulletinDocument) -> Iterator[tuple[object, ...]]:
    for line in document.figures:
        days = date.fromisoformat(line.first), date.fromisoformat(line.last)
        number = line.number if line.number is not None else line.text
        figure = (
            *(line.section, line.unit, line.kpi_zh, *days, number),
            *(line.kpi_unit, line.numerator, line.denominator),
        )
        if not line.comparisons:
            yield (*figure, *(None,) * 7)
        for comparison in line.comparisons:
            base_days = date.fromisoformat(comparison.first), date.fromisoformat(comparison.last)
            yield (
                *(*figure, comparison.label, comparison.base_label, *base_days),
                *(comparison.base_text, comparison.change_text, comparison.verdict),
            )
