"""Hour by weekday: when they come."""

from __future__ import annotations

from dashboards import theme
from dashboards.components.base import component, json_bytes
from dashboards.i18n import words

KEY = "hours"
_render = component(__file__, "age", "last_good")


def draw(counts: list[list[int]] | str, what: str, age: dict[str, str] | None = None) -> None:
    """Draws the week of `what`; the title names its fullest hour, or says why there is nothing to be shown."""
    refused = counts if isinstance(counts, str) else words.HOURS_EMPTY
    counts = [] if isinstance(counts, str) else counts
    count = max(map(max, counts), default=0)
    day = next((day for day, hours in enumerate(counts) if count in hours), 0)
    hour = counts[day].index(count) if counts else 0
    data = {
        "age": age,
        "title": words.MOST_HOUR.format(what=what, day=words.WEEKDAYS[day], hour=hour) if count else refused,
        "subtitle": [words.HOUR_COUNT.format(count=count)] if count else [],
        "counts": counts if count else [],
        "days": words.WEEKDAYS,
        "suffix": words.HOUR_SUFFIX,
        "unit": words.ALERTS,
        "steps": len(theme.RAMP),
    }
    _render(key=KEY, data=json_bytes(data), height="stretch")
