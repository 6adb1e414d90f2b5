"""A database encrypted as a whole: nothing of it can be read without the key, everything works with it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.engine import Engine
from core.export import BYTE_ORDER_MARK
from core.store.backup import back_up
from core.store.check import check_store
from core.store.create import create_store
from core.store.file_identity import ForeignLog
from core.store.key import KEY_FILE_VARIABLE, KEY_VARIABLE, make_key_file, read_key_file
from core.store.open import open_store
from core.store.restore import restore
from core.store.sqlite import StoreError, sqlite3
from dashboards.cli.command import cli

NAME = "云岭县公安局"


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (KEY_VARIABLE, KEY_FILE_VARIABLE, "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


def fengjing(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def test_from_init_to_check(tmp_path: Path) -> None:
    db, key_file = tmp_path / "a.db", tmp_path / "key"
    made = fengjing("init", "--db", db, "--bureau", NAME, "--encrypt", "--key-file", key_file)
    assert made.exit_code == 0 and "另抄一份" in made.output
    assert key_file.stat().st_mode & 0o777 == 0o600
    content = db.read_bytes()
    assert NAME.encode() not in content and b"SQLite" not in content and key_file.read_bytes().strip() not in content
    template = fengjing("template", "units", "--db", db, "--key-file", key_file).output.strip()
    row = {"单位编号": "S1", "单位名称": "一所", "单位类别": "派出所", "上级单位": NAME, "城乡类别": "城区"}
    cells = [row.get(header, "") for header in template.lstrip(BYTE_ORDER_MARK).split(",")]
    (tmp_path / "units.csv").write_text(f"{template}\n{','.join(cells)}\n", "utf-8")
    brought = fengjing("import", "units", tmp_path / "units.csv", "--db", db, "--key-file", key_file)
    assert brought.exit_code == 0, brought.output
    assert fengjing("check", "--db", db, "--key-file", key_file).exit_code == 0
    assert KEY_FILE_VARIABLE not in os.environ, "the key is given to one command"
    with sqlite3.connect(db) as without, pytest.raises(sqlite3.DatabaseError):
        without.execute("SELECT * FROM meta")


def test_without_the_key_or_with_another_it_is_said_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, key_file = tmp_path / "a.db", tmp_path / "key"
    fengjing("init", "--db", db, "--bureau", NAME, "--encrypt", "--key-file", key_file)
    for variable in ("", "0" * 64):
        monkeypatch.setenv(KEY_VARIABLE, variable)
        refused = fengjing("check", "--db", db)
        assert refused.exit_code == 1 and "--key-file" in refused.output and "Traceback" not in refused.output
    monkeypatch.setenv(KEY_VARIABLE, read_key_file(key_file))
    assert fengjing("check", "--db", db).exit_code == 0
    monkeypatch.delenv(KEY_VARIABLE)
    (tmp_path / "fengjing.key").write_bytes(key_file.read_bytes())
    os.chmod(tmp_path / "fengjing.key", 0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))  # as systemd hands it over
    assert fengjing("check", "--db", db).exit_code == 0


@pytest.mark.parametrize(("text", "mode", "reason"), [("ab" * 32, 0o644, "chmod 600"), ("abc", 0o600, "64 个十六进制")])
def test_an_unfit_key_file_is_refused(tmp_path: Path, text: str, mode: int, reason: str) -> None:
    file = tmp_path / "key"
    file.write_text(text)
    file.chmod(mode)
    refused = fengjing("init", "--db", tmp_path / "a.db", "--bureau", NAME, "--encrypt", "--key-file", file)
    assert refused.exit_code == 1 and reason in refused.output and not (tmp_path / "a.db").exists()


def test_encrypting_wants_a_key(tmp_path: Path) -> None:
    refused = fengjing("init", "--db", tmp_path / "a.db", "--bureau", NAME, "--encrypt")
    assert refused.exit_code == 2 and "--key-file" in refused.output and not (tmp_path / "a.db").exists()


@pytest.mark.slow
def test_a_plain_database_becomes_an_encrypted_one_with_equal_figures(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = Path(shutil.copy(demo_db, tmp_path / "plain.db"))
    key = make_key_file(tmp_path / "key")
    plain = open_store(db, now=0)
    before, shown = plain.data_version(), dict(Engine(plain).board(period="ytd").figures)
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(tmp_path / "key"))
    done = fengjing("backup", tmp_path / "encrypted.backup", "--db", db, "--encrypt")
    assert done.exit_code == 0, done.output
    plain.close()
    restored = restore(tmp_path / "encrypted.backup", tmp_path / "new.db", actor="test", now=1)
    assert restored.data_version == before and restored.bureau.encode() not in (tmp_path / "new.db").read_bytes()
    store = open_store(tmp_path / "new.db", now=1)
    assert check_store(store) == []
    assert dict(Engine(store).board(period="ytd").figures) == shown
    again = back_up(store, tmp_path / "again.backup")
    assert again.path.read_bytes()[:6] != b"SQLite", "the backup of an encrypted one is encrypted by itself"
    store.close()
    monkeypatch.delenv(KEY_FILE_VARIABLE)
    with pytest.raises(StoreError, match="--key-file"):
        restore(tmp_path / "again.backup", tmp_path / "third.db", actor="test", now=1)
    assert not (tmp_path / "third.db").exists() and key not in (tmp_path / "new.db").read_bytes().hex()


def test_a_key_given_leaves_a_plain_database_plain(demo_db: Path, tmp_path: Path) -> None:
    make_key_file(tmp_path / "key")
    db = Path(shutil.copy(demo_db, tmp_path / "plain.db"))
    assert fengjing("batch", "list", "--db", db, "--key-file", tmp_path / "key").exit_code == 0
    assert db.read_bytes()[:6] == b"SQLite"


def test_a_packed_copy_in_the_place_of_an_encrypted_one_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "ab" * 32)
    path = tmp_path / "a.db"
    store = create_store(path, bureau=NAME, demo=False, now=0, key="ab" * 32)
    packed = back_up(store, tmp_path / "packed.backup").path
    opened = open_store(packed, now=0)
    opened.close()
    with store.write("test", "in the log alone", "", 0):
        pass
    os.replace(packed, path)
    with pytest.raises(ForeignLog):
        open_store(path, now=0)
    store.close()
