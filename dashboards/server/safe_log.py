"""The server's log: as text or as lines of JSON, without secrets and without anything of a person.

Of an error there is its kind and where it happened. Its words are kept only where they are the product's own, or the
system's about a file: those of any other may quote the data at hand. What looks like a secret or a number of a person
is taken out of every line.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from core.store.sqlite import StoreError, sqlite3
from dashboards.settings import worker_number

TAKEN_OUT = "［略］"
TOLD_ERRORS = (StoreError, OSError, sqlite3.Error)  # whose words quote no row
_SECRETS = (
    re.compile(r"(?i)\b(?:token|code|password|secret|key|state|cookie|authorization)\b(?:=|: ?)\S+"),
    re.compile(r"(?<=/kiosk/)[^\s/?\"']+"),
    re.compile(r"\b[0-9A-Fa-f]{32,}\b"),  # keys and digests
    re.compile(r"\b[A-Z2-7]{32}\b"),  # secrets of second factors
    re.compile(r"\b[A-Za-z0-9_-]{40,}\b"),  # tokens
    re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),  # identity cards
    re.compile(r"(?<!\d)1\d{10}(?!\d)"),  # telephones
    re.compile(r"\b(?:user|kiosk|cli):\S+"),  # who did it: that is the trail's to tell
    re.compile(r"“[^”]*”"),  # what the product's own messages quote: names, cells
)


def without_secrets(text: str) -> str:
    """Return a text without what looks like a secret, a person's number or a quotation."""
    for pattern in _SECRETS:
        text = pattern.sub(TAKEN_OUT, text)
    return text


def error_text(error: BaseException) -> str:
    """Return an error as the log may tell it: its kind, its words where they quote nothing, a name that code lacks."""
    kind = type(error).__name__
    if isinstance(error, AttributeError | NameError | ImportError) and error.name:
        return f"{kind}: {error.name}"
    return f"{kind}: {error}" if isinstance(error, TOLD_ERRORS) and str(error) else kind


class SafeFormatter(logging.Formatter):
    """Writes a record on one line, and where an error happened below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        worker = worker_number()
        place = "" if worker is None else f" [{worker.number}]"
        head = f"{_time(record)}{place} {record.levelname} {record.name}: {message(record)}"
        return "\n".join([head, *(f"  {line}" for line in error_lines(record))])


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON: time, level, logger, message; of an error its kind and places."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message(record),
        }
        if (worker := worker_number()) is not None:
            line["worker"] = worker.number
        if lines := error_lines(record):
            line |= {"error": lines[-1], "places": lines[:-1]}
        return json.dumps(line, ensure_ascii=False)


class RelayedFormatter(logging.Formatter):
    """Writes the text that another formatter makes of a record as one line, for the process that relays it."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        return json.dumps(self._inner.format(record))


def relayed_text(line: bytes) -> str:
    """Return the text of a line that a process has written: a record, or what Python itself says as it dies."""
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    try:
        record = json.loads(text)
    except ValueError:
        return without_secrets(text)
    return record if isinstance(record, str) else without_secrets(text)


def message(record: logging.LogRecord) -> str:
    """Return the message of a record, on one line."""
    arguments = record.args
    if isinstance(arguments, tuple):
        arguments = tuple(
            error_text(argument) if isinstance(argument, BaseException) else argument for argument in arguments
        )
    text = str(record.msg) if not isinstance(record.msg, BaseException) else error_text(record.msg)
    if arguments:
        text %= arguments
    return " ".join(without_secrets(text).splitlines())


def error_lines(record: logging.LogRecord) -> list[str]:
    """Return the places of a record's error, the outermost first, and the error itself last; none without one."""
    error = record.exc_info[1] if record.exc_info else None
    return [] if error is None else places_and_error(error)


def places_and_error(error: BaseException) -> list[str]:
    """Return the places of an error, the outermost first, and the error itself last."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return [*places, " ".join(without_secrets(error_text(error)).splitlines())]


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
