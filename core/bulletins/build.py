"""Makes a bulletin of a unit and a period from one board of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from core.board.lazy_mapping import KeyProduct, LazyMapping
from core.board.source import BelowFocus
from core.bulletins.answers import FigureAnswer, figure_answer
from core.bulletins.charts import make_chart
from core.bulletins.document import BulletinDocument, Paragraph
from core.bulletins.kind_model import BulletinKind, SectionForm, SectionRule
from core.bulletins.load import BulletinRules
from core.bulletins.sections.areas import make_areas
from core.bulletins.sections.campaign import make_campaigns
from core.bulletins.sections.context import MadeSection, MakeSection, SectionContext
from core.bulletins.sections.figures import make_by_hand, make_sentences, make_stations, make_table
from core.bulletins.sections.published import make_published
from core.bulletins.sections.usual import make_usual
from core.bulletins.source import BulletinSource
from core.metrics.display import unfinished_note
from core.metrics.reporting_period import Period, PeriodError, resolve_period
from core.store.unit_words import each_word
from core.time.days import day_number, month_text
from core.time.period_label import dated_label
from core.time.reporting_calendar import ReportingCalendar

PERIOD_WORDS = {
    "day": "按日（如 2026-10-31）",
    "week": "按周（如 2026-W44）",
    "month": "按月（如 2026-10）",
    "quarter": "按季（如 2026Q3）",
    "year": "按年（如 2026）",
}
UNIT_WORDS = {"bureau": "局", "county": "县局", "station": "派出所"}
EACH_STATION = each_word(())  # as headings of the rules have it
WEEKDAYS = "一二三四五六日"
FORMS: Mapping[SectionForm, MakeSection] = {
    "sentences": make_sentences,
    "table": make_table,
    "stations": make_stations,
    "areas": make_areas,
    "usual": make_usual,
    "campaign": make_campaigns,
    "published": make_published,
    "by_hand": make_by_hand,
}


def build_document(
    source: BulletinSource, rules: BulletinRules, kind_id: str, period: str, unit: str | None = None
) -> BulletinDocument:
    """Make a bulletin, without asking whether its figures hold (self_audit.py).

    Raises PeriodError and LookupError (Chinese) where kind, period and unit do not fit.
    """
    kind, focus = rules.kinds[kind_id], source.unit(unit)
    kpis = kind.kpis(source.catalogue)
    if focus.kind not in kind.unit_kinds:
        listed = "、".join(UNIT_WORDS[name] for name in kind.unit_kinds)
        raise LookupError(f"“{kind.zh}”是{listed}的通报，不能用于“{focus.name}”：请用 --unit 指明单位")
    calendar = source.catalogue.reporting_calendar
    resolved = resolve_period(period, source.as_of(kpis), calendar)
    if resolved.shape != kind.period or resolved.is_rolling:
        raise PeriodError(f"“{kind.zh}”{PERIOD_WORDS[kind.period]}出，不能用“{period}”")
    board = source.board(focus.id, period, None, kpis, 0, BelowFocus.COMPARED)
    units = {board_unit.id: board_unit for board_unit in board.units}
    answers: LazyMapping[tuple[str, int], FigureAnswer] = LazyMapping(  # most stations are asked of a KPI or two
        KeyProduct(kpis, list(units)), lambda key: figure_answer(source.catalogue, kind, board, key[0], units[key[1]])
    )
    context = SectionContext(source, kind, rules.sentences, board, answers)
    sections = [section for rule in kind.sections if not (section := _made(context, rule)).is_empty]
    period_text = period_text_of(resolved, calendar)
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
        sections=tuple(made_section.section for made_section in sections),
        notes=tuple(_notes(context)),
        figures=tuple(line for made_section in sections for line in made_section.lines),
        form=rules.form.empty_form(),
    )


def _made(context: SectionContext, rule: SectionRule) -> MadeSection:
    """Make a section with its note and its chart."""
    heading = rule.heading.replace(EACH_STATION, each_word(context.units_below))  # of a province 各县（区）
    rule = rule.model_copy(update={"heading": heading})
    section, lines = FORMS[rule.form](context, rule)
    chart = make_chart(context, rule.chart) if rule.chart else None
    is_empty = not (section.paragraphs or section.tables or chart)
    note: tuple[Paragraph, ...] = () if is_empty or not rule.note else (Paragraph(rule.note, plain=(rule.note,)),)
    charts = (*section.charts, chart) if chart else section.charts
    return MadeSection(replace(section, paragraphs=section.paragraphs + note, charts=charts), lines)


def period_text_of(period: Period, calendar: ReportingCalendar) -> str:
    """Return such as 2026年第44周（10月26日—11月1日）, 2026年10月31日（周六） or 2026年第三季度."""
    days = period.full_window
    if period.shape == "week":
        return _week_text(days.start)
    label = dated_label((days.first, days.last), calendar)
    return f"{label}（周{WEEKDAYS[days.start.weekday()]}）" if period.shape == "day" else label


def period_to_ask(kind: BulletinKind, first: date, calendar: ReportingCalendar) -> str:
    """Return the period that begins on a day as a bulletin of a kind is asked for it, such as 2026-W44."""
    day = day_number(first)
    month = calendar.month_of(day)
    if kind.period == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    if kind.period == "quarter":
        return f"{month // 12}Q{month % 12 // 3 + 1}"
    names = {"day": first.isoformat(), "month": month_text(month), "year": str(calendar.year_of(day))}
    return names[kind.period]


def _week_text(monday: date) -> str:
    """Return such as 2026年第44周（10月26日—11月1日）."""
    year, week, _ = monday.isocalendar()
    sunday = monday + timedelta(days=6)
    return f"{year}年第{week}周（{monday.month}月{monday.day}日—{sunday.month}月{sunday.day}日）"


def _notes(context: SectionContext) -> list[Paragraph]:
    """Return what a reader must know besides: how far the data go, which figures come with a remark."""
    board, focus = context.board, context.focus
    own_answers = [context.answers[kpi, focus.id] for kpi in context.kind.kpis(context.source.catalogue)]
    until = f"数据截至 {board.as_of}，第 {board.data_version} 版。"
    texts = ["演示数据，全部虚构。"] if board.demo else []
    texts += [f"本期{unfinished_note(board)}。" if not board.is_complete else "", until]
    texts += [
        f"{context.answers[kpi, focus.id].kpi.zh}的来源只到 {day}，按来源最后一日计算。"
        for kpi, day in board.late_kpis.items()
    ]
    texts += [
        f"{answer.unit.name}{answer.kpi.zh}：{answer.figure.note}。" for answer in own_answers if answer.figure.note
    ]
    texts += [
        f"{comparison.text.label}：{comparison.caution}。"
        for answer in own_answers
        for comparison in answer.comparisons
        if comparison.caution
    ]
    return [Paragraph(text, plain=(text,)) for text in dict.fromkeys(filter(None, texts))]
