"""What the process beside the server does with one question after the other, looked at in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from core.engine import Engine
from core.store.data_fingerprint import data_fingerprint
from core.store.open import open_store
from dashboards.background import child
from dashboards.background.child import Answerer
from dashboards.background.kept_answers import KeptAnswer, KeptAnswers
from dashboards.background.messages import Request
from dashboards.background.process import database_file
from dashboards.background.questions import Question
from tests.support.background_questions import BureauName, EndlessQuery
from tests.support.copied_store import new_store


@dataclass(frozen=True)
class DataVersion(Question[int]):
    """A question whose answer is kept; somebody may write while it is worked out."""

    is_kept = True

    writes_to: Path | None = None

    def answer(self, engine: Engine) -> int:
        version = engine.data_version()
        if self.writes_to is not None:
            write(self.writes_to)
        return version


@pytest.fixture
def db(tmp_path: Path) -> Path:
    new_store(tmp_path / "bureau.db", bureau="某县公安局", demo=False, now=0).close()
    return tmp_path / "bureau.db"


def write(db: Path) -> None:
    store = open_store(db)
    with store.write("test", "records", "", 0):
        pass
    store.close()


def kept(db: Path, question: DataVersion = DataVersion()) -> KeptAnswer | None:
    return KeptAnswers().read(db, question, data_fingerprint(db))


def test_an_answer_is_kept_by_the_process_that_has_worked_it_out(db: Path) -> None:
    answerer = Answerer(KeptAnswers())
    first = answerer.answer(Request(database_file(db, 1), DataVersion()))
    assert (first.trouble, kept(db)) == ((), KeptAnswer(first.value, None))
    write(db)
    second = answerer.answer(Request(database_file(db, 1), DataVersion()))
    assert second.value != first.value and kept(db) == KeptAnswer(second.value, None)


def test_an_answer_is_not_kept_whose_data_changed_while_it_was_worked_out(db: Path) -> None:
    question = DataVersion(writes_to=db)
    answer = Answerer(KeptAnswers()).answer(Request(database_file(db, 1), question))
    assert (answer.trouble, kept(db, question)) == ((), None)


def test_what_another_worker_has_kept_of_the_same_data_is_taken_over(db: Path) -> None:
    KeptAnswers().keep(db, DataVersion(), data_fingerprint(db), 77)
    answerer = Answerer(KeptAnswers())
    assert answerer.answer(Request(database_file(db, 1), DataVersion())).value == 77
    write(db)
    assert answerer.answer(Request(database_file(db, 1), DataVersion())).value != 77


def test_a_query_without_end_is_given_up(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LONGEST_READ", 0.05)
    answer = Answerer().answer(Request(database_file(demo_db, 1), EndlessQuery()))
    assert answer.value is None and answer.trouble[-1].startswith("ReadFailed: 查询超过 0.05 秒")


def test_a_file_that_is_gone_has_no_answer(demo_db: Path, tmp_path: Path) -> None:
    answer = Answerer().answer(Request(database_file(tmp_path / "gone.db", 1), BureauName()))
    assert answer.value is None and answer.trouble[-1].startswith("StoreError")
