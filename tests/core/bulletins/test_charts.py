"""Charts of bulletins: every text and number of the chart, drawn to scale, nothing where there is no number."""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest

from core.bulletins.document import Chart, ChartKind, ChartPoint
from core.bulletins.formats.charts.draw import PAGE_WIDTH, PHONE_WIDTH, draw_chart
from core.bulletins.formats.charts.drawing import (
    Area,
    Mark,
    Point,
    Rectangle,
    Shape,
    Stroke,
    Words,
    shortened,
    text_width,
)
from core.bulletins.formats.charts.scale import scale_around, scale_from_zero
from core.bulletins.formats.charts.svg import PAPER_COLOURS, svg_text
from dashboards import theme

BOTH_WIDTHS = pytest.mark.parametrize("width", [PAGE_WIDTH, PHONE_WIDTH])


def chart(kind: ChartKind, *points: ChartPoint, unit: str = "起", interval_label: str = "95% 区间") -> Chart:
    return Chart(kind, "结论", "criminal_alerts", "刑事警情", unit, points, "文字说明", interval_label)


STATIONS = chart(
    ChartKind.STATIONS,
    ChartPoint("甲所", 24, "24 起", 15.0, 36.0),
    ChartPoint("乙所", 48, "48 起", 35.0, 63.0),
    ChartPoint("丙所", None, "小于 3"),
    ChartPoint("丁所", 0, "0 起"),
)
MONTHS = chart(
    ChartKind.MONTHS,
    ChartPoint("7月", 90, "90 起", 70.0, 120.0),
    ChartPoint("8月", 160, "160 起", 70.0, 120.0),
    ChartPoint("9月", None, "—", 70.0, 120.0),
    ChartPoint("10月", 80, "80 起"),
    ChartPoint("11月", 40, "40 起", 70.0, 120.0, unfinished=True),
    interval_label="预期范围",
)


def words(drawn: Chart, width: float = PAGE_WIDTH) -> list[str]:
    return [shape.text for shape in draw_chart(drawn, width).shapes if isinstance(shape, Words)]


def corners(shape: Shape) -> list[Point]:
    """The places that a shape reaches."""
    if isinstance(shape, Rectangle):
        return [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
    if isinstance(shape, Stroke | Area):
        return list(shape.points)
    if isinstance(shape, Mark):
        return [shape.at]
    (x, y), length = shape.at, text_width(shape.text, shape.size)
    left = x - {"start": 0.0, "middle": length / 2, "end": length}[shape.anchor]
    return [(left, y), (left + length, y - shape.size * 0.8)]


YEAR = chart(ChartKind.MONTHS, *(ChartPoint(f"2026-{month:02d}", month, f"{month} 起") for month in range(1, 13)))


@BOTH_WIDTHS
def test_names_of_months_do_not_run_into_each_other_and_the_newest_has_its_own(width: float) -> None:
    labels = {point.label for point in YEAR.points}
    shapes = [one for one in draw_chart(YEAR, width).shapes if isinstance(one, Words) and one.text in labels]
    assert shapes[0].text == "2026-12"
    ends = sorted(tuple(sorted(x for x, _ in corners(shape))) for shape in shapes)
    assert all(left[1] < right[0] for left, right in pairwise(ends))


@BOTH_WIDTHS
@pytest.mark.parametrize("drawn", [STATIONS, MONTHS, YEAR])
def test_nothing_is_drawn_outside_the_picture(drawn: Chart, width: float) -> None:
    drawing = draw_chart(drawn, width)
    for shape in drawing.shapes:
        assert all(-1 <= x <= width + 1 and -1 <= y <= drawing.height + 1 for x, y in corners(shape)), shape


@BOTH_WIDTHS
def test_bars_are_as_long_as_their_numbers_and_none_stands_for_what_is_hidden(width: float) -> None:
    bars = [one for one in draw_chart(STATIONS, width).shapes if isinstance(one, Rectangle)]
    assert len(bars) == 3  # and none for 丙所, which has no number
    assert bars[1].width == pytest.approx(2 * bars[0].width)
    assert bars[2].width == 0
    texts = words(STATIONS, width)
    assert [text for text in ("24 起", "48 起", "小于 3", "0 起") if text not in texts] == []
    assert "95% 区间" in texts
    order = [texts.index(point.label) for point in STATIONS.points]
    assert order == sorted(order)  # as the units' table has them, which ranks nothing


def test_intervals_lie_where_their_bars_scale_puts_them() -> None:
    shapes = draw_chart(STATIONS).shapes
    bar = next(one for one in shapes if isinstance(one, Rectangle))
    low, high = next(
        one.points for one in shapes if isinstance(one, Stroke) and one.points[0][1] == bar.y + bar.height / 2
    )
    assert (low[0] - bar.x) / bar.width == pytest.approx(15 / 24)
    assert (high[0] - bar.x) / bar.width == pytest.approx(36 / 24)


@BOTH_WIDTHS
def test_months_mark_what_lies_outside_and_what_is_not_over(width: float) -> None:
    marks = [one for one in draw_chart(MONTHS, width).shapes if isinstance(one, Mark)]
    forms = [mark.form for mark in marks]
    assert forms == ["diamond", "ring", "dot", "diamond", "dot", "ring"]  # two in the legend, then the months
    texts = words(MONTHS, width)
    assert {"预期范围", "在预期范围之外", "未满月", "160 起", "—", "40 起"} <= set(texts)


def test_a_month_without_a_number_breaks_the_line() -> None:
    lines = [one for one in draw_chart(MONTHS).shapes if isinstance(one, Stroke) and one.width == 2.0]
    assert [one.is_dashed for one in lines] == [False, False, True]  # the legend, July to August, October to November


def test_a_range_is_shaded_only_over_months_that_have_one() -> None:
    areas = [one for one in draw_chart(MONTHS).shapes if isinstance(one, Area)]
    assert len(areas) == 1
    assert len(areas[0].points) == 6  # July, August, September there and back


def test_counts_begin_at_zero_and_ticks_are_round() -> None:
    scale = scale_from_zero(46, 0, 100, whole=True)
    assert [scale.tick_text(tick) for tick in scale.ticks()] == ["0", "20", "40", "60"]
    assert scale_from_zero(1, 0, 100, whole=True).ticks() == [0, 1]
    assert scale_from_zero(0, 0, 100, whole=False).ticks() == [0, 1]
    around = scale_around(98.2, 99.4, 100, 0)
    assert around.low <= 98.2 < 99.4 <= around.high
    assert [around.tick_text(tick) for tick in around.ticks()] == ["98.0", "98.5", "99.0", "99.5"]


def test_svg_holds_texts_as_texts_and_tells_itself_without_a_picture() -> None:
    nasty = ChartPoint('<b>"甲"&\x01所</b>', 1, "1 起")
    root: Element = fromstring(svg_text(draw_chart(chart(ChartKind.STRUCTURE, nasty)), '说"明"<i>'))
    assert root.get("aria-label") == '说"明"<i>'
    assert root.get("role") == "img"
    texts = [element.text for element in root if element.tag.endswith("text")]
    assert '<b>"甲"&所</b>' in texts


def test_a_long_name_is_cut_with_a_sign_that_it_was() -> None:
    assert shortened("很长的名称", 30.0) == "很…"
    assert shortened("短", 30.0) == "短"


def test_paper_has_the_desks_colours() -> None:
    tokens = theme.colours(theme.DESK)
    assert {ink: tokens[ink] for ink in PAPER_COLOURS} == PAPER_COLOURS
