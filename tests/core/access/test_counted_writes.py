"""No write of signing in leaves a log that seems to be another file's: then nobody could open the database any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.access.accounts import find_account
from core.access.client import Client
from core.access.second_factor import begin_enrolment, confirm_enrolment, prove
from core.access.sessions import note_use
from core.access.sign_in import _rehash, sign_in
from core.access.sign_in_steps import begin_steps, end_steps, note_proof
from core.access.throttle import forget_guesses, guess_counters
from core.access.totp import code_at
from core.store.open import open_store
from core.store.store import Store
from tests.support.accounts_world import GOOD, NOW, cheap_hashes, small_bureau

if TYPE_CHECKING:
    from sqlite3 import Connection

HOUR, STEP = 3600, 30
DESK = Client("desk")
ACTS: dict[str, Callable[[Connection], object]] = {
    "a session is used": lambda conn: note_use(conn, 1, NOW + HOUR),
    "guesses are forgotten": lambda conn: forget_guesses(conn, guess_counters("张三", "desk")),
    "steps begin": lambda conn: begin_steps(conn, 1, NOW),
    "a step is proved": lambda conn: note_proof(conn, _begun(conn)),
    "steps end": lambda conn: end_steps(conn, _begun(conn)),
    "a second factor begins": lambda conn: begin_enrolment(conn, find_account(conn, "张三")),
    "a hash is made anew": lambda conn: _rehash(conn, 1, "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ$x", GOOD),
    "somebody signs in": lambda conn: sign_in(conn, "张三", GOOD, DESK, now=NOW + HOUR, seconds=HOUR),
    "somebody is refused": lambda conn: sign_in(conn, "张三", "no", DESK, now=NOW + HOUR, seconds=HOUR),
}


def _begun(connection: Connection) -> str:
    """The digest of the sign-in that has begun."""
    return str(connection.execute("SELECT digest FROM sign_in_step").fetchone()[0])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with cheap_hashes(monkeypatch):
        store = small_bureau(tmp_path)
        assert sign_in(store.conn, "张三", GOOD, DESK, now=NOW, seconds=2 * HOUR).token
        begin_steps(store.conn, 1, NOW)
        yield store
        store.close()


@pytest.mark.parametrize("act", ACTS)
def test_the_database_opens_after_each_of_them(store: Store, act: str) -> None:
    assert store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    writes = store.meta("file_writes")
    ACTS[act](store.conn)
    assert store.meta("file_writes") != writes and not store.conn.in_transaction
    open_store(store.path, now=NOW).close()


def test_it_opens_after_a_second_factor_was_shown(store: Store) -> None:
    account = find_account(store.conn, "张三")
    secret = begin_enrolment(store.conn, account).secret
    confirm_enrolment(store.conn, account, code_at(secret, NOW // STEP), actor="test", now=NOW)
    assert store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert prove(store.conn, account, code_at(secret, (NOW + HOUR) // STEP), address="desk", now=NOW + HOUR) == 0
    open_store(store.path, now=NOW).close()
