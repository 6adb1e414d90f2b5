"""The memory of a browser: all the processes below this one, but for the servers."""

from __future__ import annotations

import os
from pathlib import Path

WRITTEN = ("Pss_Anon:", "Pss_Shmem:")


def _parents() -> dict[int, tuple[int, str]]:
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, stat_rest = (
                (folder / "stat").read_text(encoding="utf-8", errors="replace").partition("(")[2].rpartition(")")
            )
        except OSError:  # it ended meanwhile
            continue
        parents[int(folder.name)] = int(stat_rest.split()[1]), name
    return parents


def browser_mb() -> float:
    """Return what the Chromium of this process has written: its own memory and what its processes share, counted once.

    The program's text is left out: how much of it falls to this browser depends on how many others run on the machine.
    """
    parents = _parents()
    own_pids = {os.getpid()}
    for _ in range(8):  # a browser's processes are not nested deeper
        own_pids |= {pid for pid, (parent, _) in parents.items() if parent in own_pids}
    kilobytes = 0
    for pid in own_pids:
        if not parents.get(pid, (0, ""))[1].startswith("chrom"):
            continue
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith(WRITTEN))
    return kilobytes / 1024
