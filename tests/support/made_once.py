"""Files that one worker makes for all: what takes seconds to make is made once a run of the tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a copy of the file that `make` writes; whichever worker asks first makes it while the others wait."""
    own = factory.mktemp("once") / name
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(own)
        return own
    common = factory.getbasetemp().parent / "once"
    common.mkdir(exist_ok=True)
    made, unfinished = common / name, common / f"unfinished-{name}"
    with (common / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished.unlink(missing_ok=True)  # of a worker that failed
            make(unfinished)
            unfinished.rename(made)
    return Path(shutil.copy(made, own))
