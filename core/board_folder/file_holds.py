"""Holds on files: a server holds the board that it shows, and what somebody holds is not pruned.

A hold is a lock that the system frees with the process. Windows lets nobody delete a file that is open, which is
as good.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def hold(path: Path) -> int:
    """Hold a file; the handle is to be closed in the end. Raises OSError where it is not there."""
    handle = os.open(path, os.O_RDONLY)
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # a file system without locks, or one who is just deleting it: what is open stays open
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return handle


def delete_unless_held(path: Path) -> bool:
    """Delete a file that nobody holds; tell whether it is gone."""
    if sys.platform == "win32":
        try:
            path.chmod(0o600)  # a file that is only read cannot be deleted there
            path.unlink(missing_ok=True)
        except OSError:
            return False
        return True
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except OSError:
        return False
    finally:
        os.close(handle)
    return True
