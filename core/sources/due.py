"""Runs the sources that are due, one after the other, each in a process of its own: none can stop the others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from core.intake.workbook.reader import frugal_environment
from core.sources.lock import sources_lock
from core.sources.schedule import next_due
from core.store.data_sources import DataSource, SourceRun, data_sources, end_run, find_data_source
from core.store.open import open_store

_SAY_NO_MORE = 300  # letters of what a process that broke down has said last


class DueOutcome(NamedTuple):
    """A source that was due, and its run."""

    name: str
    run: SourceRun


def due_sources(path: Path, now: int) -> list[DataSource]:
    """Return the sources that are due by now, the longest overdue first.

    So is one that is due later than it could be: it ran by a clock ahead of its time.
    """
    store = open_store(path, read_only=True)
    try:
        due = [source for source in data_sources(store) if _is_due(source, now)]
    finally:
        store.close()
    return sorted(due, key=lambda source: (source.due_at or 0, source.name))


def _is_due(source: DataSource, now: int) -> bool:
    at, at_latest = source.due_at, next_due(source.rhythm, now)
    return at is not None and (at <= now or (at_latest is not None and at > at_latest))


def run_due(path: Path, *, clock: Callable[[], int], actor: str) -> list[DueOutcome]:
    """Run every source that is due, and return their outcomes. Raises SourcesBusy where another process reads."""
    with sources_lock(path):
        due = due_sources(path, clock())
        return [DueOutcome(source.name, _run(path, source.name, clock(), actor)) for source in due]


def _run(path: Path, name: str, now: int, actor: str) -> SourceRun:
    command = [sys.executable, "-m", "core.sources.due_process", str(path), name, actor, str(now)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", env=frugal_environment())
    store = open_store(path, now=now)
    try:
        run = find_data_source(store, name).run
        if run is not None and run.ended_at is not None and run.started_at >= now:
            return run
        said = done.stderr.strip().splitlines()[-1:] or [""]
        error = f"读取的进程中断（{done.returncode}）{said[0][:_SAY_NO_MORE]}：下次接着读；总是这样的，请报告这个错误。"
        broken = replace(run or SourceRun(now), ended_at=now, error=error)
        end_run(store, name, broken)
        return broken
    finally:
        store.close()
