"""The report as one HTML file that asks nothing of any network."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from seed.report.line import CheckVerdict, FigureUnit, Line, format_figure
from seed.report.report import Chart, Report

TEMPLATE = "page.html"


class Column(NamedTuple):
    """A column of the table of lines."""

    zh: str
    is_number: bool = False
    is_verdict: bool = False


COLUMNS = (
    Column("项目"),
    Column("目标", is_number=True),
    Column("生成", is_number=True),
    Column("相差", is_number=True),
    Column("容差", is_number=True),
    Column("结论", is_verdict=True),
    Column("依据"),
)


class Section(NamedTuple):
    """The lines of a group, and its charts."""

    group: str
    lines: list[Line]
    charts: list[Chart]


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_page(report: Report) -> str:
    """Render the report as a page of its own."""
    sections = [
        Section(group, list(lines), [chart for chart in report.charts if chart.group == group])
        for group, lines in groupby(report.lines, key=lambda line: line.target.group)
    ]
    return (
        _templates()
        .get_template(TEMPLATE)
        .render(
            report=report,
            plan=report.plan,
            failing=[line for line in report.lines if line.verdict is CheckVerdict.FAILS],
            sections=sections,
            columns=COLUMNS,
            line_cells=line_cells,
        )
    )


def line_cells(line: Line) -> tuple[str, ...]:
    """Return a line as text, in the order of COLUMNS."""
    target = line.target
    unit: FigureUnit = target.unit
    gap_unit: FigureUnit = "points" if unit == "share" else unit
    sign = "−" if (line.deviation or 0) < 0 else "+"
    deviation = "—" if line.deviation is None else sign + format_figure(abs(line.deviation), gap_unit)
    verdict = line.verdict + (f"（{line.remark}）" if line.remark else "")
    return (
        target.zh,
        format_figure(target.value, unit),
        format_figure(line.measured.value, unit),
        deviation,
        f"±{format_figure(target.allowed_deviation, gap_unit)}",
        verdict,
        target.source,
    )
