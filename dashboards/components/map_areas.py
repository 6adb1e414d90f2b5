"""The stations' areas, each with the fill of its figure: alike on the wall's map and on the desk's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.catalogue.kpi_model import Kpi
from core.metrics.types import Board
from core.store.units import UnitRef
from dashboards import theme
from dashboards.components import instruction_link
from dashboards.components.change_text import board_figure_text, figure_parts, with_doubt
from dashboards.i18n import words
from dashboards.i18n.words import chief as chief_words
from dashboards.i18n.words import verdicts
from dashboards.queries import signals


def is_above_stations(board: Board) -> bool:
    """Tell whether a board compares units above the stations, which are too many: each is opened by itself."""
    return any(unit.kind != "station" for unit in board.units[1:])


def have_polygons(stations: Sequence[UnitRef]) -> bool:
    """Return True if every station has a polygon of its own."""
    return all(unit.rings for unit in stations)


def ramp_ends(kpi: Kpi) -> tuple[str, str]:
    """Return the words at the two ends of the ramp."""
    if kpi.kind == "percentile":  # of times
        return chief_words.MAP_QUICK, chief_words.MAP_SLOW
    if kpi.kind in ("count", "stock"):
        return chief_words.MAP_LOW, chief_words.MAP_HIGH
    return chief_words.MAP_LOWER, chief_words.MAP_HIGHER


def areas(board: Board, kpi_id: str, kpi: Kpi) -> list[dict[str, Any]]:
    """Return the stations, each with its fill; without data the area is hatched."""
    stations = board.units[1:]
    figures = {unit.id: board.figures[kpi_id, unit.id] for unit in stations}
    values = [figure.value for figure in figures.values() if figure.value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    doubted = signals.doubted_units(kpi_id)
    build_url = instruction_link.url_builder()
    rows = []
    for unit in stations:
        value = figures[unit.id].value
        step = None if value is None else theme.ramp_step(value, low, high)
        text = board_figure_text(board, kpi_id, kpi, unit.id)
        number, unit_text = figure_parts(kpi, figures[unit.id])
        rows.append(
            {
                "id": unit.id,
                "name": words.short_unit(unit.name),
                "full": unit.name,
                "number": with_doubt(
                    f"{number}{unit_text}" if kpi.unit == "%" else number, is_doubted=unit.id in doubted
                ),
                "text": f"{text} {verdicts.DOUBTED}" if unit.id in doubted else text,
                "step": step,
                "fill": None if step is None else theme.token(f"ramp-{step}"),
                "ink": "" if step is None else theme.token(f"ink-{step}"),
                "href": build_url(kpi_id, unit.id) if unit.kind == "station" else "",
            }
        )
    return rows
