"""Figures that read otherwise now than they were issued (原报/现值), and the section that the next issue has on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from core.bulletins.build import build_document, period_to_ask
from core.bulletins.document import BulletinDocument, BulletinTable, DocumentSection, FigureLine, Paragraph, from_json
from core.bulletins.load import BulletinRules
from core.bulletins.source import BulletinSource
from core.metrics.display import NO_DATA
from core.store.bulletins import BulletinSubject, IssuedBulletin, issue_before
from core.store.sqlite import StoreError

if TYPE_CHECKING:
    from sqlite3 import Connection

HEADING = "上期数字的变化"
HEADERS = ("单位", "指标", "项", "原报", "现值")


class CorrectedFigure(NamedTuple):
    """A figure or a change that reads otherwise now than it was issued."""

    unit: str
    kpi_zh: str
    what: str
    issued: str
    now: str


def corrections_since(issued: BulletinDocument, current: BulletinDocument) -> list[CorrectedFigure]:
    """Return what reads otherwise now (原报/现值): figures, bases, changes and verdicts that are printed."""
    now = {key: dict(_printed(line)) for line in current.figures for key in _line_keys(line)}
    return [
        CorrectedFigure(line.unit, line.kpi_zh, printed, text, now_text)
        for line in issued.figures
        for printed, text in _printed(line)
        if (now_text := now.get(_line_keys(line)[0], {}).get(printed, NO_DATA)) != text
    ]


def _line_keys(line: FigureLine) -> list[tuple[str, str, str]]:
    """Return what a figure is known by: the unit's code, which a change of its name leaves alone, then the name."""
    return [(line.section, unit, line.kpi) for unit in (line.unit_code, line.unit) if unit]


def _printed(line: FigureLine) -> Iterator[tuple[str, str]]:
    yield "本期数", line.text
    for compared in line.comparisons:
        yield compared.base_label, compared.base_text
        yield compared.label, compared.change_text
        yield f"{compared.label}判断", compared.verdict


def issued_document(issued: IssuedBulletin) -> BulletinDocument:
    """Return the document that was issued. Raises StoreError (Chinese) if it is not what it was."""
    if not issued.is_intact:
        raise StoreError(f"第 {issued.id} 号通报的内容与印发时的校验值不符，可能被人改动过。")
    return from_json(issued.content)


def current_document(source: BulletinSource, rules: BulletinRules, issued: BulletinDocument) -> BulletinDocument:
    """Return what would be issued now for the same kind, days and unit."""
    return build_document(source, rules, issued.kind, period_of(source, rules, issued), issued.unit_code)


def period_of(source: BulletinSource, rules: BulletinRules, document: BulletinDocument) -> str:
    """Return the period of a document as it is asked for. Raises LookupError (Chinese) if its kind is no more."""
    kind = rules.kinds[rules.kind_id(document.kind)]
    return period_to_ask(kind, date.fromisoformat(document.first), source.catalogue.reporting_calendar)


def earlier_corrections(
    connection: Connection, source: BulletinSource, rules: BulletinRules, subject: BulletinSubject
) -> DocumentSection | None:
    """Return the section on the issue just before a subject; None where nothing of it reads otherwise now."""
    before = issue_before(connection, subject)
    if before is None:
        return None
    issued = issued_document(before)
    corrected = corrections_since(issued, current_document(source, rules, issued))
    own = [figure for figure in corrected if figure.unit == issued.unit]
    if not corrected:
        return None
    others = f"另有 {len(corrected) - len(own)} 处是下属单位的。" if len(own) < len(corrected) else ""
    text = f"{issued.period_text}的通报（第 {before.id} 号）印发以来，有 {len(corrected)} 处数或判断有变。{others}"
    rows = tuple(dict.fromkeys(tuple(figure) for figure in own))
    plain = tuple(dict.fromkeys(cell for row in rows for cell in row if cell != NO_DATA))
    tables = (BulletinTable(HEADING, HEADERS, rows, plain=plain),) if rows else ()
    return DocumentSection(HEADING, (Paragraph(text, plain=(text,)),), tables, is_on_earlier=True)
