"""The trail's chain: what was removed, changed or put in is seen; a chain made anew does not fit its anchors."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import AF_UNIX, SOCK_DGRAM, socket

import pytest
from click.testing import CliRunner

from core.store import schema, trail_chain
from core.store.anchors import anchor_file, current_anchor, keep_anchor, read_anchors, trail_faults
from core.store.check import check_store
from core.store.create import create_store
from core.store.sqlite import StoreError, sqlite3
from core.store.store import Store
from core.store.trail import trail_lines, trail_transaction
from core.store.trail_chain import (
    BEGINNING,
    SHA256,
    SM3,
    best_algorithm,
    chain_faults,
    chain_head,
    chain_lines,
    clock_steps,
    line_hash,
)
from core.store.trail_export import export_trail
from core.store.trail_syslog import SyslogTarget, send_new_lines
from core.store.trail_watch import TrailWatch
from dashboards.cli.command import cli
from tests.support.small_files import largest_file

NOW = 1_790_000_000
LINES = 9


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = create_store(tmp_path / "x.db", bureau="甲局", demo=False, now=NOW)
    for number in range(LINES - 1):
        with trail_transaction(
            store.conn, actor="user:甲", action="look", detail=f"第 {number}\n行]", now=NOW + number
        ):
            pass
    yield store
    store.close()


def unsealed(store: Store, *statements: str) -> None:
    """What the owner of the file may do with any tool."""
    for name in ("audit_is_kept", "audit_is_fixed", "audit_is_added_to", "audit_is_chained"):
        store.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
    for statement in statements:
        store.conn.execute(statement)


def faulty_lines(store: Store) -> list[int]:
    return [fault.line for fault in chain_faults(store.conn)]


def told(store: Store) -> list[str]:
    """What is wrong with the lines, whether or not seals are missing."""
    return [fault for fault in trail_faults(store) if "封条" not in fault]


def test_a_trail_as_it_was_written_is_whole(store: Store) -> None:
    assert faulty_lines(store) == [] and list(trail_faults(store)) == []
    head = chain_head(store.conn)
    assert head is not None and head.line == LINES and head.algorithm in (SM3, SHA256) and len(head.hash) == 64


def test_lines_are_chained_by_sm3_wherever_this_machine_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    best_algorithm.cache_clear()
    assert best_algorithm() == (SM3 if SM3 in hashlib.algorithms_available else SHA256)
    for available, expected in ((True, SM3), (False, SHA256)):
        best_algorithm.cache_clear()
        monkeypatch.setattr(trail_chain, "_is_available", lambda _algorithm, answer=available: answer)
        assert best_algorithm() == expected
    best_algorithm.cache_clear()


def test_the_hash_is_what_is_documented(store: Store) -> None:
    import hashlib

    *content, algorithm, digest = store.conn.execute(
        "SELECT at, actor, action, detail, data_version, algorithm, hash FROM audit WHERE id = 1"
    ).fetchone()
    text = json.dumps(["", 1, *content, algorithm], separators=(",", ":"))
    assert hashlib.new(algorithm, text.encode()).hexdigest() == digest


@pytest.mark.parametrize(
    ("statements", "seen"),
    [
        (["DELETE FROM audit WHERE id = 4"], [5]),
        (["DELETE FROM audit WHERE id BETWEEN 1 AND 3"], [4]),
        (["UPDATE audit SET detail = 'nothing' WHERE id = 4"], [4]),
        (["UPDATE audit SET actor = 'user:乙' WHERE id = 4"], [4]),
        (["UPDATE audit SET at = at + 1 WHERE id = 9"], [9]),
        (["UPDATE audit SET algorithm = NULL WHERE id = 4"], [4]),
        (["UPDATE audit SET hash = NULL WHERE id = 4"], [4, 5]),
        (["UPDATE audit SET detail = CAST(x'ff41' AS TEXT) WHERE id = 4"], [4]),
        (["UPDATE audit SET hash = (SELECT hash FROM audit WHERE id = 3) WHERE id = 4"], [4, 5]),
        (
            [
                "UPDATE audit SET id = 99 WHERE id = 4",
                "UPDATE audit SET id = 4 WHERE id = 5",
                "UPDATE audit SET id = 5 WHERE id = 99",
            ],
            [4, 5, 6],
        ),
        (["DELETE FROM audit WHERE id = 4", "UPDATE audit SET id = id - 1 WHERE id > 4"], [4, 5, 6, 7, 8]),
    ],
    ids=str,
)
def test_what_the_files_owner_removes_or_changes_is_seen(store: Store, statements: list[str], seen: list[int]) -> None:
    unsealed(store, *statements)
    assert faulty_lines(store) == seen


@pytest.mark.parametrize("name", ["audit_is_fixed", "publication_no_update"])
def test_a_seal_that_was_taken_off_or_changed_is_told_with_its_table(store: Store, name: str) -> None:
    (table, sql) = store.conn.execute("SELECT tbl_name, sql FROM sqlite_master WHERE name = ?", [name]).fetchone()
    assert list(trail_faults(store)) == check_store(store) == []
    for replacement in (None, f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END"):
        store.conn.execute(f"DROP TRIGGER {name}")
        if replacement:
            store.conn.execute(replacement)
        (fault,) = [*trail_faults(store), *check_store(store)]
        assert fault.startswith(f"{table} 的封条（触发器 {name}）") and "恢复" in fault
        store.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
        store.conn.execute(sql)
    assert [*trail_faults(store), *check_store(store)] == []


def test_a_weak_hash_by_which_two_trails_can_be_made_of_one_is_a_fault(store: Store) -> None:
    import hashlib

    before, content = store.conn.execute("SELECT hash FROM audit WHERE id = 8").fetchone()[0], (NOW, "a", "b", "", 1)
    text = json.dumps([before, 9, *content, "md5"], separators=(",", ":"))
    weak = hashlib.new("md5", text.encode(), usedforsecurity=False).hexdigest()
    unsealed(store, "DELETE FROM audit WHERE id = 9")
    store.conn.execute("INSERT INTO audit VALUES (9, ?, ?, ?, ?, ?, 'md5', ?)", [*content, weak])
    assert faulty_lines(store) == [9]


def test_an_empty_trail_is_no_whole_one(store: Store) -> None:
    unsealed(store, "DELETE FROM audit")
    assert ["留痕是空的" in fault for fault in told(store)] == [True]


def test_lines_from_before_a_clock_was_set_back_are_named_and_no_fault(store: Store) -> None:
    assert clock_steps(store.conn) == []
    with trail_transaction(store.conn, actor="a", action="b", detail="", now=NOW - 7_200):
        pass
    assert clock_steps(store.conn) == [(LINES + 1, 7_200 + LINES - 2)] and told(store) == []
    verified = CliRunner().invoke(cli, ["trail", "verify", "--db", str(store.path)])
    assert verified.exit_code == 0 and f"第 {LINES + 1} 行的时间比前一行早 2 小时" in verified.output


def test_bytes_that_are_no_text_hinder_nobody_who_reads_the_trail(store: Store, tmp_path: Path) -> None:
    unsealed(store, "UPDATE audit SET detail = CAST(x'ff41' AS TEXT) WHERE id = 4")
    assert "\\xffA" in [line.detail for line in trail_lines(store.conn, 20)]
    assert export_trail(store, tmp_path / "t.csv") == LINES
    watch = TrailWatch()
    watch.follow(store.conn)
    assert watch.faults == 1


def test_a_number_left_out_is_seen_though_the_hashes_follow(store: Store) -> None:
    unsealed(store, "DELETE FROM audit WHERE id = 9")
    head = chain_head(store.conn)
    assert head is not None
    line = NOW, "user:甲", "look", "later", 1
    forged = line_hash(head.hash, 10, line, head.algorithm)
    store.conn.execute(
        "INSERT INTO audit (id, at, actor, action, detail, data_version, algorithm, hash) "
        "VALUES (10, ?, ?, ?, ?, ?, ?, ?)",
        [*line, head.algorithm, forged],
    )
    assert faulty_lines(store) == [10]
    assert ["接不上" in fault for fault in told(store)] == [True]


def test_lines_without_their_place_in_the_chain_are_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="chained"):
        store.conn.execute("INSERT INTO audit (at, actor, action, detail, data_version) VALUES (0, 'a', 'b', '', 0)")


def test_a_cut_end_and_a_chain_made_anew_do_not_fit_the_anchors(store: Store, tmp_path: Path) -> None:
    path = anchor_file(store.path)
    anchor = current_anchor(store.conn, NOW)
    assert anchor is not None
    for _ in range(2):
        keep_anchor(path, anchor)
    assert read_anchors(path) == [anchor] and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(trail_faults(store)) == []
    unsealed(store, "DELETE FROM audit WHERE id = 9")
    assert faulty_lines(store) == []
    assert [fault for fault in trail_faults(store) if "第 9 行，库里没有" in fault]
    unsealed(store, "UPDATE audit SET actor = 'user:乙' WHERE id = 2")
    previous = BEGINNING
    for number, *content in store.conn.execute(
        "SELECT id, at, actor, action, detail, data_version FROM audit"
    ).fetchall():
        previous = line_hash(previous, number, content, SHA256)
        store.conn.execute("UPDATE audit SET algorithm = ?, hash = ? WHERE id = ?", [SHA256, previous, number])
    store.conn.execute("INSERT INTO audit SELECT 9, 0, 'a', 'b', '', 0, 'sha256', ''")
    digest = line_hash(previous, 9, [0, "a", "b", "", 0], SHA256)
    store.conn.execute("UPDATE audit SET hash = ? WHERE id = 9", [digest])
    assert faulty_lines(store) == [] and ["改写" in fault for fault in told(store)] == [True]


def test_a_broken_file_of_anchors_is_told(store: Store) -> None:
    anchor_file(store.path).write_text("{]\n", "utf-8")
    with pytest.raises(StoreError, match="锚点"):
        list(trail_faults(store))


def test_an_anchor_for_which_there_is_no_room_leaves_those_before_it_readable(store: Store) -> None:
    path, anchor = anchor_file(store.path), current_anchor(store.conn, NOW)
    assert anchor is not None
    keep_anchor(path, anchor)
    with largest_file(path.stat().st_size + 20), pytest.raises(OSError, match=r"File too large|No space"):
        keep_anchor(path, anchor._replace(line=anchor.line + 1))
    assert read_anchors(path) == [anchor] and list(trail_faults(store)) == []


def test_where_there_is_no_sm3_lines_are_chained_by_sha256_and_older_ones_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_chain, "_is_available", lambda algorithm: algorithm == SHA256)
    trail_chain.best_algorithm.cache_clear()
    try:
        with trail_transaction(store.conn, actor="a", action="b", detail="", now=NOW):
            pass
        head = chain_head(store.conn)
        assert head is not None and head.algorithm == SHA256
        if SM3 in {row[0] for row in store.conn.execute("SELECT algorithm FROM audit")}:
            assert all("没有这种算法" in fault for fault in trail_faults(store))
            assert len(list(trail_faults(store))) == LINES
    finally:
        trail_chain.best_algorithm.cache_clear()
    monkeypatch.undo()
    assert list(trail_faults(store)) == [], "the chain goes on over a change of algorithm"


def test_lines_from_before_the_chain_are_chained_by_the_migration(store: Store) -> None:
    expected = store.conn.execute("SELECT id, hash FROM audit").fetchall()
    unsealed(store, "ALTER TABLE audit DROP COLUMN hash", "ALTER TABLE audit DROP COLUMN algorithm")
    store.conn.execute("CREATE TRIGGER audit_is_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'fixed'); END")
    chain_lines(store.db)
    assert store.conn.execute("SELECT id, hash FROM audit").fetchall() == expected
    with pytest.raises(sqlite3.IntegrityError):
        store.conn.execute("UPDATE audit SET detail = ''")
    assert schema.LATEST >= 13


def test_the_trail_is_taken_away_whole_for_owners_eyes(store: Store, tmp_path: Path) -> None:
    lines, table = tmp_path / "t.jsonl", tmp_path / "t.csv"
    assert export_trail(store, lines) == export_trail(store, table) == LINES
    assert stat.S_IMODE(lines.stat().st_mode) == stat.S_IMODE(table.stat().st_mode) == 0o600
    previous = BEGINNING
    for text in lines.read_text("utf-8").splitlines():  # verified without the product's database
        line = json.loads(text)
        content = [line[key] for key in ("at", "actor", "action", "detail", "data_version")]
        previous = line_hash(previous, line["id"], content, line["algorithm"])
        assert previous == line["hash"]
    assert table.read_bytes().startswith("\ufeff操作留痕,甲局".encode())
    with pytest.raises(StoreError, match="已存在"):
        export_trail(store, lines)


@pytest.fixture
def syslog(tmp_path: Path) -> Iterator[tuple[SyslogTarget, Callable[[], list[str]]]]:
    with socket(AF_UNIX, SOCK_DGRAM) as listener:
        path = tmp_path / "log"
        listener.bind(str(path))
        listener.setblocking(False)

        def received() -> list[str]:
            messages = []
            while True:
                try:
                    messages.append(listener.recv(65_536).decode())
                except BlockingIOError:
                    return messages

        yield SyslogTarget.parse(f"unix:{path}"), received


def test_each_line_goes_to_syslog_once_with_the_head_behind(
    store: Store, syslog: tuple[SyslogTarget, Callable[[], list[str]]]
) -> None:
    target, received = syslog
    assert send_new_lines(store.conn, target, NOW) == LINES
    messages = received()
    head = chain_head(store.conn)
    assert len(messages) == LINES + 1 and head is not None and f'hash="{head.hash}"' in messages[-1]
    assert all(message.startswith("<109>1 20") and " fengjing - TRAIL [trail@" in message for message in messages[:-1])
    assert 'actor="user:甲"' in messages[3] and messages[3].endswith("\ufeff第 2 行]") and "\n" not in messages[3]
    assert send_new_lines(store.conn, target, NOW) == 0 and received() == []
    with trail_transaction(store.conn, actor='a"]', action="b", detail="", now=NOW):
        pass
    assert send_new_lines(store.conn, target, NOW) == 1
    assert 'actor="a\\"\\]"' in received()[0]
    with pytest.raises(OSError):
        with trail_transaction(store.conn, actor="a", action="b", detail="", now=NOW):
            pass
        send_new_lines(store.conn, SyslogTarget.parse("unix:/nowhere"), NOW)
    assert send_new_lines(store.conn, target, NOW) == 1, "what nobody took is sent again"


def test_an_address_that_the_system_does_not_have_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("socket.AF_UNIX")  # as on Windows
    with pytest.raises(StoreError, match="udp:主机:514"):
        SyslogTarget.parse("unix:/dev/log")


@pytest.mark.parametrize("text", ["", "unix:", "udp:host", "tcp::514", "tcp:host:0", "tcp:host:99999", "http:host:1"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="syslog"):
        SyslogTarget.parse(text)
