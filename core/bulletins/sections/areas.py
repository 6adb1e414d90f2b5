"""发案区域: the stations at zero, down, level and up by one KPI, and those whose change is beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from core.bulletins.answers import ComparisonAnswer, FigureAnswer
from core.bulletins.change_state import ChangeState
from core.bulletins.claim_row import ClaimRow, PlaceAndDays
from core.bulletins.document import DocumentSection, Paragraph
from core.bulletins.kind_model import SectionRule
from core.bulletins.sections.context import MadeSection, SectionContext
from core.bulletins.sections.figures import lines_of
from core.store.unit_words import level_word

HALF = Fraction(1, 2)


class AreaClass(StrEnum):
    """The place of a station's count against its base; the value is its label."""

    ZERO = "为零"
    DOWN = "减少"
    LEVEL = "持平"
    UP = "增加"
    SOME = "有发生"
    UNKNOWN = "没有可比的数"


def area_class(answer: FigureAnswer) -> AreaClass:
    """Return the class of a station: a plain comparison of counts, per day where the windows differ in days.

    There a count that lies within half a record of what the base's rate comes to is level: of one in 31 days and one in
    30 nobody says that it fell.
    """
    if answer.figure.exact is None:
        return AreaClass.UNKNOWN
    if answer.figure.exact == 0:
        return AreaClass.ZERO
    compared = next(iter(answer.comparisons), None)
    if compared is None:
        return AreaClass.SOME
    base = compared.change.base_figure.exact
    if base is None or compared.state is ChangeState.INCOMPARABLE:
        return AreaClass.UNKNOWN
    difference = answer.figure.exact - base
    if (per_day := compared.change.per_day) is not None:
        beyond = answer.figure.exact - answer.figure.exact / (1 + per_day / 100)
        difference = Fraction(0) if answer.kpi.kind == "count" and abs(beyond) < HALF else per_day
    return AreaClass.LEVEL if difference == 0 else AreaClass.UP if difference > 0 else AreaClass.DOWN


def make_areas(context: SectionContext, rule: SectionRule) -> MadeSection:
    """List the stations of each class; nothing where there are none."""
    answers = context.of_units_below(rule.kpis[0])
    if not answers:
        return MadeSection(DocumentSection(rule.heading))
    paragraphs = [_class_paragraph(context, answers)]
    if any(answer.comparisons for answer in answers):
        paragraphs.append(firm_paragraph(answers))
    return MadeSection(DocumentSection(rule.heading, tuple(paragraphs)), lines_of(rule.heading, answers))


def _class_paragraph(context: SectionContext, answers: Sequence[FigureAnswer]) -> Paragraph:
    kpi, compared = answers[0].kpi, _first_comparison(answers)
    level = level_word(context.units_below)
    place = PlaceAndDays(context.focus.name, context.board.board_of(answers[0].kpi_id).period)
    clauses: list[str] = []
    claims: list[ClaimRow] = []
    for name in AreaClass:
        listed = [answer for answer in answers if area_class(answer) is name]
        if not listed:
            continue
        stations = [answer.unit.name for answer in listed]
        if name is AreaClass.SOME:
            stations = [f"{answer.unit.name} {answer.text}" for answer in listed]
            claims += [claim for answer in listed for claim in answer.claims]
        label = f"{kpi.zh}{name}的{level}"
        count = str(len(stations))
        clauses.append(f"{_against(name, compared)}{name}的 {count} 个{level}：{'、'.join(stations)}")
        claims.append(ClaimRow(label, place.place, place.period, "", "count", len(stations), None, count, "个"))
    names = tuple(answer.unit.name for answer in answers)
    return Paragraph(f"{kpi.zh}{'；'.join(clauses)}。", tuple(claims), names)


def _first_comparison(answers: Sequence[FigureAnswer]) -> ComparisonAnswer | None:
    return next((answer.comparisons[0] for answer in answers if answer.comparisons), None)


def _against(name: AreaClass, compared: ComparisonAnswer | None) -> str:
    if compared is None or name not in (AreaClass.DOWN, AreaClass.LEVEL, AreaClass.UP):
        return ""
    return f"{'日均' if compared.change.per_day is not None else ''}较{compared.base_label}"


def firm_paragraph(answers: Sequence[FigureAnswer]) -> Paragraph:
    """Say which stations' changes are beyond chance, for each comparison."""
    labels = dict.fromkeys(compared.text.label for answer in answers for compared in answer.comparisons)
    text = "；".join(f"{label}{firm_finding(answers, label)}" for label in labels)
    return Paragraph(f"{text}。", plain=tuple(answer.unit.name for answer in answers))


def firm_finding(answers: Sequence[FigureAnswer], label: str) -> str:
    """Return such as 确有上升的：甲所, of one comparison."""
    named = []
    for state, words in ((ChangeState.RISE, "确有上升"), (ChangeState.FALL, "确有下降")):
        stations = [
            answer.unit.name
            for answer in answers
            for compared in answer.comparisons
            if compared.text.label == label and compared.state is state
        ]
        if stations:
            named.append(f"{words}的：{'、'.join(stations)}")
    return "，".join(named) if named else f"看不出哪个{level_word([answer.unit for answer in answers])}确有升降"
