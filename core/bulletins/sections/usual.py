"""当日与通常范围: each count of a day beside the range in which such days usually lie."""

from __future__ import annotations

from core.bulletins.answers import FigureAnswer
from core.bulletins.claim_row import ClaimRow
from core.bulletins.document import BulletinTable, DocumentSection, Paragraph
from core.bulletins.kind_model import SectionRule
from core.bulletins.sections.context import MadeSection, SectionContext
from core.bulletins.sections.figures import lines_of
from core.features.expected_range.text import range_text
from core.features.expected_range.types import ExpectedRange, RangeState
from core.metrics.display import NO_DATA

HEADERS = ("指标", "当日", "通常范围", "判断")
ALL_USUAL = "表中各数都在通常范围内。"
JUDGED_USUAL = "能判断的各数都在通常范围内。"
NONE_JUDGED = "当日各数都不能判断。"
RANGE_NOTE = "通常范围：近年同样的日子约九成七落在其中；每日看许多数，偶尔有一两个在外是平常的。"


def make_usual(context: SectionContext, rule: SectionRule) -> MadeSection:
    """Tabulate the counts with their ranges, after one sentence on what lies outside."""
    answers = context.of_focus(rule)
    ranges = [_range_of(context, answer) for answer in answers]
    rows = tuple(
        (answer.kpi.zh, answer.text, range_text(expected), _state_text(expected))
        for answer, expected in zip(answers, ranges, strict=True)
    )
    plain = [answer.kpi.zh for answer in answers]
    for expected in ranges:
        plain += [range_text(expected), expected.reason or ""] if expected.range or expected.reason else []
    claims = tuple(claim for answer in answers for claim in answer.claims)
    table = BulletinTable(rule.heading, HEADERS, rows, claims, tuple(filter(None, plain)))
    paragraphs = (_finding(answers, ranges), Paragraph(RANGE_NOTE, plain=(RANGE_NOTE,)))
    return MadeSection(DocumentSection(rule.heading, paragraphs, (table,)), lines_of(rule.heading, answers))


def _range_of(context: SectionContext, answer: FigureAnswer) -> ExpectedRange:
    """Return the range of a figure's own day; the count beside it is the board's."""
    expected = context.source.expected_range(answer.kpi_id, context.focus.id, answer.window.end)
    if answer.figure.numerator is not None and expected.value not in (None, answer.figure.numerator):
        raise LookupError(f"“{answer.kpi.zh}”的两处算法得数不同：{answer.figure.numerator} 和 {expected.value}")
    return expected


def _state_text(expected: ExpectedRange) -> str:
    return str(expected.state or expected.reason or NO_DATA)


def _finding(answers: list[FigureAnswer], ranges: list[ExpectedRange]) -> Paragraph:
    clauses: list[str] = []
    claims: list[ClaimRow] = []
    for answer, expected in zip(answers, ranges, strict=True):
        if expected.state not in (None, RangeState.WITHIN):
            clauses.append(f"{answer.kpi.zh} {answer.text}，{expected.state}（{range_text(expected)}）")
            claims += answer.claims
    if clauses:
        plain = (*(answer.kpi.zh for answer in answers), *(range_text(expected) for expected in ranges))
        return Paragraph("；".join(clauses) + "。", tuple(claims), tuple(piece for piece in plain if piece != NO_DATA))
    judged = [expected for expected in ranges if expected.state is not None]
    if len(judged) == len(ranges):
        return Paragraph(ALL_USUAL)
    return Paragraph(JUDGED_USUAL if judged else NONE_JUDGED)
