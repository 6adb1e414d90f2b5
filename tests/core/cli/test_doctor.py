"""`fengjing doctor` says what is wrong and the mend, and writes nothing."""

from __future__ import annotations

import json
import os
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.board_folder.publish import PublishOrder, publish_board
from core.board_folder.published_board import PUBLIC_KEY_VARIABLE, SIGN_KEY_VARIABLE
from core.board_folder.signing import make_key, read_private_key
from core.cli import doctor_checks
from core.store.create import create_store
from core.store.key import KEY_FILE_VARIABLE, KEY_VARIABLE
from core.store.sqlite import StoreError
from dashboards.cli.command import cli

NOW = 1_790_000_000
Told = dict[str, dict[str, str]]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in (KEY_VARIABLE, KEY_FILE_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    path = tmp_path / "bureau.db"
    create_store(path, bureau="甲局", demo=False, now=NOW).close()
    return path


def doctor(db: Path, *words: str) -> tuple[int, Told]:
    command = ["doctor", "--db", str(db), "--format", "json", *words]
    done = CliRunner().invoke(cli, command, catch_exceptions=False)
    return done.exit_code, {check["subject"]: check for check in json.loads(done.stdout)}


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_sound_machine_is_told_so_and_nothing_is_written(database: Path) -> None:
    before = {file.name: file.read_bytes() for file in database.parent.iterdir()}
    code, told = doctor(database, "--port", free_port())
    assert code == 0 and not [check for check in told.values() if check["state"] == "bad"]
    assert {"版本", "SQLite", "内存", "字体", "磁盘", "权限", "数据库", "时钟", "端口", "浏览器"} <= set(told)
    after = {file.name: file.read_bytes() for file in database.parent.iterdir() if file.name == database.name}
    assert after == before


def test_a_port_that_is_taken(database: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        _code, told = doctor(database, "--port", str(taken.getsockname()[1]))
    assert told["端口"]["state"] == "note" and "--port" in told["端口"]["mend"]


def test_a_clock_that_was_set_back(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.cli.doctor.now", lambda: NOW - 86_400)
    code, told = doctor(database)
    assert code == 1 and told["时钟"]["state"] == "bad" and "校准" in told["时钟"]["mend"]


@pytest.mark.skipif(os.name == "nt", reason="modes are others there")
def test_a_database_that_others_read(database: Path) -> None:
    database.chmod(0o644)
    code, told = doctor(database)
    assert code == 1 and told["权限"]["mend"] == f"请运行 chmod 600 {database}"


def test_a_disk_that_is_nearly_full(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(database.parent)
    monkeypatch.setattr("core.cli.doctor_checks.shutil.disk_usage", lambda _folder: usage._replace(free=1 << 20))
    code, told = doctor(database)
    assert code == 1 and "腾出空间" in told["磁盘"]["mend"]


def test_an_encrypted_database_without_its_key(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "secret.db"
    create_store(path, bureau="甲局", demo=False, now=NOW, key="ab" * 32).close()
    code, told = doctor(path)
    assert code == 1 and "--key-file" in told["密钥"]["mend"]


def test_no_database_and_no_folder(tmp_path: Path, database: Path) -> None:
    assert doctor(tmp_path / "none.db")[1]["数据库"]["state"] == "note"
    code, told = doctor(tmp_path / "nowhere" / "none.db")
    assert code == 1 and told["磁盘"]["state"] == "bad"


def test_words_for_people_begin_with_what_is_wrong(database: Path) -> None:
    database.chmod(0o644)
    done = CliRunner().invoke(cli, ["doctor", "--db", str(database)], catch_exceptions=False)
    assert done.output.startswith("有问题　权限：") and done.output.rstrip().endswith("有 1 处要先改。")


def test_what_a_machine_may_lack(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new Python, an old C library, little memory, no font, no automatic clock: each is told with its mend."""
    said = {"fc-list": "", "timedatectl": "no\n"}
    monkeypatch.setattr(doctor_checks, "_output", lambda words: said[Path(words[0]).name])
    monkeypatch.setattr("core.cli.doctor_checks.shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(doctor_checks, "NEWEST_PYTHON", (3, 10))
    monkeypatch.setattr("core.cli.doctor_checks.platform.libc_ver", lambda: ("glibc", "2.17"))
    monkeypatch.setattr("core.cli.doctor_checks.sys.platform", "linux")
    monkeypatch.setattr(doctor_checks, "MEMORY", 1 << 60)
    code, told = doctor(database)
    assert code == 1, "an old C library cannot be worked around"
    assert told["系统"]["state"] == "bad" and "升级操作系统" in told["系统"]["mend"]
    for subject, mend in {"版本": "Python 3.10", "内存": "请加内存", "字体": "中文字体", "时钟": "自动对时"}.items():
        assert told[subject]["state"] == "note" and mend in told[subject]["mend"], subject


def test_an_old_sqlite_and_a_folder_that_cannot_be_written(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_old() -> None:
        raise StoreError("SQLite 太旧")

    monkeypatch.setattr(doctor_checks, "check_sqlite", too_old)
    monkeypatch.setattr("core.cli.doctor_checks.os.access", lambda path, _mode: Path(path) != database.parent)
    code, told = doctor(database)
    assert code == 1 and "重新安装" in told["SQLite"]["mend"]
    assert told["权限"]["sentence"] == f"写不了 {database.parent}" and "写权限" in told["权限"]["mend"]


def test_windows_is_not_asked_what_it_does_not_know(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.cli.doctor_checks.sys.platform", "win32")
    monkeypatch.delattr("core.cli.doctor_checks.os.sysconf")
    monkeypatch.setattr(doctor_checks, "IS_POSIX", False)
    database.chmod(0o644)
    code, told = doctor(database)
    assert code == 0 and told["字体"]["state"] == "good"
    assert told["内存"]["state"] == told["权限"]["state"] == "note"


def test_a_damaged_database(database: Path) -> None:
    database.write_bytes(b"no database at all" * 400)
    code, told = doctor(database)
    assert code == 1 and "bad" in {told[subject]["state"] for subject in ("数据库", "密钥") if subject in told}


def test_of_a_signed_board_it_asks_for_no_key_and_verifies_by_the_public_half(
    versions: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in (PUBLIC_KEY_VARIABLE, SIGN_KEY_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    public, other = (make_key(tmp_path / name) for name in ("board.key", "other.key"))
    order = PublishOrder(tmp_path / "published", read_private_key(tmp_path / "board.key"))
    publish_board(versions[0], order, by="test", now=NOW)
    _code, told = doctor(order.folder, "--port", free_port())
    assert told["签名"]["state"] == "good" and "没有核对" in told["签名"]["sentence"]
    _code, told = doctor(order.folder, "--board-key", str(public), "--port", free_port())
    assert told["签名"]["state"] == "good" and "签名对" in told["签名"]["sentence"]
    code, told = doctor(order.folder, "--board-key", str(other), "--port", free_port())
    assert code == 1 and "签名不对" in told["看板"]["sentence"]
