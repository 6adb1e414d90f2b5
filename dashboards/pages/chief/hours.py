"""Alerts by hour and weekday."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import theme
from dashboards.components.base import component, json_bytes
from dashboards.i18n.words import chief as chief_words

KEY = "hours"
_render = component(__file__, "freshness", "panel")


def draw(
    counts: list[list[int]] | str,
    measure_name: str,
    freshness: dict[str, str] | None = None,
    usual: Sequence[dict[str, str]] = (),
) -> None:
    """Draw the week of a measure; the title names its fullest hour. `counts` may be the reason why there are none.

    `usual` has the lines on whether the newest day is like others.
    """
    empty_title = counts if isinstance(counts, str) else chief_words.HOURS_EMPTY
    counts = [] if isinstance(counts, str) else counts
    count = max(map(max, counts), default=0)
    day = next((day for day, hours in enumerate(counts) if count in hours), 0)
    hour = counts[day].index(count) if counts else 0
    data = {
        "freshness": freshness,
        "title": chief_words.MOST_HOUR.format(what=measure_name, day=chief_words.WEEKDAYS[day], hour=hour)
        if count
        else empty_title,
        "subtitle": [chief_words.HOUR_COUNT.format(count=count)] if count else [],
        "remarks": list(usual),
        "counts": counts if count else [],
        "days": chief_words.WEEKDAYS,
        "suffix": chief_words.HOUR_SUFFIX,
        "unit": chief_words.ALERTS,
        "steps": len(theme.RAMP),
    }
    _render(key=KEY, data=json_bytes(data), height="stretch")
