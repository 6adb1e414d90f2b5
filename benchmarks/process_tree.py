"""The processor time and memory of a process and of those it starts, read from /proc: Spark works in one of Java's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class ProcessUse(NamedTuple):
    """The parent of a process, its own seconds of processor so far, and the bytes that it has in memory."""

    parent: int
    processor: float
    memory: int


class ProcessTree:
    """The processor seconds of a process and of all below it, and the most memory that they had at a time."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._processor: dict[int, float] = {}
        self.memory = 0

    @property
    def processor(self) -> float:
        """Seconds; of one that has ended, as it was last seen."""
        return sum(self._processor.values())

    def look(self) -> None:
        """Look at what they have now."""
        uses = _uses()
        below, members = {self._root}, set[int]()
        while below:
            members |= below
            below = {number for number, use in uses.items() if use.parent in below} - members
        alive = {number: uses[number] for number in members & uses.keys()}
        self._processor |= {number: use.processor for number, use in alive.items()}
        self.memory = max(self.memory, sum(use.memory for use in alive.values()))


def _uses() -> dict[int, ProcessUse]:
    uses = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            processor = (int(words[11]) + int(words[12])) / _TICKS
            uses[int(folder.name)] = ProcessUse(int(words[1]), processor, int(words[21]) * _PAGE)
    return uses
