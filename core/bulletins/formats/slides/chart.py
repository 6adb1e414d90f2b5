"""Charts of slides: native ones, whose numbers can be edited there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Length, Pt

from core.bulletins.document import Chart, ChartKind, ChartPoint
from core.bulletins.formats.charts.drawing import Ink
from core.bulletins.formats.charts.months import is_outside
from core.bulletins.formats.charts.scale import Scale, scale_from_zero
from core.bulletins.formats.charts.svg import PAPER_COLOURS
from core.bulletins.formats.slides.text import Box, colour
from core.bulletins.formats.xml_text import without_controls

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.slide import Slide

LETTERS = 14  # points
MOST_BARS = 12  # of a column
_AFTER_SKIP = ("c:tickMarkSkip", "c:noMultiLvlLbl", "c:extLst")
_WHOLE = 100  # per cent
HIGHEST, LOWEST = "{label}·上沿", "{label}·下沿"


def add_chart(slide: Slide, box: Box, chart: Chart) -> None:
    """Add a chart, told in words to those who do not see it; many bars in two columns on one scale."""
    if chart.kind is ChartKind.MONTHS or len(chart.points) <= MOST_BARS:
        _add_native(slide, box, chart, _scale(chart))
        return
    half, width = -(-len(chart.points) // 2), Length(box.width // 2)
    for left, points in ((box.left, chart.points[:half]), (Length(box.left + width), chart.points[half:])):
        column_box = Box(left, box.top, width, box.height)
        _add_native(slide, column_box, replace(chart, points=points), _scale(chart))


def _scale(chart: Chart) -> Scale:
    """Return the scale from 0 that all columns of a chart share."""
    amounts = [amount for point in chart.points for amount in (point.number, point.high) if amount is not None]
    return scale_from_zero(max(amounts, default=0.0), 0.0, 1.0, whole=chart.unit != "%")


def _add_native(slide: Slide, box: Box, chart: Chart, scale: Scale) -> None:
    is_line = chart.kind is ChartKind.MONTHS
    kind = XL_CHART_TYPE.LINE_MARKERS if is_line else XL_CHART_TYPE.BAR_CLUSTERED
    frame: Any = slide.shapes.add_chart(kind, *box, _data(chart))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", without_controls(chart.alternative))
    native = frame.chart
    native.has_title = False
    native.font.size, native.font.color.rgb = Pt(LETTERS), colour(Ink.QUIET)
    _set_axes(native, chart, scale)
    if is_line:
        _set_months(native, chart)
    else:
        _set_bars(native, chart)


def _data(chart: Chart) -> Any:
    data = CategoryChartData()
    data.categories = [without_controls(_category(chart, point)) for point in chart.points]
    data.add_series(f"{chart.kpi_zh}（{chart.unit}）", [point.number for point in chart.points])
    if chart.kind is ChartKind.MONTHS and chart.interval_label:
        data.add_series(HIGHEST.format(label=chart.interval_label), [point.high for point in chart.points])
        data.add_series(LOWEST.format(label=chart.interval_label), [point.low for point in chart.points])
    return data


def _category(chart: Chart, point: ChartPoint) -> str:
    """Return a bar's name with its text, which an interval would else run through; a month's name alone."""
    is_bar = chart.kind is not ChartKind.MONTHS
    return f"{point.label}　{point.text}" if is_bar or point.number is None else point.label


def _set_axes(native: NativeChart, chart: Chart, scale: Scale) -> None:
    values, names = native.value_axis, native.category_axis
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = colour(Ink.GRID)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0.##", False
    names.format.line.color.rgb = colour(Ink.QUIET)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.has_major_gridlines = False
    names.tick_labels.font.size = Pt(LETTERS)
    names._element.insert_element_before(parse_xml(f"<c:tickLblSkip {nsdecls('c')} val='1'/>"), *_AFTER_SKIP)
    amounts = [amount for point in chart.points for amount in (point.number, point.low) if amount is not None]
    is_far_from_zero = chart.kind is ChartKind.MONTHS and chart.unit == "%" and min(amounts, default=0) > _WHOLE / 2
    if not is_far_from_zero:
        values.minimum_scale, values.maximum_scale, values.major_unit = 0, scale.high, scale.step
    if chart.kind is not ChartKind.MONTHS:
        names.reverse_order = True  # bars are otherwise drawn from below
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def _set_bars(native: NativeChart, chart: Chart) -> None:
    plot = native.plots[0]
    plot.gap_width = 60
    (series,) = plot.series
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = colour(Ink.BAR)
    native.has_legend = False
    if chart.interval_label:
        series._element.insert_element_before(parse_xml(_error_bars(chart)), "c:cat", "c:val")


def _error_bars(chart: Chart) -> str:
    """Return the intervals of bars in the format's own words, which the library has none for."""
    ends = (("plus", [_above(point) for point in chart.points]), ("minus", [_below(point) for point in chart.points]))
    amounts = "".join(
        f"<c:{name}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val='{len(lengths)}'/>"
        + "".join(f"<c:pt idx='{place}'><c:v>{length!r}</c:v></c:pt>" for place, length in enumerate(lengths))
        + f"</c:numLit></c:{name}>"
        for name, lengths in ends
    )
    ink = PAPER_COLOURS[Ink.TEXT].removeprefix("#")
    return (
        f"<c:errBars {nsdecls('c', 'a')}><c:errBarType val='both'/><c:errValType val='cust'/><c:noEndCap val='0'/>"
        f"{amounts}<c:spPr><a:ln w='19050'><a:solidFill><a:srgbClr val='{ink}'/></a:solidFill></a:ln></c:spPr>"
        "</c:errBars>"
    )


def _above(point: ChartPoint) -> float:
    return 0.0 if point.number is None or point.high is None else max(0.0, point.high - point.number)


def _below(point: ChartPoint) -> float:
    return 0.0 if point.number is None or point.low is None else max(0.0, point.number - point.low)


def _set_months(native: NativeChart, chart: Chart) -> None:
    native.has_legend = True
    native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    line, *ranges = native.plots[0].series
    line.smooth = False
    line.format.line.color.rgb, line.format.line.width = colour(Ink.LINE), Pt(3)
    line.marker.style, line.marker.size = XL_MARKER_STYLE.CIRCLE, 7
    line.marker.format.fill.solid()
    line.marker.format.fill.fore_color.rgb = colour(Ink.LINE)
    for series in ranges:
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = colour(Ink.QUIET), Pt(1.5)
        series.format.line.dash_style = MSO_LINE.DASH
        series.marker.style = XL_MARKER_STYLE.NONE
    newest = len(chart.points) - 1
    for place, point in enumerate(chart.points):
        marker = line.points[place].marker
        if is_outside(point):
            marker.style, marker.size = XL_MARKER_STYLE.DIAMOND, 12
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = colour(Ink.TEXT)
        elif point.unfinished:
            marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 8
            marker.format.fill.solid()
            marker.format.fill.fore_color.rgb = colour(Ink.PAPER)
        if point.number is not None and (place == newest or is_outside(point)):
            label = line.points[place].data_label
            label.position = XL_LABEL_POSITION.ABOVE
            label.text_frame.text = without_controls(point.text)
            run = label.text_frame.paragraphs[0].runs[0]
            run.font.size, run.font.bold, run.font.color.rgb = Pt(LETTERS + 2), True, colour(Ink.TEXT)
