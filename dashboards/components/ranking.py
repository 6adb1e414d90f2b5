"""The stations sorted by the chosen KPI. A ranking of values, not of merit: nobody is called best or worst."""

from __future__ import annotations

from collections.abc import Collection

from core.catalogue.kpi_model import Kpi
from core.metrics.types import Board
from core.store.unit_words import whole_word
from core.store.units import UnitRef
from dashboards.components import bars, instruction_link
from dashboards.components.change_text import board_figure_text, marked_figure_text, with_doubt
from dashboards.components.freshness import freshness_data
from dashboards.components.map_areas import is_above_stations
from dashboards.i18n import words
from dashboards.i18n.words import instructions
from dashboards.queries import signals

KEY = "ranking"
AMOUNTS = ("count", "stock")  # drawn as bars from zero


def rows(
    board: Board, kpi_id: str, kpi: Kpi, chosen: int | None, members: Collection[int] | None = None
) -> list[bars.Row]:
    """Return the stations (or those of some members) by value, largest first.

    Those in doubt, of an earlier day than the others, or without a value come last.
    """
    doubted = signals.doubted_units(kpi_id)
    stations = [unit for unit in board.units[1:] if members is None or unit.id in members]
    figures = {unit.id: board.figures[kpi_id, unit.id] for unit in stations}
    values = {unit: figure.value for unit, figure in figures.items()}

    def place(unit: UnitRef) -> tuple[bool, bool, float]:
        value = values[unit.id]
        is_apart = unit.id in doubted or figures[unit.id].outcomes_until is not None
        return (True, False, 0.0) if value is None else (False, is_apart, -value)

    build_url = instruction_link.url_builder()
    return [
        bars.Row(
            words.short_unit(unit.name),
            values[unit.id],
            with_doubt(marked_figure_text(kpi, figures[unit.id]), is_doubted=unit.id in doubted),
            unit.id == chosen,
            href=build_url(kpi_id, unit.id) if unit.kind == "station" else "",
            interval=board.intervals[kpi_id, unit.id] if kpi.kind not in AMOUNTS else None,
        )
        for unit in sorted(stations, key=place)
    ]


def draw(board: Board, kpi_id: str, kpi: Kpi, chosen: int | None, members: Collection[int] | None = None) -> None:
    """Draw amounts as bars from zero, the rest as points with their intervals about the whole bureau's value.

    With `members` only these stations are drawn.
    """
    freshness, board = freshness_data(board, kpi_id), board.board_of(kpi_id)
    is_amount = kpi.kind in AMOUNTS
    bureau = board.units[0].id
    reference = None if is_amount else board.figures[kpi_id, bureau].value
    stations = rows(board, kpi_id, kpi, chosen, members)
    order = words.SORTED_TIMES if kpi.kind == "percentile" else words.SORTED_NOTE  # percentiles are of times
    if is_above_stations(board):
        order = f"{words.OPEN_STATIONS} · {order}"
    doubted = signals.doubted_units(kpi_id)
    if any(unit.id in doubted for unit in board.units[1:]):
        order += words.DOUBTED_LAST
    notes = [order + (words.WITH_INTERVALS if any(row.interval for row in stations) else "")]
    if reference is not None:
        notes.append(
            words.WHOLE_LINE.format(
                unit=whole_word(board.units[0]), whole=board_figure_text(board, kpi_id, kpi, bureau)
            )
        )
    bars.draw(
        KEY,
        bars.BarChart(
            words.STATIONS_BY.format(each=words.each_unit(board.units[1:]), kpi=kpi.label),
            notes,
            stations,
            as_points=not is_amount,
            reference=reference,
            freshness=freshness,
            link_label=instructions.NEW if instruction_link.may_send() else "",
        ),
    )
