"""The places where the server's log goes: to its standard error, or to files that replace each other by size."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from dashboards.server.log_burst import BurstFilter
from dashboards.server.safe_log import JsonFormatter, SafeFormatter

LogFormat = Literal["text", "json"]
OWN = ("core", "dashboards", "seed")  # whose loggers may tell what is no warning


@dataclass(frozen=True, slots=True)
class LogPlan:
    """The form of the log; its file, if it goes to one, how large that may grow, and how many older ones stay."""

    format: LogFormat = "text"
    file: Path | None = None
    megabytes: int = 10
    kept: int = 10


class OwnersFileHandler(RotatingFileHandler):
    """A file that nobody but its owner may read, and the older ones beside it."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return super()._open()


def set_up_log(plan: LogPlan) -> None:
    """Let everything that is logged in this process go where the plan says. Raises OSError if it cannot be written."""
    handler: logging.Handler
    if plan.file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        limit = plan.megabytes * 2**20
        handler = OwnersFileHandler(plan.file, maxBytes=limit, backupCount=plan.kept, encoding="utf-8")
    handler.setFormatter(JsonFormatter() if plan.format == "json" else SafeFormatter())
    root = logging.getLogger()
    for former in root.handlers[:]:
        root.removeHandler(former)
    handler.addFilter(_is_worth_a_line)
    handler.addFilter(BurstFilter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OWN


def is_set_up() -> bool:
    """Return True where somebody has said where the log goes."""
    return bool(logging.getLogger().handlers)
