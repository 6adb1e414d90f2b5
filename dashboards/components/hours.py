"""Alerts by hour and weekday."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.features.fullest_hours import busiest_stretch, fullest_cell
from core.metrics.display import rounded_estimate, rounded_rate
from dashboards import theme
from dashboards.components.base import fed_component, json_bytes
from dashboards.i18n.words import chief as chief_words

KEY = "hours"
_render = fed_component(__file__, "freshness", "panel")


def draw(
    counts: list[list[int]] | str,
    measure_name: str,
    freshness: dict[str, str] | None = None,
    usual: Sequence[dict[str, str]] = (),
) -> None:
    """Draw the week of a measure; the title names the hours that stand out. `counts` may be why there are none.

    `usual` has the lines on whether the newest day is like others.
    """
    week = [] if isinstance(counts, str) or not any(map(any, counts)) else counts
    empty_title = counts if isinstance(counts, str) else chief_words.HOURS_EMPTY
    title, subtitle = headline(week, measure_name) if week else (empty_title, "")
    data = {
        "freshness": freshness,
        "title": title,
        "subtitle": [subtitle] if subtitle else [],
        "remarks": list(usual),
        "counts": week,
        "days": chief_words.WEEKDAYS,
        "suffix": chief_words.HOUR_SUFFIX,
        "unit": chief_words.ALERTS,
        "steps": len(theme.RAMP),
    }
    _render(key=KEY, data=json_bytes(data), height="stretch")


def headline(week: Sequence[Sequence[int]], subject: str) -> tuple[str, str]:
    """Return title and subtitle: a cell, or hours of the day, that exceed what chance gives; or that none does."""
    if (cell := fullest_cell(week)) is not None:
        title = chief_words.MOST_HOUR.format(what=subject, day=chief_words.WEEKDAYS[cell.day], hour=cell.hour)
        return title, chief_words.HOUR_COUNT.format(count=cell.observed, expected=rounded_estimate(cell.expected, 0))
    if (stretch := busiest_stretch(week)) is not None:
        days = [chief_words.WEEKDAYS[day] for day, hours in enumerate(week) if any(hours)]
        is_one_day, hours_text = len(days) == 1, {"first": stretch.first, "end": stretch.end or 24}
        title = chief_words.MOST_HOURS_OF_A_DAY if is_one_day else chief_words.MOST_HOURS
        subtitle = chief_words.HOURS_COUNT_OF_A_DAY if is_one_day else chief_words.HOURS_COUNT
        share = rounded_rate(Fraction(stretch.count, stretch.total), 0)
        return title.format(what=subject, day=days[0], **hours_text), subtitle.format(share=share)
    return chief_words.NO_HOUR.format(what=subject), chief_words.NO_HOUR_COUNT.format(count=sum(map(sum, week)))
