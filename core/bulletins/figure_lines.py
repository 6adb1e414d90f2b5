"""Rows of a bulletin's figures, for a spreadsheet and for the comparison with later data."""

from __future__ import annotations

from core.bulletins.answers import FigureAnswer
from core.bulletins.document import ComparisonLine, FigureLine
from core.metrics.display import figure_text, number_as_printed


def figure_line(heading: str, answer: FigureAnswer) -> FigureLine:
    """Return the row of a figure with its comparisons, in the section of a heading."""
    return FigureLine(
        section=heading,
        unit=answer.unit.name,
        kpi=answer.kpi_id,
        kpi_zh=answer.kpi.zh,
        kpi_unit=answer.kpi.unit,
        first=answer.window.start.isoformat(),
        last=answer.window.end.isoformat(),
        text=answer.text,
        number=number_as_printed(answer.kpi, answer.figure),
        numerator=answer.figure.numerator if answer.kpi.denominator else None,
        denominator=answer.figure.denominator,
        comparisons=tuple(
            ComparisonLine(
                label=compared.text.label,
                base_label=compared.base_label,
                first=compared.change.base.start.isoformat(),
                last=compared.change.base.end.isoformat(),
                base_text=figure_text(answer.kpi, compared.change.base_figure),
                change_text=compared.printed_change,
                verdict=compared.text.verdict_label,
                verdict_code=compared.text.verdict.code,
            )
            for compared in answer.comparisons
        ),
        unit_code=answer.unit.code,
    )
