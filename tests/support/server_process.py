"""Servers as processes of their own, split off from one that has imported their libraries: that takes 2 s each time."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.split_background import ADDRESS, listening, split

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.server_imports"])
_MAIN = sys.modules["__main__"]


def server_process(words: tuple[str, ...], *, printed: Path, log: Path | None) -> BaseProcess:
    """Return the process of `python -m WORDS…`, not yet started. It ends with this one at the latest."""
    sys.modules["__main__"] = _MAIN  # a page drawn in this process has left its script there, which ours would run
    environment = {**os.environ, ADDRESS: _splitter()}
    return FORKS.Process(target=_run, args=(words, environment, printed, log), daemon=True)


@cache
def _splitter() -> str:
    """Start the process that the ones beside the servers are split off from; return where it is asked."""
    folder = TemporaryDirectory(prefix="fj-")  # short: the name of a socket has 107 bytes
    address = f"{folder.name}/split"
    with listening(address) as listener:
        process = FORKS.Process(target=split, args=(listener,), daemon=True)
        process.start()
    _kept.append((folder, process))
    return address


_kept: list[tuple[TemporaryDirectory[str], BaseProcess]] = []  # to the end of the tests


def _run(words: tuple[str, ...], environment: Mapping[str, str], printed: Path, log: Path | None) -> None:
    import dashboards.background.process

    dashboards.background.process.MODULE = "tests.support.split_background"
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    if log is not None:
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
