"""Makes a bulletin of a unit and a period from one board of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from core.bulletins.answers import FigureAnswer, figure_answer
from core.bulletins.document import (
    BulletinDocument,
    ComparisonLine,
    DocumentSection,
    FigureLine,
    Paragraph,
)
from core.bulletins.kind_model import BulletinKind, SectionRule
from core.bulletins.load import BulletinRules
from core.bulletins.tables import kpi_table, station_table
from core.bulletins.wording import figure_paragraph
from core.catalogue.model import Catalogue
from core.metrics.display import figure_text, number_as_printed, unfinished_note
from core.metrics.reporting_period import PeriodError, resolve_period
from core.metrics.types import Board, UnitRef
from core.time.period_label import dated_label

PERIOD_WORDS = {"month": "月，如 2026-10", "week": "周，如 2026-W44"}
UNIT_WORDS = {"bureau": "局", "county": "县局", "station": "派出所"}


class BulletinSource(Protocol):
    """The engine, or one held to a viewer's scope, as far as a bulletin needs it."""

    @property
    def catalogue(self) -> Catalogue:
        """The measures, KPIs and rules that are declared."""

    def as_of(self, kpis: Sequence[str] | None = None) -> date:
        """Returns the last day that the KPIs' sources cover."""

    def unit(self, unit: int | str | None) -> UnitRef:
        """Returns a unit by id, code or name."""

    def board(
        self,
        unit: int | str | None = ...,
        period: str = ...,
        as_of: date | None = ...,
        kpis: Sequence[str] | None = ...,
        months: int = ...,
    ) -> Board:
        """Returns KPIs of a unit and the stations below it."""


def build_document(
    source: BulletinSource, rules: BulletinRules, kind_id: str, period: str, unit: str | None = None
) -> BulletinDocument:
    """Make a bulletin, without asking whether its figures hold (self_audit.py).

    Raises PeriodError and LookupError (Chinese) where kind, period and unit do not fit.
    """
    kind, focus, kpis = rules.kinds[kind_id], source.unit(unit), rules.kinds[kind_id].kpis()
    if focus.kind not in kind.unit_kinds:
        listed = "、".join(UNIT_WORDS[name] for name in kind.unit_kinds)
        raise LookupError(f"“{kind.zh}”是{listed}的通报，不能用于“{focus.name}”：请用 --unit 指明单位")
    calendar = source.catalogue.reporting_calendar
    resolved = resolve_period(period, source.as_of(kpis), calendar)
    if resolved.shape != kind.period or resolved.is_rolling:
        raise PeriodError(f"“{kind.zh}”按{PERIOD_WORDS[kind.period]} 出，不能用“{period}”")
    board = source.board(focus.id, period, None, kpis, 0)
    answers = {
        (kpi, one.id): figure_answer(source.catalogue, kind, board, kpi, one) for kpi in kpis for one in board.units
    }
    maker = _DocumentMaker(kind, rules, board, answers)
    days = (resolved.full_window.first, resolved.full_window.last)
    period_text = _week_text(resolved.full_window.start) if kind.period == "week" else dated_label(days, calendar)
    return BulletinDocument(
        kind=kind_id,
        title=f"{focus.name}{period_text}{kind.title}",
        bureau=board.bureau,
        unit=focus.name,
        unit_code=focus.code,
        period_text=period_text,
        first=board.period.start.isoformat(),
        last=board.period.end.isoformat(),
        complete=board.is_complete,
        as_of=board.as_of.isoformat(),
        data_version=board.data_version,
        demo=board.demo,
        sections=tuple(maker.sections()),
        notes=tuple(maker.notes()),
        figures=tuple(maker.figure_lines()),
    )


def _week_text(monday: date) -> str:
    """Return such as 2026年第44周（10月26日—11月1日）."""
    year, week, _ = monday.isocalendar()
    sunday = monday + timedelta(days=6)
    return f"{year}年第{week}周（{monday.month}月{monday.day}日—{sunday.month}月{sunday.day}日）"


class _DocumentMaker:
    """Lays the answers of one board out in sections."""

    def __init__(
        self, kind: BulletinKind, rules: BulletinRules, board: Board, answers: dict[tuple[str, int], FigureAnswer]
    ) -> None:
        self._kind, self._rules, self._board, self._answers = kind, rules, board, answers
        self._focus, self._stations = board.units[0], board.units[1:]

    def _section_answers(self, section: SectionRule) -> list[FigureAnswer]:
        if section.form == "stations":
            return [self._answers[section.kpis[0], station.id] for station in self._stations]
        return [self._answers[kpi, self._focus.id] for kpi in section.kpis]

    def sections(self) -> list[DocumentSection]:
        """Return the sections; that of the stations is left out where there are none."""
        made = [self._section(section) for section in self._kind.sections]
        return [section for section in made if section.paragraphs or section.tables]

    def _section(self, rule: SectionRule) -> DocumentSection:
        note = (Paragraph(rule.note, plain=(rule.note,)),) if rule.note else ()
        answers = self._section_answers(rule)
        if rule.form == "by_hand":
            return DocumentSection(rule.heading, (Paragraph(rule.hint, plain=(rule.hint,), by_hand=True),))
        if not answers:
            return DocumentSection(rule.heading)
        if rule.form == "sentences":
            sentences = tuple(figure_paragraph(self._rules.sentences, answer) for answer in answers)
            return DocumentSection(rule.heading, sentences + note)
        make = station_table if rule.form == "stations" else kpi_table
        return DocumentSection(rule.heading, note, (make(rule.heading, answers),))

    def notes(self) -> list[Paragraph]:
        """Return what a reader must know besides: how far the data go, which figures come with a remark."""
        board = self._board
        until = f"数据截至 {board.as_of}，第 {board.data_version} 版。"
        texts = ["演示数据，全部虚构。"] if board.demo else []
        texts += [f"本期{unfinished_note(board)}。" if not board.is_complete else "", until]
        texts += [
            f"{self._answers[kpi, self._focus.id].kpi.zh}的来源只到 {day}，按来源最后一日计算。"
            for kpi, day in board.late_kpis.items()
        ]
        texts += [
            f"{answer.unit.name}{answer.kpi.zh}：{answer.figure.note}。"
            for answer in self._answers.values()
            if answer.figure.note and answer.unit == self._focus
        ]
        texts += [
            f"{one.text.label}：{one.caution}。"
            for (_, unit), answer in self._answers.items()
            for one in answer.comparisons
            if one.caution and unit == self._focus.id
        ]
        return [Paragraph(text, plain=(text,)) for text in dict.fromkeys(filter(None, texts))]

    def figure_lines(self) -> list[FigureLine]:
        """Return all figures as rows, section by section."""
        return [
            _line(section.heading, answer)
            for section in self._kind.sections
            for answer in self._section_answers(section)
        ]


def _line(heading: str, answer: FigureAnswer) -> FigureLine:
    number = number_as_printed(answer.kpi, answer.figure)
    return FigureLine(
        section=heading,
        unit=answer.unit.name,
        kpi=answer.kpi_id,
        kpi_zh=answer.kpi.zh,
        kpi_unit=answer.kpi.unit,
        first=answer.window.start.isoformat(),
        last=answer.window.end.isoformat(),
        text=answer.text,
        number=number,
        numerator=answer.figure.numerator if answer.kpi.denominator else None,
        denominator=answer.figure.denominator,
        comparisons=tuple(
            ComparisonLine(
                label=one.text.label,
                base_label=one.base_label,
                first=one.change.base.start.isoformat(),
                last=one.change.base.end.isoformat(),
                base_text=figure_text(answer.kpi, one.change.base_figure),
                change_text=one.printed_change,
                verdict=one.text.verdict_label,
                verdict_code=one.text.verdict.code,
            )
            for one in answer.comparisons
        ),
    )
