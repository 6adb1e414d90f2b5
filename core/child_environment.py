"""The environment in which a process of our own finds the program that starts it, wherever that was started."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent


def child_environment() -> dict[str, str]:
    """Return this process's environment with a way to the program, and with none to the folder it is started in."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONSAFEPATH": "1"}
