"""Answers kept beyond a restart: found again of just these data by just this program, and of nothing else."""

from __future__ import annotations

import logging
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.engine import Engine
from core.store.bulletins import BulletinSubject, NewBulletin, record_bulletin
from core.store.create import create_store
from core.store.data_fingerprint import DataFingerprint, data_fingerprint
from core.store.key import KEY_VARIABLE
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.raw_connection import WRITE, raw_connect
from core.store.trail import trail_transaction
from dashboards.background import kept_answers
from dashboards.background.kept_answers import KeptAnswer, KeptAnswers, kept_file, results_of
from dashboards.background.questions import Question
from tests.support.copied_store import new_store
from tests.support.small_boards import make_small_board

SECRET = "城关派出所昨日上升"


@dataclass(frozen=True)
class Finding(Question[tuple[str, ...]]):
    """A question whose answer is kept."""

    is_kept = True
    day: int = 1

    def answer(self, engine: Engine) -> tuple[str, ...]:
        raise NotImplementedError


@dataclass(frozen=True)
class Passing(Finding):
    """A question whose answer is not kept."""

    is_kept = False


@dataclass(frozen=True)
class Unissued(Finding):
    """A question whose answer no issue on paper changes."""

    heeds_issues = False


@dataclass(frozen=True)
class Share(Question[float]):
    """A question whose answer is a number."""

    is_kept = True

    def answer(self, engine: Engine) -> float:
        raise NotImplementedError


@pytest.fixture
def db(tmp_path: Path) -> Path:
    new_store(tmp_path / "bureau.db", bureau="某县公安局", demo=False, now=0).close()
    return tmp_path / "bureau.db"


def write(db: Path, detail: str = "") -> None:
    store = open_store(db)
    with store.write("test", "records", detail, 0):
        pass
    store.close()


def place(db: Path) -> Path:
    file = kept_file(db)
    assert file is not None
    return file


def keep(db: Path, text: str = SECRET) -> None:
    KeptAnswers().keep(db, Finding(), data_fingerprint(db), (text,))


def read(db: Path, question: Question[Any] = Finding()) -> KeptAnswer | None:
    return KeptAnswers().read(db, question, data_fingerprint(db))


def found(db: Path, question: Question[tuple[str, ...]] = Finding()) -> tuple[str, ...] | None:
    """Return the answer about the data as they are."""
    answer = read(db, question)
    return None if answer is None or answer.seconds_behind is not None else answer.value


def test_an_answer_is_found_of_its_question_and_its_data_alone(db: Path) -> None:
    assert found(db) is None and not place(db).exists()
    keep(db)
    assert found(db) == (SECRET,) and found(db, Finding(2)) is None
    write(db)
    assert found(db) is None
    keep(db, "next")
    assert found(db) == ("next",)


def test_an_answer_about_earlier_data_has_its_age(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    keep(db)
    write(db)
    monkeypatch.setattr("time.time", lambda: 1_800_000_090.0)
    assert read(db) == ((SECRET,), 90.0)


def test_an_older_answer_whose_age_nobody_knows_is_none(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    keep(db)
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.0)  # a clock that was set back
    assert read(db) == ((SECRET,), None), "it is of the data as they are"
    write(db)
    assert read(db) is None


def test_the_data_of_a_version_are_looked_up_once(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, asked = KeptAnswers(), list[Path]()

    def asking(path: Path) -> DataFingerprint | None:
        asked.append(path)
        return data_fingerprint(path)

    monkeypatch.setattr(kept_answers, "data_fingerprint", asking)
    first = answers.data_of(db, 1)
    assert first == answers.data_of(db, 1) == data_fingerprint(db) and len(asked) == 1
    write(db)
    assert answers.data_of(db, 1) == first != answers.data_of(db, 2) == data_fingerprint(db) and len(asked) == 2


def test_a_backup_that_counts_on_from_its_own_version_finds_nothing_of_the_data_that_were_lost(db: Path) -> None:
    backup = shutil.copy(db, db.with_name("backup.db"))
    write(db, "what was lost")
    keep(db)
    shutil.copy(backup, db)
    assert read(db) is None
    write(db, "what came instead")
    assert read(db) is None
    write(db, "and more")
    assert read(db) is None


def test_what_leaves_the_data_as_they_are_leaves_the_answer(db: Path) -> None:
    keep(db)
    store = open_store(db)
    with trail_transaction(store.conn, actor="test", action="look", detail="", now=0):
        pass
    store.close()
    assert found(db) == (SECRET,)


def test_data_that_changed_while_an_answer_was_worked_out_have_none(db: Path) -> None:
    data = data_fingerprint(db)
    write(db)
    KeptAnswers().keep(db, Finding(), data, (SECRET,))
    assert read(db) is None


def test_another_program_finds_nothing(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(db)
    monkeypatch.setattr(kept_answers, "_PROGRAM", "another")
    assert read(db) is None


def test_only_what_may_be_kept_is(db: Path) -> None:
    KeptAnswers().keep(db, Passing(), data_fingerprint(db), (SECRET,))
    assert found(db, Passing()) is None and not place(db).exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "text", object()])
def test_what_would_be_read_as_another_answer_is_not_kept(
    db: Path, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    KeptAnswers().keep(db, Share(), data_fingerprint(db), value)
    assert read(db, Share()) is None and "Share" in caplog.text


def test_the_answers_of_an_encrypted_database_are_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    db = tmp_path / "bureau.db"
    create_store(db, bureau="某县公安局", demo=False, now=0, key="ab" * 32).close()
    keep(db)
    assert found(db) == (SECRET,)
    content = place(db).read_bytes()
    assert content and not content.startswith(b"SQLite format 3") and b"Finding" not in content


def test_plain_answers_do_not_outlive_the_encryption_of_their_database(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(db)
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    db.unlink()
    create_store(db, bureau="某县公安局", demo=False, now=0, key="ab" * 32).close()
    assert found(db) is None
    keep(db)
    assert b"Finding" not in place(db).read_bytes()


def test_nobody_else_may_read_them(db: Path) -> None:
    keep(db)
    assert stat.S_IMODE(place(db).stat().st_mode) == 0o600
    assert [file.name for file in db.parent.glob(f"{place(db).name}*")] == [place(db).name]


@pytest.mark.parametrize("content", [b"no database at all" * 300, b"SQLite format 3\0" + b"\1" * 5000])
def test_a_broken_file_is_made_anew(db: Path, content: bytes) -> None:
    place(db).write_bytes(content)
    assert found(db) is None
    keep(db)
    assert found(db) == (SECRET,)


def test_an_answer_of_another_shape_is_told_and_not_taken(db: Path, caplog: pytest.LogCaptureFixture) -> None:
    keep(db)
    results, connection = results_of(db), raw_connect(place(db), WRITE)
    name, basis = connection.execute("SELECT name, basis FROM result").fetchone()
    connection.close()
    assert results is not None
    head = (results.read(name, basis) or b"").split(b"\n")[0]
    for text in (head + b'\n{"os": "system"}', b"[]\n[]", b"pickled"):
        results.keep(name, basis, text)
        caplog.clear()
        assert read(db) is None and "cannot be read" in caplog.text


def test_where_nothing_can_be_written_it_is_told_once(
    db: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(kept_answers, "kept_file", lambda path: path / "beneath a file")
    with caplog.at_level(logging.WARNING):
        keep(db)
        keep(db)
    assert found(db) is None and caplog.text.count("beneath a file") == 1


def test_nothing_is_written_beside_a_published_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    boards = tmp_path / "boards"
    boards.mkdir()
    make_small_board(boards / "first.db")
    shutil.copy(boards / "first.db", boards / "second.db")
    keep(boards / "first.db")
    assert found(boards / "first.db") == (SECRET,) and read(boards / "second.db") is None
    assert {file.name for file in boards.iterdir()} == {"first.db", "second.db"}


def test_a_database_whose_name_leaves_no_room_for_another_is_shown(tmp_path: Path) -> None:
    db = tmp_path / f"{'b' * 245}.db"
    new_store(db, bureau="某县公安局", demo=False, now=0).close()
    keep(db)
    assert found(db) is None


def test_a_board_that_takes_a_databases_name_has_nothing_written_beside_it(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    keep(db)
    place(db).unlink()
    (tmp_path / "made").mkdir()
    make_small_board(tmp_path / "made" / "board.db")
    (tmp_path / "made" / "board.db").replace(db)
    for beside in (f"{db}-wal", f"{db}-shm"):
        Path(beside).unlink(missing_ok=True)
    keep(db)
    assert found(db) == (SECRET,) and not db.with_name(db.name + kept_answers.SUFFIX).exists()


def test_nothing_is_kept_of_a_board_where_nobody_has_a_place_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless(_: Path) -> Path:
        raise RuntimeError

    monkeypatch.setattr(kept_answers, "notes_folder", homeless)
    (tmp_path / "boards").mkdir()
    make_small_board(tmp_path / "boards" / "first.db")
    keep(tmp_path / "boards" / "first.db")
    assert found(tmp_path / "boards" / "first.db") is None
    assert [file.name for file in (tmp_path / "boards").iterdir()] == ["first.db"]


def test_a_board_copied_over_another_of_its_size_and_time_has_its_own_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by rsync --inplace --times, of boards whose times a build has set."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "state"))
    (tmp_path / "boards").mkdir()
    board = tmp_path / "boards" / "first.db"
    make_small_board(board)
    os.utime(board, (0, 0))
    keep(board)
    with board.open("r+b") as opened:
        opened.seek(-1, os.SEEK_END)
        opened.write(b"\1")
    os.utime(board, (0, 0))
    assert found(board) is None


def test_after_other_rules_an_older_answer_is_none(db: Path) -> None:
    """They may hide what was shown before, such as counts up to 9."""
    keep(db)
    store = open_store(db)
    replace_overlays(store, {"own.toml": "[disclosure.small_numbers]\nleast = 10\n"}, actor="test", now=0)
    store.close()
    assert read(db) is None


def test_figures_on_paper_make_another_answer(db: Path) -> None:
    """What an issue shows may hide later figures, while the data stay as they are."""
    keep(db)
    KeptAnswers().keep(db, Unissued(), data_fingerprint(db), (SECRET,))
    store = open_store(db)
    with trail_transaction(store.conn, actor="test", action="bulletin", detail="", now=0):
        subject = BulletinSubject("day", 1, 19_000, 19_000)
        new = NewBulletin(subject, "日报", "核对", "{}", store.data_version())
        record_bulletin(store.conn, new, actor="test", reason="", now=0)
    store.close()
    assert read(db) is None
    assert found(db, Unissued()) == (SECRET,)
    write(db)
    assert read(db) is None
    older = read(db, Unissued())
    assert older is not None and older.value == (SECRET,) and older.seconds_behind is not None
