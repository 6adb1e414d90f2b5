"""A comparison's findings as text, alike in the chart, the table and side by side."""

from __future__ import annotations

from core.comparison import words as core_words
from core.comparison.types import Comparison, PeerVerdict, Position, RankedUnit
from dashboards.i18n import words
from dashboards.i18n.words import comparison as comparison_words
from dashboards.i18n.words import verdicts

MAX_NAMES = 3  # units that stand in a title by name; the others are counted


def names_text(comparison: Comparison, units: list[RankedUnit]) -> str:
    """Return some units by their short names."""
    short_names = "、".join(words.short_unit(ranked.unit.name) for ranked in units[:MAX_NAMES])
    if len(units) <= MAX_NAMES:
        return short_names
    return short_names + comparison_words.AND_MORE.format(count=len(units), kind=comparison.unit_kind)


def each_unit(comparison: Comparison) -> str:
    """Return what the compared units are called each, such as 各所 or 各县（区）."""
    return words.each_unit([ranked.unit for ranked in comparison.ranked_units])


def of_level(text: str, comparison: Comparison) -> str:
    """Return a text that speaks of the compared units by what they are called, such as 所 or 县（区）."""
    return text.format(level=words.level([ranked.unit for ranked in comparison.ranked_units]))


def title(comparison: Comparison, kpi_label: str) -> str:
    """Return in one line who is unusual among the units, or that they are not alike."""
    if not comparison.curve:
        return comparison_words.NOT_TESTED.format(what=kpi_label)
    if comparison.mixed_groups:
        return comparison_words.MIXED.format(what=kpi_label, groups="、".join(comparison.mixed_groups))
    graded = [ranked for ranked in comparison.ranked_units if ranked.verdict in (PeerVerdict.BEST, PeerVerdict.WORST)]
    if graded:
        grades = [
            comparison_words.OUTLIER.format(name=words.short_unit(ranked.unit.name), verdict=ranked.verdict)
            for ranked in graded
        ]
        return comparison_words.OUTLIERS.format(what=kpi_label, names="，".join(grades))
    each = each_unit(comparison)
    outside, on_edge = (
        [ranked for ranked in comparison.ranked_units if ranked.position is position]
        for position in (Position.OUTSIDE_998, Position.OUTSIDE_95)
    )
    if outside:
        text = comparison_words.OUTSIDE_BARRED if comparison.no_verdicts else comparison_words.SOME_OUTSIDE
        sentence = text.format(what=kpi_label, each=each, names=names_text(comparison, outside))
        edge = comparison_words.AND_ON_THE_EDGE.format(names=names_text(comparison, on_edge)) if on_edge else ""
        return sentence + edge
    if on_edge:
        return comparison_words.ON_THE_EDGE.format(what=kpi_label, each=each, names=names_text(comparison, on_edge))
    return comparison_words.ALL_INSIDE.format(
        what=kpi_label,
        many=sum(not ranked.is_doubted for ranked in comparison.ranked_units),
        kind=comparison.unit_kind,
        each=each,
    )


def verdict_text(ranked: RankedUnit) -> str:
    """Return the verdict with its shape; that the unit's data are in doubt, where they are."""
    if ranked.is_doubted:
        return verdicts.DOUBTED
    return f"{comparison_words.MARKS[ranked.verdict]} {ranked.verdict}" if ranked.verdict else words.NO_DATA


def against_text(comparison: Comparison, ranked: RankedUnit) -> str:
    """Return whether the unit surely lies above or below the group's mean, or — where nothing is tested."""
    return core_words.against_text(ranked.against_group, comparison.reading) or words.NO_DATA


def position_text(ranked: RankedUnit) -> str:
    """Return whether the unit exceeds the usual differences, with a shape and the side."""
    return core_words.position_text(ranked) or words.NO_DATA
