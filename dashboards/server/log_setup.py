"""The places where the server's log goes: to its standard error, or to files that replace each other by size."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from dashboards.server.log_burst import BurstFilter
from dashboards.server.safe_log import JsonFormatter, RelayedFormatter, SafeFormatter, relayed_text

LogFormat = Literal["text", "json"]
OWN = ("core", "dashboards", "seed")  # whose loggers may tell what is no warning


@dataclass(frozen=True, slots=True)
class LogPlan:
    """The form of the log; its file, if it goes to one, how large that may grow, and how many older ones stay."""

    format: LogFormat = "text"
    file: Path | None = None
    megabytes: int = 10
    kept: int = 10


_plan_in_use = LogPlan()


class OwnersFileHandler(RotatingFileHandler):
    """A file that nobody but its owner may read, and the older ones beside it."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return super()._open()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record; of one that another process has formatted, its text."""
        return str(record.msg) if isinstance(record, _RelayedRecord) else super().format(record)

    def write(self, text: str) -> None:
        """Write the text of a record that another process has formatted."""
        self.acquire()
        try:
            self.emit(_RelayedRecord("", logging.INFO, "", 0, text, None, None))
        finally:
            self.release()


class _RelayedRecord(logging.LogRecord):
    """A record whose text another process has made."""


def set_up_log(plan: LogPlan) -> None:
    """Let everything that is logged in this process go where the plan says. Raises OSError if it cannot be written."""
    global _plan_in_use
    _plan_in_use = plan
    handler = logging.StreamHandler(sys.stderr) if plan.file is None else _file_handler(plan, plan.file)
    handler.setFormatter(_formatter(plan.format))
    _use(handler)


def set_up_relayed_log(log_format: LogFormat) -> None:
    """Let everything that is logged in this process go to the one that relays it: a record a line, as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RelayedFormatter(_formatter(log_format)))
    _use(handler)


def plan_in_use() -> LogPlan:
    """Return where the log of this process goes."""
    return _plan_in_use


def log_relay(plan: LogPlan, file: Path) -> Callable[[bytes], None]:
    """Return what writes the lines of other processes into the file, which this process alone writes and replaces."""
    handlers = [own for own in logging.getLogger().handlers if isinstance(own, OwnersFileHandler)]
    handler = handlers[0] if handlers else _file_handler(plan, file)

    def relay(line: bytes) -> None:
        handler.write(relayed_text(line))

    return relay


def _file_handler(plan: LogPlan, file: Path) -> OwnersFileHandler:
    return OwnersFileHandler(file, maxBytes=plan.megabytes * 2**20, backupCount=plan.kept, encoding="utf-8")


def _formatter(log_format: LogFormat) -> logging.Formatter:
    return JsonFormatter() if log_format == "json" else SafeFormatter()


def _use(handler: logging.Handler) -> None:
    """Let everything that is logged go to this handler alone."""
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
