"""Boards shown in turn (轮播) are judged together, as if they stood side by side.

Whoever watches a whole round has seen the tiles of all its boards. So the tiles of the unit asked about are one family
of all the KPIs of the round, at the share of a single board: among the changes told in a round no more are false than
among those of one board, and a KPI that stands on two boards has one verdict. The searches through the stations stay
apart, one a board, and each has its part of a single search's share (judgement/judge.py): together they err no oftener.
"""

from __future__ import annotations

from dataclasses import replace

from core.board.lazy_mapping import LazyMapping
from core.metrics.types import Board, ChangeKind, Judgement


def judge_as_one_family(board: Board, whole_round: Board) -> Board:
    """A board whose tiles are judged among those of `whole_round`, which has them all of the same unit and period.

    A KPI whose source is late speaks of other days and keeps the judgement of its own board.
    """
    focus = board.units[0].id

    def judged(key: tuple[str, int, ChangeKind]) -> Judgement:
        apart = key[1] != focus or key[0] in board.late_boards
        return (board if apart else whole_round).judgements[key]

    return replace(board, judgements=LazyMapping(board.judgements, judged))
