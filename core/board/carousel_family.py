"""Joint judgement of boards that a carousel (轮播) shows in turn, as if they stood side by side.

Whoever watches a whole round has seen the tiles of all its boards. So the tiles of the unit asked about are one family
of all the KPIs of the round, at the share of a single board: among the changes reported in a round no more are false
than among those of one board, and a KPI that is on two boards has one verdict. The searches through the stations remain
separate, one a board, and each has its part of a single search's share (judgement/judge.py): together they err no
oftener.
"""

from __future__ import annotations

from dataclasses import replace

from core.board.lazy_mapping import LazyMapping
from core.metrics.types import Board, ChangeKind, Judgement


def judge_as_one_family(board: Board, all_tiles: Board) -> Board:
    """Judges a board's tiles among those of `all_tiles`, which has the whole round's of the same unit and period.

    A KPI whose source is late speaks of other days and keeps the judgement of its own board.
    """
    focus = board.units[0].id

    def judgement(key: tuple[str, int, ChangeKind]) -> Judgement:
        kpi, unit, _ = key
        is_separate = unit != focus or kpi in board.late_boards
        return (board if is_separate else all_tiles).judgements[key]

    return replace(board, judgements=LazyMapping(board.judgements, judgement))
