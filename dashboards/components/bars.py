"""Rows in order: names, bars from zero or points, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.components.base import component, packed
from dashboards.i18n import words

_render = component(__file__, "age", "last_good")


@dataclass(frozen=True)
class Row:
    """One row; `base` is drawn as a thin bar below, `interval` as a line through the point.

    `order` is where a click on the name leads.
    """

    name: str
    value: float | None
    text: str
    chosen: bool = False
    base: float | None = None
    order: str = ""
    interval: tuple[float, float] | None = None


def draw(
    key: str,
    title: str,
    subtitle: Sequence[str],
    rows: Sequence[Row],
    *,
    points: bool = False,
    whole: float | None = None,
    age: dict[str, str] | None = None,
    order: str = "",
) -> None:
    """Draws the rows as they come; `points` for what does not start at zero, `whole` is a dashed line.

    `order` says what a click on a name does, where the rows lead somewhere.
    """
    data = {
        "age": age,
        "title": title,
        "subtitle": list(subtitle),
        "rows": [vars(row) for row in rows],
        "points": points,
        "whole": whole,
        "more": words.ROWS_BETWEEN,
        "order": order,
    }
    _render(key=key, data=packed(data), height="stretch")
