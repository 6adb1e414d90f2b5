"""Queries of where the year ends."""

from __future__ import annotations

from datetime import date

from core.features.year_end.reader import is_year_so_far
from core.features.year_end.text import pace_text
from core.metrics.types import Board
from dashboards.queries import session
from dashboards.queries.cache import cached_query


def pace_texts(board: Board) -> dict[str, str]:
    """Return by KPI where the bureau's year ends (Chinese), on a board of this year so far; of counts alone."""
    boards = {kpi: board.board_of(kpi) for kpi in board.kpis}
    texts = {
        kpi: _pace_text(kpi, board.units[0].id, own.as_of)
        for kpi, own in boards.items()
        if is_year_so_far(own.period, own.as_of, own.calendar)
    }
    return {kpi: text for kpi, text in texts.items() if text}


@cached_query
def _pace_text(kpi: str, unit: int, as_of: date) -> str:
    engine = session.engine()
    return pace_text(engine.pace(kpi, unit, as_of), engine.catalogue.kpis[kpi].unit)
