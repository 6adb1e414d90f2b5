"""Starting of processes of our own: with the same program, and apart from the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


def environment() -> dict[str, str]:
    """Return this process's environment, in which another finds the same program."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"}


def apart(*, is_behind: bool = False) -> dict[str, Any]:
    """Return how a process is started that Ctrl+C at the terminal does not reach: this one ends it.

    is_behind: it gives way to others, which elsewhere than on Windows it says itself.
    """
    if sys.platform == "win32":
        priority = subprocess.BELOW_NORMAL_PRIORITY_CLASS if is_behind else 0
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | priority}
    return {"start_new_session": True}
