"""A comparison's figures as text, alike in the chart, the table and side by side."""

from __future__ import annotations

from core.comparison.types import Comparison, PeerVerdict, Position, RankedUnit
from core.metrics.display import rounded
from dashboards.i18n import words
from dashboards.i18n.words import comparison as fair

NAMED = 3  # so many units stand in a title; the rest are counted


def value(comparison: Comparison, number: float | None) -> str:
    """A compared value with its unit, or — where there is none."""
    if number is None:
        return words.NO_DATA
    if comparison.unit == "%":
        return f"{rounded(number * 100, comparison.digits)}%"
    return f"{rounded(number, comparison.digits)} {comparison.unit}"


def names(comparison: Comparison, units: list[RankedUnit]) -> str:
    """Some units by their short names."""
    shown = "、".join(words.short_unit(one.unit.name) for one in units[:NAMED])
    if len(units) <= NAMED:
        return shown
    return shown + fair.AND_MORE.format(count=len(units), kind=comparison.unit_kind)


def message(comparison: Comparison, what: str) -> str:
    """What the comparison says, in one line."""
    if not comparison.curve:
        return fair.NOT_TESTED.format(what=what)
    told = [one for one in comparison.ranked_units if one.verdict in (PeerVerdict.BEST, PeerVerdict.WORST)]
    if told:
        each = [fair.NAMED_ONE.format(name=words.short_unit(one.unit.name), verdict=one.verdict) for one in told]
        return fair.NAMED.format(what=what, names="，".join(each))
    outside = [one for one in comparison.ranked_units if one.position is not Position.INSIDE]
    if not outside:
        return fair.ALL_INSIDE.format(what=what, many=len(comparison.ranked_units), kind=comparison.unit_kind)
    text = fair.OUTSIDE_BARRED if comparison.no_verdicts else fair.SOME_OUTSIDE
    return text.format(what=what, names=names(comparison, outside))


def verdict(one: RankedUnit) -> str:
    """The verdict with its shape."""
    return f"{fair.MARKS[one.verdict]} {one.verdict}" if one.verdict else words.NO_DATA


def position(one: RankedUnit) -> str:
    """Where it lies, with a shape and the side."""
    if one.position is None:
        return words.NO_DATA
    return fair.POSITIONS[one.position] + (f" {one.side}" if one.position is not Position.INSIDE else "")
