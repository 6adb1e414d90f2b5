"""Starting of processes of our own apart from the terminal."""

from __future__ import annotations

import subprocess
import sys
from typing import Any


def apart(*, is_behind: bool = False) -> dict[str, Any]:
    """Return how a process is started that Ctrl+C at the terminal does not reach: this one ends it.

    is_behind: it gives way to others, which elsewhere than on Windows it says itself.
    """
    if sys.platform == "win32":
        priority = subprocess.BELOW_NORMAL_PRIORITY_CLASS if is_behind else 0
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | priority}
    return {"start_new_session": True}
