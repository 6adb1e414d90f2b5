"""The stations in order by the chosen KPI. An order of values, not of merit: nobody is called best or worst."""

from __future__ import annotations

from core.catalogue.model import Kpi
from core.metrics.types import Board
from dashboards.components import bars
from dashboards.components import instruction_link as order_link
from dashboards.components import last_good as panel
from dashboards.components.change_text import figure
from dashboards.i18n import words
from dashboards.i18n.words import instructions

KEY = "ranking"
AMOUNTS = ("count", "stock")  # drawn as bars from zero


def rows(board: Board, kpi_id: str, kpi: Kpi, chosen: int | None) -> list[bars.Row]:
    """The stations by value, largest first; those without a value at the end."""
    values = {unit: board.figures[kpi_id, unit.id].value for unit in board.units[1:]}
    known = sorted((u for u, v in values.items() if v is not None), key=lambda u: -(values[u] or 0.0))
    unknown = [unit for unit, value in values.items() if value is None]
    to = order_link.ways()
    return [
        bars.Row(
            words.short_unit(unit.name),
            values[unit],
            figure(board, kpi_id, kpi, unit.id),
            unit.id == chosen,
            order=to(kpi_id, unit.id),
            interval=board.intervals[kpi_id, unit.id] if kpi.kind not in AMOUNTS else None,
        )
        for unit in [*known, *unknown]
    ]


def draw(board: Board, kpi_id: str, kpi: Kpi, chosen: int | None) -> None:
    """Draws the order: bars from zero for amounts, the rest as points with their intervals about the whole bureau's."""
    age, board = panel.age(board, kpi_id), board.board_of(kpi_id)
    amount = kpi.kind in AMOUNTS
    whole = board.units[0].id
    line = None if amount else board.figures[kpi_id, whole].value
    made = rows(board, kpi_id, kpi, chosen)
    note = [words.ORDER_SURE if any(row.interval for row in made) else words.ORDER_NOTE]
    if line is not None:
        note.append(words.WHOLE_LINE.format(whole=figure(board, kpi_id, kpi, whole)))
    title = words.STATIONS_BY.format(kpi=kpi.label)
    order = instructions.NEW if order_link.offered() else ""
    bars.draw(KEY, title, note, made, points=not amount, whole=line, age=age, order=order)
