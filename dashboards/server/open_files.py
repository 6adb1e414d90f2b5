"""The limit of files and sockets that this process may have open at a time."""

from __future__ import annotations

import sys

ENOUGH = 65_536


def raise_file_limit() -> None:
    """Raise the limit to what the system lets us have: a usual 1024 is fewer than may wait at the door."""
    if sys.platform == "win32":
        return  # there each socket is a handle, of which there are millions
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
