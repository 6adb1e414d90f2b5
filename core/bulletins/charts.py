"""Charts of a bulletin as numbers: stations, months, the structure of a whole. How they look is the formats' own."""

from __future__ import annotations

from fractions import Fraction

from core.bulletins.answers import FigureAnswer
from core.bulletins.claim_row import ClaimRow, PlaceAndDays
from core.bulletins.document import Chart, ChartKind, ChartPoint
from core.bulletins.kind_model import ChartRule
from core.bulletins.sections.areas import firm_finding
from core.bulletins.sections.context import SectionContext
from core.bulletins.structure import structure_kpis
from core.features.month_chart.text import chart_sentence, point_name
from core.features.month_chart.types import MonthPoint, MonthState
from core.metrics.display import (
    amount_text,
    decimal_fraction,
    figure_text,
    number_as_printed,
    number_text,
    rounded,
    rounded_rate,
    rounded_rate_estimate,
    to_number,
)
from core.metrics.types import Window
from core.store.unit_words import each_word

SHOWN_MONTHS = 12
OWN_INTERVAL, MONTH_LIMITS = "95% 区间", "按此前各月应有的范围"
MERGED = "（一、二月合计为一点）"


def make_chart(context: SectionContext, rule: ChartRule) -> Chart | None:
    """Return a section's chart; None where there is nothing to draw."""
    makers = {ChartKind.STATIONS: _stations, ChartKind.MONTHS: _months, ChartKind.STRUCTURE: _structure}
    return makers[rule.kind](context, rule.kpi)


def _stations(context: SectionContext, kpi_id: str) -> Chart | None:
    answers = context.of_units_below(kpi_id)
    if not answers:
        return None
    board, kpi = context.board.board_of(kpi_id), answers[0].kpi
    each, points = each_word(context.units_below), []
    for answer in answers:
        ends = board.intervals.get((kpi_id, answer.unit.id)) if kpi.kind == "rate" else None
        low, high = (to_number(rounded_rate_estimate(end, kpi.digits)) for end in ends) if ends else (None, None)
        points.append(ChartPoint(answer.unit.name, number_as_printed(kpi, answer.figure), _why_none(answer), low, high))
    label = next((compared.text.label for answer in answers for compared in answer.comparisons), None)
    title = f"{each}{kpi.zh}{f'{label}{firm_finding(answers, label)}' if label else ''}"
    claims = tuple(claim for answer in answers for claim in answer.claims)
    listed = "、".join(f"{point.label} {point.text}" for point in points)
    plain = (*(answer.unit.name for answer in answers), kpi.zh)
    interval = OWN_INTERVAL if any(point.low is not None for point in points) else ""
    alternative = f"{kpi.zh}，{each}：{listed}。"
    return Chart(
        *(ChartKind.STATIONS, title, kpi_id, kpi.zh, _unit(answers[0]), tuple(points), alternative, interval),
        claims=claims,
        plain=plain,
    )


def _why_none(answer: FigureAnswer) -> str:
    """Return what is printed beside a bar, or why there is none."""
    return answer.text if answer.figure.exact is not None else answer.figure.reason or answer.text


def _unit(answer: FigureAnswer) -> str:
    return "%" if answer.kpi.kind == "rate" else answer.kpi.unit


def _months(context: SectionContext, kpi_id: str) -> Chart | None:
    """Return the last months up to the period's end; of a count alone, whose figure is its own evidence."""
    answer = context.answers[kpi_id, context.focus.id]
    chart = context.source.month_chart(kpi_id, context.focus.id, answer.window.end)
    newest = chart.points[-SHOWN_MONTHS:]
    if not any(point.exact is not None for point in newest):
        return None
    finding = chart_sentence(answer.kpi, chart).removesuffix("。")
    if chart.reason is not None:
        finding = finding or f"各月，{chart.reason}"
    title = f"{answer.kpi.zh}：{finding or '没有一个月出了应有的范围'}"
    points = tuple(_month_point(answer, point) for point in newest)
    claims = tuple(claim for point in newest if (claim := _month_claim(context, kpi_id, answer, point)) is not None)
    listed = "、".join(f"{point.label} {point.text}" for point in points)
    plain = (*(point.label for point in points), finding, answer.kpi.zh)
    interval = MONTH_LIMITS if any(point.low is not None for point in points) else ""
    if interval and any(point.months > 1 for point in newest):
        interval += MERGED
    return Chart(
        *(ChartKind.MONTHS, title, kpi_id, answer.kpi.zh, answer.kpi.unit, points),
        *(f"{answer.kpi.zh}，各月：{listed}。", interval),
        claims=claims,
        plain=tuple(filter(None, plain)),
    )


def _month_point(answer: FigureAnswer, point: MonthPoint) -> ChartPoint:
    kpi = answer.kpi
    ends = [
        None if end is None else to_number(number_text(kpi, decimal_fraction(end))) for end in (point.low, point.high)
    ]
    number = None if point.exact is None else to_number(number_text(kpi, point.exact))
    text = point.reason or "" if point.exact is None else amount_text(kpi, point.exact)
    return ChartPoint(point_name(point), number, text, ends[0], ends[1], point.state is MonthState.UNRIPE)


def _month_claim(context: SectionContext, kpi_id: str, answer: FigureAnswer, point: MonthPoint) -> ClaimRow | None:
    if point.exact is None or point.exact.denominator != 1:
        return None
    calendar = context.board.calendar
    window = Window(calendar.month_days(point.first_month)[0], calendar.month_days(point.last_month)[1])
    place, reported = PlaceAndDays(context.focus.name, window), number_text(answer.kpi, point.exact)
    count = int(point.exact)
    return ClaimRow(answer.kpi.zh, place.place, place.period, kpi_id, "count", count, None, reported, answer.kpi.unit)


def share_number(count: int, total: int) -> str:
    """Return a part's share of its whole in percent: 1 of 3,000 is 0.03, and 2,999 are 99.97."""
    return rounded_rate(Fraction(count, total), 1)


def _structure(context: SectionContext, kpi_id: str) -> Chart | None:
    """Return the parts of a whole with their shares; nothing where the whole or a part is hidden or missing."""
    total = context.answers[kpi_id, context.focus.id]
    board, catalogue = context.board.board_of(kpi_id), context.source.catalogue
    class_kpis = structure_kpis(catalogue, kpi_id)
    figures = [
        (name, board.figures[name, context.focus.id])
        for name in class_kpis
        if (name, context.focus.id) in board.figures
    ]
    counts = [figure.numerator for _, figure in figures]
    total_count = total.figure.numerator
    if not total_count or total.figure.exact is None or any(figure.exact is None for _, figure in figures):
        return None
    listed_count = sum(count for count in counts if count is not None)
    named = [(catalogue.kpis[name].zh, name, figure.numerator or 0) for name, figure in figures]
    other_count = total_count - listed_count
    if other_count < 0:
        raise LookupError(f"“{total.kpi.zh}”的各部分之和 {listed_count} 大于合计 {total_count}")
    if (
        other_count and context.focus.kind == "station"
    ):  # what is left over may be a small number that is hidden elsewhere
        return None
    rows = [*named, *([("其余", "", other_count)] if other_count else [])]
    place = PlaceAndDays(context.focus.name, total.window)
    points, claims = [], list(total.claims)
    for zh, name, count in rows:
        share, number = share_number(count, total_count), rounded(count, 0)
        points.append(ChartPoint(zh, float(count), f"{number} {total.kpi.unit}（{share}%）"))
        claims += [
            ClaimRow(zh, place.place, place.period, name, "count", count, None, number, total.kpi.unit),
            ClaimRow(f"{zh}占{total.kpi.zh}", place.place, place.period, "", "rate", count, total_count, share, "%"),
        ]
    largest = [point for point in points[: len(named)] if point.number == max(count for _, _, count in named)]
    names = "、".join(point.label for point in largest)
    most = f"，其中{names}最多，{'各 ' if len(largest) > 1 else ''}{largest[0].text}"
    title = f"{total.kpi.zh} {figure_text(total.kpi, total.figure)}{most}"
    listed = "、".join(f"{point.label} {point.text}" for point in points)
    return Chart(
        *(ChartKind.STRUCTURE, title, kpi_id, total.kpi.zh, total.kpi.unit, tuple(points)),
        f"{total.kpi.zh}的构成：{listed}。",
        claims=tuple(claims),
        plain=tuple(zh for zh, _, _ in rows),
    )
