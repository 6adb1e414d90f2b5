"""The process beside a server that answers what takes long: `python -m dashboards.background.child`.

It reads questions from its standard input and writes the answers to its standard output, one at a time, and ends as
soon as the server closes its input or is gone, whatever is being worked out.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import sys
import time
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from core.engine import Engine
from core.store.data_fingerprint import data_fingerprint
from core.store.file_identity import FileWatch
from core.store.open import open_store
from core.store.state.state_file import resolve_folders_by
from core.store.state.watch import watch_of
from dashboards.background.kept_answers import KeptAnswers, results_of
from dashboards.background.messages import Answer, DatabaseFile, Request
from dashboards.server.safe_log import places_and_error

MAX_ANSWERS = 1000  # then it ends, and the next question starts another
LONGEST_READ = 300.0  # seconds, then a question is given up: nobody waits for it, and a province's signals take long
NICENESS = 10  # whoever looks at a wall comes first


class Answerer:
    """Answers questions about one database at a time, which it keeps open for the next.

    Answers are kept here and not by the server: writing one down, and reading it to see that it would be read as the
    same, takes milliseconds of an interpreter. What is kept of the data as they are is not worked out again.
    """

    def __init__(self, kept: KeptAnswers | None = None) -> None:
        self._open: tuple[DatabaseFile, FileWatch, Engine] | None = None
        self._kept = kept

    def answer(self, request: Request) -> Answer:
        """Return the answer, or why there is none."""
        before = time.process_time()
        try:
            value = self._value(request)
        except Exception as error:  # whatever it is: the server logs it, and the page says that there is no answer
            return Answer(None, tuple(places_and_error(error)), time.process_time() - before)
        return Answer(value, (), time.process_time() - before)

    def _value(self, request: Request) -> Any:
        path, question, engine = request.file.path, request.question, self._engine(request.file)
        if self._kept is None:
            return question.answer(engine)
        data = data_fingerprint(path)
        if (kept_answer := self._kept.read(path, question, data, is_of_now=True)) is not None:
            return kept_answer.value
        value = question.answer(engine)
        self._kept.keep(path, question, data, value)
        return value

    def _engine(self, file: DatabaseFile) -> Engine:
        """Return the engine of a file, opened anew where another file has taken its name."""
        if self._open is not None:
            opened, watch, engine = self._open
            if opened == file and watch.is_same():
                return engine
            self._open = None
            engine.close()
        board = file.board
        if board is not None:
            resolve_folders_by(lambda _folder: board)
        watch = watch_of(file.path)
        store = open_store(file.path, read_only=True)
        engine = Engine(store, max_seconds=LONGEST_READ, results=results_of(file.path))
        watch.note_log()
        self._open = file, watch, engine
        return engine


def main() -> None:
    """Answer until the server lets go."""
    if sys.platform != "win32":  # there the server has said it when it started this process
        os.nice(NICENESS)
    logging.basicConfig(format="%(name)s: %(message)s")
    questions, answers = _own_channels()
    requests: SimpleQueue[Request] = SimpleQueue()
    Thread(target=_receive, args=(questions, requests), name="server", daemon=True).start()
    gc.freeze()
    answerer = Answerer(KeptAnswers())
    for number in range(1, MAX_ANSWERS + 1):
        answer = answerer.answer(requests.get())
        answers.write(packed(answer, is_last=number == MAX_ANSWERS))
        answers.flush()


def packed(answer: Answer, *, is_last: bool = False) -> bytes:
    """Return an answer as it is sent."""
    try:
        return pickle.dumps(Answer(answer.value, answer.trouble, answer.seconds, is_last))
    except Exception as error:  # an answer that is no plain data
        return pickle.dumps(Answer(None, tuple(places_and_error(error)), answer.seconds, is_last))


def _own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Return the channels from and to the server, which nothing else in this process reads or writes."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what anything prints goes where its warnings go
    os.close(nothing)
    return questions, answers


def _receive(questions: BinaryIO, requests: SimpleQueue[Request]) -> None:
    """Take in questions; end the process once the server has closed the channel, or is gone."""
    while True:
        try:
            request = pickle.load(questions)
        except (EOFError, OSError):
            os._exit(0)
        except Exception:  # of another release's server
            logging.exception("a question cannot be read")
            os._exit(1)
        requests.put(request)


if __name__ == "__main__":
    main()
