"""Results kept in a file: whatever lies in its place, a result is the one that was kept, or there is none."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.store import kept_results, packed_result
from core.store.create import create_store
from core.store.kept_results import KeptResults
from core.store.key import KEY_VARIABLE
from core.store.raw_connection import WRITE, raw_connect
from tests.support.copied_store import new_store

if TYPE_CHECKING:
    from sqlite3 import Connection

OWN, OTHER = b"of the own", b"of another"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    new_store(tmp_path / "bureau.db", bureau="某县公安局", demo=False, now=0).close()
    return tmp_path / "bureau.db"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def results(file: Path, db: Path) -> KeptResults:
    return KeptResults(file, db)


@contextmanager
def changed(file: Path) -> Iterator[Connection]:
    """Change the file past the program."""
    with closing(raw_connect(file, WRITE)) as connection:
        yield connection


def test_a_result_that_came_under_another_name_is_not_taken(results: KeptResults, file: Path) -> None:
    """As by a loss of power, after which the index may lead to another row."""
    results.keep("own", "data", OWN)
    results.keep("other", "data", OTHER)
    with changed(file) as connection:
        connection.execute("UPDATE result SET value = (SELECT value FROM result WHERE name = 'other')")
    assert results.read("own", "data") is None


def test_a_result_that_came_under_another_basis_is_not_taken(results: KeptResults, file: Path) -> None:
    results.keep("own", "data", OWN)
    with changed(file) as connection:
        connection.execute("UPDATE result SET basis = 'newer data'")
    assert results.read("own", "newer data") is None


@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE result (id INTEGER PRIMARY KEY AUTOINCREMENT, name UNIQUE, basis, value)",
        "CREATE VIEW result AS SELECT 1 AS id, 'own' AS name, 'data' AS basis, NULL AS value",
    ],
)
@pytest.mark.parametrize("value", ["text", 7, 1.5, None])
def test_content_of_another_type_is_not_taken(results: KeptResults, file: Path, table: str, value: object) -> None:
    results.keep("own", "data", OWN)
    with changed(file) as connection:
        connection.execute("DROP TABLE result")
        connection.execute(table)
        if "TABLE" in table:
            connection.execute("INSERT INTO result (name, basis, value) VALUES ('own', 'data', ?)", [value])
    assert results.read("own", "data") is None
    results.keep("own", "data", OWN)
    assert results.read("own", "data") == OWN


def test_what_unpacks_to_more_than_was_kept_is_not_taken(results: KeptResults, file: Path) -> None:
    results.keep("own", "data", OWN)
    with changed(file) as connection:
        packed = zlib.compress(bytes(200 * 2**20))
        kept = packed_result._digest("own", "data", packed) + packed
        connection.execute("UPDATE result SET value = ?", [kept])
    assert results.read("own", "data") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without them")
def test_a_pipe_in_its_place_is_never_opened(results: KeptResults, file: Path) -> None:
    os.mkfifo(file)
    results.keep("own", "data", OWN)
    assert results.read("own", "data") is None and stat.S_ISFIFO(file.lstat().st_mode)


def test_nothing_is_written_through_a_link(results: KeptResults, file: Path, db: Path) -> None:
    before = db.read_bytes()
    file.symlink_to(db)
    results.keep("own", "data", OWN)
    assert results.read("own", "data") is None and db.read_bytes() == before


def test_a_database_of_that_name_is_left_as_it_is(results: KeptResults, file: Path) -> None:
    new_store(file, bureau="某县公安局", demo=False, now=0).close()
    before = file.read_bytes()
    results.keep("own", "data", OWN)
    assert results.read("own", "data") is None and file.read_bytes() == before


def test_a_folder_in_its_place_is_left_as_it_is(results: KeptResults, file: Path) -> None:
    file.mkdir()
    results.keep("own", "data", OWN)
    assert results.read("own", "data") is None and file.is_dir()


def test_a_file_that_others_may_read_is_theirs_no_more(results: KeptResults, file: Path) -> None:
    results.keep("own", "data", OWN)
    file.chmod(0o644)
    results.keep("own", "newer data", OWN)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_many_small_results_take_no_more_room_than_few_large(
    results: KeptResults, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_results, "MOST_BYTES", 200_000)
    for number in range(1500):
        results.keep(f"{number:064}", "catalogue and program" * 6, b"[]")
        assert file.stat().st_size <= 200_000
    assert results.read(f"{1499:064}", "catalogue and program" * 6) == b"[]"
    assert results.read(f"{0:064}", "catalogue and program" * 6) is None


def test_one_result_never_drives_out_all_others(
    results: KeptResults, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_results, "MOST_BYTES", 200_000)
    results.keep("own", "data", OWN)
    results.keep("huge", "data", os.urandom(190_000))
    assert results.read("own", "data") == OWN and file.stat().st_size <= 200_000


def test_what_hinders_is_told_once_though_looking_goes_well(
    file: Path, db: Path, caplog: pytest.LogCaptureFixture
) -> None:
    results = KeptResults(db / "beneath a file", db)
    for _ in range(3):
        assert results.read("own", "data") is None
        results.keep("own", "data", OWN)
    assert caplog.text.count("beneath a file") == 1


def test_whoever_holds_the_file_hinders_one_look_alone(
    results: KeptResults, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results.keep("own", "data", OWN)
    tried = []

    def counted(path: Path, query: str, key: str | None = None) -> Connection:
        tried.append(path)
        return raw_connect(path, query, key)

    monkeypatch.setattr(kept_results, "raw_connect", counted)
    with changed(file) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert [results.read("own", "data") for _ in range(20)] == [None] * 20
    assert len(tried) == 1


def test_while_the_database_is_not_there_nothing_is_kept_or_taken_away(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As between the steps of a restore: an empty place tells not whether the next database is encrypted."""
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    db = tmp_path / "encrypted.db"
    create_store(db, bureau="某县公安局", demo=False, now=0, key="ab" * 32).close()
    results = KeptResults(file, db)
    results.keep("own", "data", OWN)
    before = file.read_bytes()
    aside = db.rename(tmp_path / "aside.db")
    results.keep("other", "data", OTHER)
    assert results.read("own", "data") is None and file.read_bytes() == before
    aside.rename(db)
    assert results.read("own", "data") == OWN


def test_what_a_kill_left_beside_goes_with_the_plain_file(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    db = tmp_path / "encrypted.db"
    create_store(db, bureau="某县公安局", demo=False, now=0, key="ab" * 32).close()
    plain = tmp_path / "plain.db"
    new_store(plain, bureau="某县公安局", demo=False, now=0).close()
    KeptResults(file, plain).keep("own", "data", OWN)
    journal = file.with_name(f"{file.name}-journal")
    journal.write_bytes(file.read_bytes())
    results = KeptResults(file, db)
    assert results.read("own", "data") is None and not journal.exists()
    results.keep("own", "data", OWN)
    assert results.read("own", "data") == OWN


@pytest.mark.skipif(os.name != "posix", reason="no limit of a file's size there")
def test_a_full_disk_loses_nothing_that_was_kept(
    results: KeptResults, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import resource

    results.keep("own", "data", OWN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 4096, before[1]))
    try:
        for number in range(5):
            results.keep(f"large {number}", "data", os.urandom(50_000))
            assert results.read("own", "data") == OWN
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caplog.text.count("results are not kept") == 1
    results.keep("large", "data", OTHER)
    assert results.read("large", "data") == OTHER and results.read("own", "data") == OWN
    assert [found.name for found in file.parent.glob("kept*")] == ["kept"]


def test_another_key_finds_nothing_and_keeps_anew(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("ab" * 32, "cd" * 32):
        monkeypatch.setenv(KEY_VARIABLE, key)
        db = tmp_path / f"{key[:2]}.db"
        create_store(db, bureau="某县公安局", demo=False, now=0, key=key).close()
        results = KeptResults(file, db)
        assert results.read("own", "data") is None
        results.keep("own", "data", OWN)
        assert results.read("own", "data") == OWN
