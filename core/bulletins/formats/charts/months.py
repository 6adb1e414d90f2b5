"""A line of months, on the range that was expected of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from core.bulletins.document import Chart, ChartPoint
from core.bulletins.formats.charts.drawing import (
    LETTER,
    Area,
    Drawing,
    Ink,
    Mark,
    Point,
    Rectangle,
    Shape,
    Stroke,
    Words,
    text_width,
    widest,
)
from core.bulletins.formats.charts.scale import Scale, scale_around, scale_from_zero

HEIGHT, HEAD, FOOT, GAP = 230.0, 44.0, 24.0, 8.0
_FAR_FROM_ZERO = 0.5  # a share whose lowest amount is above this part of the highest is drawn on a scale of its own
UNFINISHED, OUTSIDE = "未满月", "在{label}之外"


def draw_months(chart: Chart, width: float) -> Drawing:
    """Draw a chart of months. A month without a number breaks the line and has its text alone."""
    scale = _scale(chart)
    left = widest([scale.tick_text(tick) for tick in scale.ticks()]) + GAP
    right = width - GAP * 2
    step = (right - left - GAP) / max(1, len(chart.points) - 1)
    places = [left + GAP + step * place for place in range(len(chart.points))]
    shapes: list[Shape] = [*_legend(chart, width), *_range(chart, scale, places), *_axes(chart, scale, left, places)]
    shapes += _line(chart, scale, places)
    for point, x in zip(chart.points, places, strict=True):
        shapes += _month(point, scale, x)
    if chart.points:
        shapes += _newest(chart.points, scale, places[-1])
    return Drawing(width, HEIGHT, tuple(shapes))


def is_outside(point: ChartPoint) -> bool:
    """Tell whether a month lies outside the range that was expected of it; one that is not over never does."""
    if point.number is None or point.unfinished:
        return False
    is_below = point.low is not None and point.number < point.low
    return is_below or (point.high is not None and point.number > point.high)


def _scale(chart: Chart) -> Scale:
    amounts = [
        amount for point in chart.points for amount in (point.number, point.low, point.high) if amount is not None
    ] or [0.0]
    foot, head = HEIGHT - FOOT, HEAD + LETTER
    if chart.unit == "%" and min(amounts) > max(amounts) * _FAR_FROM_ZERO:
        return scale_around(min(amounts), max(amounts), foot, head)
    return scale_from_zero(max(amounts), foot, head, whole=chart.unit != "%")


def _legend(chart: Chart, width: float) -> Iterator[Shape]:
    """Name the line, the range and the marks that the chart has; in two rows where one is too short."""
    entries: list[tuple[Callable[[Point], Shape], str]] = [
        (lambda at: Stroke((at, (at[0] + 20, at[1])), Ink.LINE, 2.0), f"{chart.kpi_zh}（{chart.unit}）")
    ]
    if chart.interval_label:
        entries.append((lambda at: Rectangle(at[0], at[1] - 5, 20, 10, Ink.RANGE), chart.interval_label))
    if any(map(is_outside, chart.points)):
        outside = OUTSIDE.format(label=chart.interval_label)
        entries.append((lambda at: Mark((at[0] + 14, at[1]), "diamond", Ink.TEXT), outside))
    if any(point.unfinished for point in chart.points):
        entries.append((lambda at: Mark((at[0] + 14, at[1]), "ring", Ink.LINE), UNFINISHED))
    x, y = 0.0, LETTER
    for sample, text in entries:
        needed = 24 + text_width(text) + 2 * GAP
        if x and x + needed > width:
            x, y = 0.0, y + LETTER + 5
        yield sample((x, y - 4.5))
        yield Words((x + 24, y), text, Ink.QUIET)
        x += needed


def _axes(chart: Chart, scale: Scale, left: float, places: list[float]) -> Iterator[Shape]:
    foot = scale.at(scale.low)
    for tick in scale.ticks():
        y = scale.at(tick)
        yield Stroke(((left, y), (places[-1] + GAP, y)), Ink.QUIET if y == foot else Ink.GRID)
        yield Words((left - GAP / 2, y + LETTER * 0.36), scale.tick_text(tick), Ink.QUIET, "end")
    yield from _labels([point.label for point in chart.points], places, foot + LETTER + 4)


def _labels(labels: list[str], places: list[float], y: float) -> Iterator[Shape]:
    """Name as many months as there is room for, from the newest backwards, so that it has its name."""
    size, edge = LETTER - 1, places[-1] + 2 * GAP
    room = places[1] - places[0] if len(places) > 1 else edge
    width = widest(labels, size) + GAP
    is_shifted = places[-1] + width / 2 > edge  # the newest name then ends at the edge, and takes more room before it
    step = max(1, math.ceil((width * 1.5 - 2 * GAP if is_shifted else width) / room))
    for place in range(len(labels) - 1, -1, -step):
        is_at_edge = is_shifted and place == len(labels) - 1
        x = edge if is_at_edge else places[place]
        yield Words((x, y), labels[place], Ink.QUIET, "end" if is_at_edge else "middle", size)


def _range(chart: Chart, scale: Scale, places: list[float]) -> Iterator[Shape]:
    """Shade the expected range over the months that follow each other and have one."""
    run: list[tuple[float, float, float]] = []
    for point, x in [*zip(chart.points, places, strict=True), (None, 0.0)]:
        if point is not None and point.low is not None and point.high is not None:
            run.append((x, scale.at(point.low), scale.at(point.high)))
            continue
        if len(run) > 1:
            lows, highs = [(at, low) for at, low, _ in run], [(at, high) for at, _, high in run]
            yield Area((*lows, *reversed(highs)), Ink.RANGE)
        run = []


def _line(chart: Chart, scale: Scale, places: list[float]) -> Iterator[Shape]:
    for (point, x), (following, next_x) in pairwise(zip(chart.points, places, strict=True)):
        if point.number is not None and following.number is not None:
            ends = ((x, scale.at(point.number)), (next_x, scale.at(following.number)))
            yield Stroke(ends, Ink.LINE, 2.0, is_dashed=following.unfinished)


def _month(point: ChartPoint, scale: Scale, x: float) -> Iterator[Shape]:
    if point.number is None:
        yield Words((x, scale.at(scale.low) - 4), point.text, Ink.QUIET, "middle", LETTER - 1)
    elif is_outside(point):
        yield Mark((x, scale.at(point.number)), "diamond", Ink.TEXT)
        yield Words((x, scale.at(point.number) - 9), point.text, anchor="middle", is_clear=True)
    else:
        yield Mark((x, scale.at(point.number)), "ring" if point.unfinished else "dot", Ink.LINE)


def _newest(points: tuple[ChartPoint, ...], scale: Scale, x: float) -> Iterator[Shape]:
    """Print the newest month's text, below its mark where the line comes from above and there is room."""
    newest, before = points[-1], points[-2].number if len(points) > 1 else None
    if newest.number is None or is_outside(newest):
        return  # printed already
    y = scale.at(newest.number)
    is_below = before is not None and before > newest.number and y + LETTER + 6 < scale.start
    yield Words((x + 2 * GAP, y + LETTER + 6 if is_below else y - 9), newest.text, anchor="end")
