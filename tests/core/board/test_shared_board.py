"""A board is shared by all the screens that show it: looked at from many threads, it says what it says to one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from core.engine import Engine
from core.metrics.types import Board
from core.store.open import open_store

THREADS, TIMES = 6, 4


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads give way to each other as often as can be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def board_values(board: Board) -> tuple[object, ...]:
    """Everything that is made when it is looked at, the search and the verdicts first."""
    worse = sorted(board.deteriorations)
    judged = {key: board.judgements[key] for key in board.judgements}
    return (
        worse,
        judged,
        dict(board.standards),
        sorted(board.missed_standards),
        dict(board.intervals),
        dict(board.figures),
    )


@pytest.mark.parametrize("period", ["ytd", "2026-10", "last7"])
def test_a_board_says_the_same_to_all_who_look_at_once(demo_db: Path, period: str, restless: None) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        expected = board_values(Engine(store).board(period=period))
    for _ in range(TIMES):
        with closing(open_store(demo_db, read_only=True)) as store, ThreadPoolExecutor(THREADS) as screens:
            board, start = Engine(store).board(period=period), Barrier(THREADS)

            def look(_screen: int, board: Board = board, start: Barrier = start) -> tuple[object, ...]:
                start.wait()
                return board_values(board)

            assert all(values == expected for values in screens.map(look, range(THREADS)))
