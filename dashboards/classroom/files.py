"""Results of a class as files: a workbook with the seats, a document without names to hand round."""

from __future__ import annotations

from typing import NamedTuple

from core.bulletins.document import (
    BulletinDocument,
    BulletinTable,
    Chart,
    ChartKind,
    ChartPoint,
    DocumentSection,
    Paragraph,
)
from core.bulletins.formats.docx import as_docx
from core.bulletins.formats.marks import Imprint
from core.export import Sheet, as_xlsx
from core.time.days import minute_text, to_time
from dashboards.classroom.results_text import ResultsText, results_text
from dashboards.i18n.words import DEMO
from dashboards.i18n.words import classroom as words
from seed.classes.model import ORDER_SEPARATOR
from seed.classes.results import ClassResults, SeatResult

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, DOCUMENT = ENDINGS = (".xlsx", ".docx")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ResultsFile(NamedTuple):
    """A file: its name, its MIME type, its content."""

    name: str
    mime: str
    content: bytes


def results_file(results: ClassResults, ending: str, taker: str) -> ResultsFile:
    """Return the results as a file of one of the ENDINGS. Raises LookupError (Chinese) where a library is missing."""
    name = f"{results.state.title} {words.RESULTS}{ending}"
    if ending == SHEET:
        return ResultsFile(name, XLSX, as_xlsx(results_sheet(results, taker)))
    return ResultsFile(name, DOCX, as_docx(results_document(results), Imprint(taker=taker, line=words.IMPRINT)))


def results_sheet(results: ClassResults, taker: str) -> Sheet:
    """Return a row for each seat that took part: its points in all, and its responses question by question."""
    has_teams = bool(results.state.teams)
    numbered = [words.NUMBERED.format(number=result.number) for result in results.questions]
    headers = [words.YOUR_NAME, *([words.TEAM] if has_teams else []), words.TOTAL, words.ANSWERED_COUNT, *numbered]
    rows = [
        [
            result.seat.name,
            *([result.seat.team] if has_teams else []),
            result.points,
            result.answered,
            *(_response(result, question.number) for question in results.questions),
        ]
        for result in sorted(results.taking_part, key=lambda result: (-result.points, result.seat.number))
    ]
    state = results.state
    erased = words.ERASE_FILE.format(at=minute_text(state.erase_at))
    remarks = [state.bureau, minute_text(state.opened_at), DEMO, results_text(results).lead, erased]
    return Sheet(f"{state.title} {words.RESULTS}", remarks, headers, rows, taker)


def _response(result: SeatResult, number: int) -> str | None:
    """Return a cell of the sheet: of what somebody wrote in own words only that it was written."""
    if number not in result.responses:
        return None
    return result.responses[number] or words.THIS_ANSWERED


def results_document(results: ClassResults) -> BulletinDocument:
    """Return what the class misread and how its teams did, without a name."""
    state, text = results.state, results_text(results)
    day = to_time(state.opened_at).date().isoformat()
    return BulletinDocument(
        kind="class",
        title=f"{state.title} {words.RESULTS}",
        bureau=state.bureau,
        unit=state.bureau,
        unit_code="",
        period_text=day,
        first=day,
        last=day,
        complete=True,
        as_of=day,
        data_version=0,
        demo=True,
        sections=tuple(_sections(results, text)),
        notes=(Paragraph(words.LATE_NOTE),),
        figures=(),
    )


def _sections(results: ClassResults, text: ResultsText) -> list[DocumentSection]:
    lead = tuple(Paragraph(line) for line in (text.lead, text.most_misread) if line)
    sections = [DocumentSection(words.OVERALL, lead, charts=_charts(text))]
    if text.teams:
        table = BulletinTable(
            words.TEAM_TITLE,
            (words.TEAM_NAME, words.TEAM_SIZE, words.TEAM_MEAN),
            tuple((name, str(size), mean) for name, size, mean in text.teams),
        )
        sections.append(DocumentSection(words.TEAM_TITLE, (Paragraph(text.teams_text),), (table,)))
    lines = [
        Paragraph(f"{row.number}. {row.text}（{row.right}）{words.ANSWER}：{result.line.answer}。{result.line.why}")
        for row, result in zip(text.rows, results.questions, strict=True)
    ]
    table = BulletinTable(
        words.MISREAD,
        (words.QUESTION, words.RIGHT_COUNT, words.MISREAD),
        tuple((str(row.number), row.right, row.misread or words.NO_MISREAD) for row in text.rows),
    )
    sections.append(DocumentSection(words.QUESTIONS, tuple(lines), (table,)))
    return sections


def _charts(text: ResultsText) -> tuple[Chart, ...]:
    points = tuple(
        ChartPoint(words.NUMBERED.format(number=row.number), row.share, row.right)
        for row in text.rows
        if row.share is not None
    )
    if not points:
        return ()
    listed = ORDER_SEPARATOR.join(f"{point.label} {point.text}" for point in points)
    chart = Chart(ChartKind.STATIONS, words.RIGHT_CHART, "", words.RIGHT_SHARE, "%", points, listed)
    return (chart,)
