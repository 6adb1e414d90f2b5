"""Keeps the answers of the process beside the server beyond a restart: the same data and program have the same answer.

They lie beside the database, those of a published board where a server keeps its notes: nobody writes beside a board.
They are read as what they should be and never as code, whoever may have written them.
"""

from __future__ import annotations

import hashlib
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import TypeAdapter, ValidationError

from core.board_folder.highest_shown import notes_folder
from core.program_fingerprint import program_fingerprint
from core.store.board_file import is_board_file
from core.store.data_fingerprint import data_fingerprint
from core.store.kept_results import KeptResults
from dashboards.background.questions import Question

SUFFIX = ".kept-results"
# At the start: an upgrade puts other files in place while this process runs by those that it has loaded.
_PROGRAM = f"{program_fingerprint()} {program_fingerprint(Path(__file__).parent)}"
_log = logging.getLogger(__name__)


class KeptAnswer(NamedTuple):
    """An answer that was kept."""

    value: Any


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
    """Answers to questions about any database, with what they were worked out from."""

    def basis(self, path: Path) -> str | None:
        """Return what an answer about a database is worked out from: its data and this program; None if it is unknown.

        It costs a look into the file. An answer is kept where it is the same before and after.
        """
        data = data_fingerprint(path)
        return None if data is None else f"{data} {_PROGRAM}"

    def read(self, path: Path, question: Question[Any]) -> KeptAnswer | None:
        """Return the answer to a question, if it was worked out from just these data; None otherwise."""
        results = results_of(path) if question.is_kept else None
        if results is None or not results.is_there() or (basis := self.basis(path)) is None:
            return None
        text = results.read(_name(question), basis)
        if text is None:
            return None
        try:
            return KeptAnswer(_answer_type(type(question)).validate_json(text))
        except ValidationError as error:
            _log.warning("an answer that was kept cannot be read: %s", error.title)
            return None

    def keep(self, path: Path, question: Question[Any], basis: str | None, value: Any) -> None:
        """Keep an answer that was worked out from a basis, unless the data have changed meanwhile.

        Nor is one kept that would be read as another one.
        """
        results = results_of(path) if question.is_kept else None
        if results is None or basis is None or basis != self.basis(path):
            return
        answer_type = _answer_type(type(question))
        try:
            text = answer_type.dump_json(value, warnings="error")
            read = answer_type.validate_json(text)
            is_read_as_same = read == value and answer_type.dump_json(read) == text  # 1 and 1.0 are equal
        except ValueError:  # of what cannot be written, or not be read
            is_read_as_same = False
        if is_read_as_same:
            results.keep(_name(question), basis, text)
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
