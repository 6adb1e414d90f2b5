"""Options of one run of a source, and the machine it runs on."""

from __future__ import annotations

from typing import NamedTuple

PART_ROWS = 50_000  # rows in memory at a time, and in a batch


class RunOptions(NamedTuple):
    """Hold what is said of a run.

    `restart` reads the source from its beginning; `new_ids` as of a file; `is_rehearsal` reads one part at most and
    writes no file of refused rows. `is_complete` compares all the numbers afterwards, and withdraws what is gone.
    """

    restart: bool = False
    new_ids: bool = False
    is_rehearsal: bool = False
    is_complete: bool = False
    part_rows: int = PART_ROWS
