"""Keeps the answers of the process beside the server beyond a restart: the same data and program have the same answer.

Where the data have changed since, the older answer stands with its age until the next one is worked out, as it does
while the server runs.

They lie beside the database, those of a published board where a server keeps its notes: nobody writes beside a board.
They are read as what they should be and never as code, whoever may have written them.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, get_args

from pydantic import TypeAdapter, ValidationError

from core.board_folder.highest_shown import notes_folder
from core.lru import LruDict
from core.program_fingerprint import program_fingerprint
from core.store.board_file import is_board_file
from core.store.data_fingerprint import DataFingerprint, data_fingerprint, is_of_the_past
from core.store.kept_results import KeptResults
from dashboards.background.questions import Question

SUFFIX = ".kept-results"
MOST_VERSIONS = 16  # whose data are known: those of what is shown, and of what some drawings began with
_HEAD = TypeAdapter(tuple[int, DataFingerprint])  # when an answer was kept (epoch seconds), and of which data
# At the start: an upgrade puts other files in place while this process runs by those that it has loaded.
_PROGRAM = f"{program_fingerprint()} {program_fingerprint(Path(__file__).parent)}"
_log = logging.getLogger(__name__)


class KeptAnswer(NamedTuple):
    """An answer that was kept, and how old it is where the data have changed since; None where they have not."""

    value: Any
    seconds_behind: float | None


def kept_file(path: Path) -> Path | None:
    """Return where the results of a database are kept, those of the boards in one folder together; None if nowhere."""
    if not is_board_file(path):
        return path.with_name(path.name + SUFFIX)
    try:
        folder = path.parent.resolve()
        notes = notes_folder(folder)
    except (RuntimeError, OSError):  # a user without a home
        return None
    of_which = hashlib.sha256(str(folder).encode()).hexdigest()
    return notes / f"boards-{of_which[:16]}{SUFFIX}"


class KeptAnswers:
    """Answers to questions about any database, each with the data that it was worked out from."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._data: LruDict[tuple[Path, Hashable], DataFingerprint] = LruDict(MOST_VERSIONS)

    def data_of(self, path: Path, version: Hashable) -> DataFingerprint | None:
        """Return the fingerprint of a database's data at a version, looked up when it is first asked for.

        version: whatever is another one for other data and for another file or board. A drawing that began with a board
        goes on with it, though a newer one is published: the answers are of the board that it began with.
        """
        with self._lock:
            known = self._data.use((path, version))
        if known is None and (known := data_fingerprint(path)) is not None:
            with self._lock:
                self._data[path, version] = known
        return known

    def read(
        self, path: Path, question: Question[Any], now: DataFingerprint | None, *, is_of_now: bool = False
    ) -> KeptAnswer | None:
        """Return the newest answer to a question that was worked out from the data as of `now`, or from earlier ones.

        None where there is none, or only one by another program, of what is not this database's past, or of an age
        that nobody knows, since the clock was set back; with `is_of_now` where it is of earlier data.
        """
        results = results_of(path) if question.is_kept else None
        if results is None or now is None or not results.is_there():
            return None
        text = results.read(_name(question), _PROGRAM)
        if text is None:
            return None
        head, _, answer = text.partition(b"\n")
        try:
            at, data = _HEAD.validate_json(head)
            if not question.heeds_issues:
                data = data._replace(issue=now.issue)
            if is_of_now and data != now:
                return None
            value = _answer_type(type(question)).validate_json(answer)
        except ValidationError as error:
            _log.warning("an answer that was kept cannot be read: %s", error.title)
            return None
        if data == now:
            return KeptAnswer(value, None)
        seconds = time.time() - at
        return KeptAnswer(value, seconds) if seconds >= 0 and is_of_the_past(data, path, now) else None

    def keep(self, path: Path, question: Question[Any], data: DataFingerprint | None, value: Any) -> None:
        """Keep an answer that was worked out from some data, unless they have changed meanwhile.

        Nor is one kept that would be read as another one.
        """
        results = results_of(path) if question.is_kept else None
        if results is None or data is None or data != data_fingerprint(path):
            return
        answer_type = _answer_type(type(question))
        try:
            text = answer_type.dump_json(value, warnings="error")
            read = answer_type.validate_json(text)
            is_read_as_same = read == value and answer_type.dump_json(read) == text  # 1 and 1.0 are equal
        except ValueError:  # of what cannot be written, or not be read
            is_read_as_same = False
        if is_read_as_same:
            head = _HEAD.dump_json((int(time.time()), data))
            results.keep(_name(question), _PROGRAM, head + b"\n" + text)
        else:
            _log.warning("an answer is not kept, it would be read as another one: %s", type(question).__name__)


def results_of(path: Path) -> KeptResults | None:
    """Return the results that are kept of a database; None where there is no place for them."""
    file = kept_file(path)  # asked each time: a board may have taken the name of a database
    return None if file is None else _results_in(file, path)


@lru_cache(maxsize=8)
def _results_in(file: Path, of: Path) -> KeptResults:
    return KeptResults(file, of)


@lru_cache
def _answer_type(kind: type[Question[Any]]) -> TypeAdapter[Any]:
    """Return how the answers of a kind of question are written and read: by the type that it declares."""
    (declared,) = (base for base in getattr(kind, "__orig_bases__", ()) if get_args(base))
    return TypeAdapter(get_args(declared)[0])


@lru_cache
def _question_type(kind: type[Question[Any]]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _name(question: Question[Any]) -> str:
    return f"{type(question).__name__} {_question_type(type(question)).dump_json(question).decode()}"
