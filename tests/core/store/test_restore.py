"""The restore drill: from a lost or broken database to the same figures, and never at the cost of what is there."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.engine import Engine
from core.store.anchors import anchor_file, keep_anchor, keep_anchors, read_anchors, trail_faults
from core.store.backup import back_up
from core.store.check import check_store
from core.store.create import create_store
from core.store.open import open_store
from core.store.restore import restore
from core.store.sqlite import StoreError, sqlite3
from core.store.trail import trail_lines
from dashboards.cli.command import cli

pytestmark = pytest.mark.slow  # as a whole: whole databases are copied and checked
NOW = 1_790_000_000


def fengjing(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def figures(path: Path) -> dict[object, object]:
    engine = Engine(open_store(path, read_only=True))
    try:
        return dict(engine.board(period="ytd").figures)
    finally:
        engine.close()


@pytest.fixture
def database(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "bureau.db"))


def test_the_drill(database: Path, tmp_path: Path) -> None:
    """Back up on schedule to two places, lose the machine, restore from the second place, look at the figures."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    before = figures(database)
    done = fengjing("backup", first, "--db", database, "--second", second, "--keep", 3)
    assert done.exit_code == 0 and "第二份" in done.output
    (kept,) = second.iterdir()
    shutil.rmtree(first)
    database.write_bytes(b"\0" * 5000)  # the disk has gone
    rehearsed = fengjing("restore", kept, "--db", database, "--dry-run")
    assert rehearsed.exit_code == 0 and "什么也没有改" in rehearsed.output
    assert database.read_bytes() == b"\0" * 5000
    restored = fengjing("restore", kept, "--db", database)
    assert restored.exit_code == 0 and "核对无误" in restored.output
    assert figures(database) == before
    store = open_store(database, now=NOW)
    assert check_store(store) == [] and trail_lines(store.conn, 1)[0].action == "restore"
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    store.close()
    (aside,) = (file for file in tmp_path.glob("bureau.db.2*") if file.suffix != ".jsonl")
    assert aside.read_bytes() == b"\0" * 5000, "what was there is kept"
    assert not list(tmp_path.glob(".*"))


def test_nothing_is_restored_under_a_running_server(database: Path, tmp_path: Path) -> None:
    store = open_store(database, now=NOW)
    backup = back_up(store, tmp_path / "copy.db").path
    store.close()
    running = open_store(database, read_only=True)
    with pytest.raises(StoreError, match="先停下看板"):
        restore(backup, database, actor="test", now=NOW)
    assert running.bureau
    running.close()
    assert restore(backup, database, actor="test", now=NOW).aside is not None


def real_bureau(folder: Path) -> Path:
    """A real database with a backup of its first lines, and anchors of later ones."""
    store = create_store(folder / "real.db", bureau="甲局", demo=False, now=NOW)
    back_up(store, folder / "early.db")
    for number in range(4):
        with store.write("user:甲", "look", "", NOW + number):
            pass
        keep_anchors(store.conn, store.path, folder, NOW + number)
    store.close()
    return folder / "real.db"


def test_after_an_older_backup_the_trail_tells_the_restore_and_anchors_go_aside(tmp_path: Path) -> None:
    path = real_bureau(tmp_path)
    before = read_anchors(anchor_file(path))
    assert [anchor.line for anchor in before] == [2, 3, 4, 5]
    restored = restore(tmp_path / "early.db", path, actor="cli:me", now=NOW + 60)
    assert restored.aside is not None and restored.anchors == anchor_file(restored.aside)
    assert read_anchors(restored.anchors) == before
    verified = fengjing("trail", "verify", "--db", path)
    assert verified.exit_code == 0, verified.output
    assert "第 2 行是一次恢复" in verified.output and "cli:me early.db" in verified.output
    assert "换下的留痕到第 5 行" in verified.output and restored.anchors.name in verified.output
    assert [anchor.line for anchor in read_anchors(anchor_file(path))] == [2], "the new trail is anchored at once"
    assert fengjing("trail", "verify", "--db", restored.aside).exit_code == 0, "the old one has its own"


def test_anchors_of_before_the_restore_say_so_and_are_no_excuse_for_later_ones(tmp_path: Path) -> None:
    path = real_bureau(tmp_path)
    restored = restore(tmp_path / "early.db", path, actor="cli:me", now=NOW + 60)
    assert restored.anchors is not None
    told = fengjing("trail", "verify", "--db", path, "--anchors", restored.anchors)
    assert told.exit_code == 1 and told.output.count("记在第 2 行的恢复以前") == 4
    store = open_store(path, now=NOW)
    with store.write("user:甲", "look", "", NOW + 90):
        pass
    keep_anchors(store.conn, store.path, tmp_path, NOW + 90)
    for trigger in ("audit_is_kept", "audit_is_fixed", "audit_is_added_to", "audit_is_chained"):
        store.conn.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    store.conn.execute("DELETE FROM audit WHERE id = 3")
    assert [fault for fault in trail_faults(store) if "第 3 行" in fault and "恢复" not in fault]
    store.close()


def test_an_anchor_of_the_same_number_but_another_line_is_kept(tmp_path: Path) -> None:
    path = real_bureau(tmp_path)
    kept = read_anchors(anchor_file(path))
    keep_anchor(anchor_file(path), kept[-1])
    keep_anchor(anchor_file(path), kept[-1]._replace(hash="0" * 64))
    assert len(read_anchors(anchor_file(path))) == len(kept) + 1


@pytest.mark.parametrize("fault", ["cut", "changed", "foreign", "newer"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_touched(
    database: Path, tmp_path: Path, fault: str
) -> None:
    store = open_store(database, now=NOW)
    backup = back_up(store, tmp_path / "copy.db").path
    store.close()
    content = bytearray(backup.read_bytes())
    if fault == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif fault == "changed":
        content[len(content) // 2 : len(content) // 2 + 8192] = b"\xff" * 8192
        backup.write_bytes(content)
    elif fault == "foreign":
        backup.write_text("a file of something else" * 100)
    else:
        content[60:64] = (999).to_bytes(4, "big")  # user_version in the header
        backup.write_bytes(content)
    before = database.read_bytes()
    with pytest.raises(StoreError) as refused:
        restore(backup, database, actor="test", now=NOW)
    assert database.read_bytes() == before and not list(tmp_path.glob("bureau.db.2*"))
    if fault == "newer":
        assert "请升级程序" in str(refused.value)


def test_files_carried_here_with_their_log_become_one(database: Path, tmp_path: Path) -> None:
    """A folder copied as it was after a crash: the log's rows are in the database that is restored from it."""
    store = open_store(database, now=NOW)
    store.conn.execute("PRAGMA wal_autocheckpoint = 0")
    with store.write("test", "in the log alone", "", NOW):
        pass
    carried = tmp_path / "carried"
    carried.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{database}{suffix}", carried / f"bureau.db{suffix}")
    version = store.data_version()
    store.close()
    refused = fengjing("check", "--db", carried / "bureau.db")
    assert refused.exit_code == 1 and "fengjing restore" in refused.output
    restored = restore(carried / "bureau.db", tmp_path / "new.db", actor="test", now=NOW)
    assert restored.data_version == version and restored.aside is None


def test_whoever_was_signed_in_at_the_time_signs_in_again(tmp_path: Path, database: Path) -> None:
    assert fengjing("user", "add", "张三", "--role", "chief", "--db", database, "--help").exit_code == 0
    store = open_store(database, now=NOW)
    with store.write("test", "account", "", NOW):
        store.conn.execute("INSERT INTO account (id, name, role, unit, created_at) VALUES (1, '甲', 'chief', 1, 0)")
        store.conn.execute(
            "INSERT INTO session (digest, account, opened_at, until, address) VALUES (?, 1, 0, ?, '-')",
            ["0" * 64, NOW + 9000],
        )
    backup = back_up(store, tmp_path / "copy.db").path
    store.close()
    restore(backup, database, actor="test", now=NOW)
    store = open_store(database, read_only=True)
    assert store.conn.execute("SELECT revoked_at FROM session").fetchone() == (NOW,)
    store.close()


def test_old_backups_of_this_database_alone_are_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    create_store(path, bureau="甲局", demo=False, now=0).close()
    folder = tmp_path / "folder"
    folder.mkdir()
    others = [folder / "b-20200101-000000.backup", folder / "a-notes.txt", folder / "a-20200101.backup"]
    for other in others:
        other.touch()
    for day in range(4):
        monkeypatch.setattr("core.cli.backup.now", lambda day=day: NOW + 86_400 * day)
        done = fengjing("backup", folder, "--db", path, "--keep", 2)
        assert done.exit_code == 0
    assert "已删去 1 份旧的" in done.output
    kept = sorted(file.name for file in folder.glob("*.backup") if file not in others)
    assert len(kept) == 2 and all(name.startswith("a-2026") for name in kept)
    assert all(other.exists() for other in others)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir() if file not in others)


def test_nothing_old_is_taken_away_when_the_second_place_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, folder, second = tmp_path / "a.db", tmp_path / "folder", tmp_path / "second"
    create_store(path, bureau="甲局", demo=False, now=0).close()
    folder.mkdir()
    second.mkdir()
    assert fengjing("backup", folder, "--db", path, "--keep", 1, "--second", second).exit_code == 0
    (first,) = folder.glob("*.backup")
    monkeypatch.setattr("core.cli.backup.now", lambda: NOW)
    monkeypatch.setattr("core.store.backup_folder.shutil.copyfileobj", lambda source, target: target.write(b"half"))
    failed = fengjing("backup", folder, "--db", path, "--keep", 1, "--second", second)
    assert failed.exit_code == 1 and "第二处的备份与原件不同" in failed.output
    assert first.exists() and [file.name for file in second.iterdir()] == [first.name]


@pytest.mark.skipif(os.name == "nt", reason="modes are others there")
def test_a_database_and_all_beside_it_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = create_store(path, bureau="甲局", demo=False, now=0)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {"a.db": 0o600, "a.db-wal": 0o600, "a.db-shm": 0o600}
    store.close()
    os.chmod(path, 0o644)  # of a version before
    store = open_store(path, now=0)
    with store.write("test", "write", "", 0):
        pass
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    store.close()


def test_a_full_disk_is_that_of_the_place_and_not_the_backups(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(database, now=NOW)
    backup = back_up(store, tmp_path / "kept.backup").path
    store.close()
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"

    def fail(*_: object) -> None:
        raise full

    monkeypatch.setattr("core.store.restore._checked", fail)
    with pytest.raises(StoreError) as refused:
        restore(backup, tmp_path / "fresh.db", now=NOW, actor="test")
    text = str(refused.value)
    assert str(tmp_path / "fresh.db") in text and "磁盘满了" in text and str(backup) not in text
    assert not (tmp_path / "fresh.db").exists()
