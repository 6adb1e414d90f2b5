"""Bars: a row for each station with its interval, or for each part of a whole."""

from __future__ import annotations

from core.bulletins.document import Chart, ChartPoint
from core.bulletins.formats.charts.drawing import (
    LETTER,
    Drawing,
    Ink,
    Rectangle,
    Shape,
    Stroke,
    Words,
    shortened,
    text_width,
    widest,
)
from core.bulletins.formats.charts.scale import Scale, scale_from_zero

ROW, BAR, GAP, HEAD, FOOT = 22.0, 11.0, 8.0, 26.0, 22.0
_WIDEST_LABEL = 0.36  # of the width
_CAP = 3.5  # half the height of an interval's ends
_SAMPLE = 26.0  # the length of a legend's sample


def draw_bars(chart: Chart, width: float) -> Drawing:
    """Draw a chart of bars, from 0. What has no number has its text alone, and no bar."""
    labels = [shortened(point.label, width * _WIDEST_LABEL) for point in chart.points]
    left = widest(labels) + GAP
    right = width - widest([point.text for point in chart.points]) - 2 * GAP
    highest = max((_reach(point) for point in chart.points), default=0.0)
    scale = scale_from_zero(highest, left, max(right, left + width / 5), whole=chart.unit != "%")
    foot = HEAD + ROW * len(chart.points)
    shapes: list[Shape] = [*_legend(chart), *_grid(scale, foot)]
    for place, (label, point) in enumerate(zip(labels, chart.points, strict=True)):
        shapes += _row(label, point, scale, HEAD + ROW * (place + 0.5))
    return Drawing(width, foot + FOOT, tuple(shapes))


def _reach(point: ChartPoint) -> float:
    return max(amount for amount in (point.number, point.high, 0.0) if amount is not None)


def _legend(chart: Chart) -> list[Shape]:
    title = f"{chart.kpi_zh}（{chart.unit}）"
    shapes: list[Shape] = [Words((0, LETTER), title, Ink.QUIET)]
    if chart.interval_label:
        x = text_width(title) + 2 * GAP
        shapes += _interval(x, x + _SAMPLE, LETTER - 4.5)
        shapes.append(Words((x + _SAMPLE + GAP / 2, LETTER), chart.interval_label, Ink.QUIET))
    return shapes


def _grid(scale: Scale, foot: float) -> list[Shape]:
    shapes: list[Shape] = []
    for tick in scale.ticks():
        x = scale.at(tick)
        shapes.append(Stroke(((x, HEAD), (x, foot)), Ink.QUIET if tick == 0 else Ink.GRID))
        shapes.append(Words((x, foot + LETTER + 2), scale.tick_text(tick), Ink.QUIET, "middle", LETTER - 1))
    return shapes


def _row(label: str, point: ChartPoint, scale: Scale, middle: float) -> list[Shape]:
    foot = middle + LETTER * 0.36
    shapes: list[Shape] = [Words((scale.start - GAP, foot), label, anchor="end")]
    if point.number is None:
        return [*shapes, Words((scale.start + GAP, foot), point.text, Ink.QUIET, is_clear=True)]
    shapes.append(Rectangle(scale.start, middle - BAR / 2, scale.at(point.number) - scale.start, BAR, Ink.BAR))
    if point.low is not None and point.high is not None:
        shapes += _interval(scale.at(point.low), scale.at(point.high), middle)
    shapes.append(Words((scale.at(_reach(point)) + GAP, foot), point.text, is_clear=True))
    return shapes


def _interval(low: float, high: float, y: float) -> list[Shape]:
    return [
        Stroke(((low, y), (high, y)), Ink.TEXT, 1.3),
        *(Stroke(((end, y - _CAP), (end, y + _CAP)), Ink.TEXT, 1.3) for end in (low, high)),
    ]
