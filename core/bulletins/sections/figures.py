"""Sections of a board's figures: sentences, tables, a row for each station; and those that a person writes."""

from __future__ import annotations

from collections.abc import Sequence

from core.bulletins.answers import FigureAnswer
from core.bulletins.document import DocumentSection, FigureLine, Paragraph
from core.bulletins.figure_lines import figure_line
from core.bulletins.kind_model import SectionRule
from core.bulletins.sections.context import MadeSection, SectionContext
from core.bulletins.tables import kpi_table, station_table
from core.bulletins.wording import figure_paragraph


def lines_of(heading: str, answers: Sequence[FigureAnswer]) -> tuple[FigureLine, ...]:
    """Return a row for each answer."""
    return tuple(figure_line(heading, answer) for answer in answers)


def make_sentences(context: SectionContext, rule: SectionRule) -> MadeSection:
    """Say each KPI in a sentence."""
    answers = context.of_focus(rule)
    sentences = tuple(figure_paragraph(context.sentences, answer) for answer in answers)
    return MadeSection(DocumentSection(rule.heading, sentences), lines_of(rule.heading, answers))


def make_table(context: SectionContext, rule: SectionRule) -> MadeSection:
    """Tabulate the KPIs with their bases and verdicts."""
    answers = context.of_focus(rule)
    table = kpi_table(rule.heading, answers)
    return MadeSection(DocumentSection(rule.heading, tables=(table,)), lines_of(rule.heading, answers))


def make_stations(context: SectionContext, rule: SectionRule) -> MadeSection:
    """Tabulate the stations by one KPI; nothing where there are none."""
    answers = context.of_units_below(rule.kpis[0])
    if not answers:
        return MadeSection(DocumentSection(rule.heading))
    table = station_table(rule.heading, answers)
    return MadeSection(DocumentSection(rule.heading, tables=(table,)), lines_of(rule.heading, answers))


def make_by_hand(_context: SectionContext, rule: SectionRule) -> MadeSection:
    """Leave the words to a person."""
    return MadeSection(DocumentSection(rule.heading, (Paragraph(rule.hint, plain=(rule.hint,), by_hand=True),)))
