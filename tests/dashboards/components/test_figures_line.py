"""Figures in a line: a narrow card may break them before their counts and nowhere else."""

from __future__ import annotations

from fractions import Fraction

from core.metrics.types import Figure
from dashboards.components.figures_line import BREAK, _figure_text
from tests.support.worlds import CATALOGUE


def test_a_card_breaks_a_figure_before_its_counts_alone() -> None:
    figure = Figure(42_739, 45_699, Fraction(42_739, 45_699))
    text = _figure_text(CATALOGUE.kpis["case_filing_on_time_rate"], figure)
    assert text.split(BREAK) == ["93.52%", "（42,739/45,699）"]
