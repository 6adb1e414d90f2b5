"""Asks for what the first wall after a start says of the bureau, before it is drawn."""

from __future__ import annotations

from core.board.attention import ALL_NOTICES, attention
from dashboards.auth import current_user
from dashboards.i18n import words
from dashboards.queries import boards, database, instructions


def warm_up() -> None:
    """Judge the board's tiles and read the instructions once, as the chief of the whole bureau.

    Raises StoreError (Chinese) where there is nothing to judge.
    """
    with current_user.impersonate(current_user.local_viewer()):
        attention(boards.board(next(iter(words.PERIODS))), database.catalogue(), ALL_NOTICES)
        instructions.overdue()
        instructions.progress()
