"""Messages between the server and the process beside it: pickled, one after the other, through pipes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from dashboards.background.questions import Question


class DatabaseFile(NamedTuple):
    """A file as the server knows it: another file that takes the name later has another identity.

    board: the board that is shown, where it is a state file whose board lies in a folder of published ones.
    """

    path: Path
    identity: int
    board: Path | None = None


class Request(NamedTuple):
    """A question about a database."""

    file: DatabaseFile
    question: Question[Any]


@dataclass(frozen=True)
class Answer:
    """The answer to a request, and the seconds of the processor that it took.

    trouble: why there is none, as the log may say it: where, and the kind of error last. is_last: the process ends, as
    it does after many answers, so that what it keeps cannot grow for ever.
    """

    value: Any = None
    trouble: tuple[str, ...] = ()
    seconds: float = 0.0
    is_last: bool = False
