"""Tells whether a process is there."""

from __future__ import annotations

import os
from contextlib import suppress


def is_there(process_id: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process_id, 0)
        return True
    return False
