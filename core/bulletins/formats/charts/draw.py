"""Draws a chart of a bulletin, as wide as is asked for."""

from __future__ import annotations

from core.bulletins.document import Chart, ChartKind
from core.bulletins.formats.charts.bars import draw_bars
from core.bulletins.formats.charts.drawing import Drawing
from core.bulletins.formats.charts.months import draw_months

PAGE_WIDTH, PHONE_WIDTH = 640.0, 350.0


def draw_chart(chart: Chart, width: float = PAGE_WIDTH) -> Drawing:
    """Return the shapes of a chart; none of its numbers is changed, and none is added."""
    return draw_months(chart, width) if chart.kind is ChartKind.MONTHS else draw_bars(chart, width)
