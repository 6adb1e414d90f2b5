"""Secrets of second factors: the database's file alone yields no code, and a lost key is told, never replaced."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.access.accounts import Account, add_account, find_account
from core.access.factor_key import (
    KEY_FILE_VARIABLE,
    KEY_VARIABLE,
    FactorKeyError,
    factor_key_file,
    is_sealed,
    key_fault,
    seal_old_secrets,
    unseal,
)
from core.access.roles import Role
from core.access.second_factor import begin_enrolment, confirm_enrolment, prove, remove_factor
from core.access.totp import code_at
from core.access.viewer import Scope
from core.store.backup import back_up
from core.store.key import KEY_VARIABLE as DATABASE_KEY
from core.store.open import open_store
from core.store.store import ROOT, Store
from dashboards.cli.command import cli
from tests.support.accounts_world import GOOD, NOW, cheap_hashes, small_bureau

KEY = "ab" * 32


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (KEY_VARIABLE, KEY_FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    with cheap_hashes(monkeypatch):
        yield


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = small_bureau(tmp_path)
    add_account(store.conn, "李四", Scope(Role.CHIEF, ROOT), GOOD, actor="test", now=NOW, is_own=True)
    yield store
    store.close()


def enrol(store: Store, name: str = "张三") -> tuple[Account, str, list[str]]:
    account = find_account(store.conn, name)
    secret = begin_enrolment(store.conn, account).secret
    return account, secret, confirm_enrolment(store.conn, account, code_at(secret, NOW // 30), actor="x", now=NOW)


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for suffix in ("", "-wal") if (file := Path(f"{path}{suffix}")).exists())


def kept(store: Store, account: Account) -> str:
    row = store.conn.execute("SELECT secret FROM second_factor WHERE account = ?", [account.id]).fetchone()
    return str(row[0])


def fengjing(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def test_the_file_alone_yields_no_code(store: Store, tmp_path: Path) -> None:
    account, secret, _ = enrol(store)
    key_file = factor_key_file(store.path)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert secret.encode() not in bytes_of(store.path) and key_file.read_bytes().strip() not in bytes_of(store.path)
    assert is_sealed(kept(store, account)) and secret not in kept(store, account)
    stolen = back_up(store, tmp_path / "elsewhere.db").path
    assert secret.encode() not in stolen.read_bytes()
    thief = open_store(stolen, now=NOW)
    with pytest.raises(FactorKeyError, match="不见了"):
        unseal(thief.conn, account.id, kept(thief, account))
    assert key_fault(thief.conn) is not None
    thief.close()
    assert key_fault(store.conn) is None
    assert prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW + 30) == 0


def test_the_secret_of_one_account_does_not_open_as_another_s(store: Store) -> None:
    account, _, _ = enrol(store)
    other, _, _ = enrol(store, "李四")
    with pytest.raises(FactorKeyError, match="不是封存"):
        unseal(store.conn, other.id, kept(store, account))
    assert kept(store, account) != kept(store, other)


def test_secrets_of_an_earlier_version_go_on_and_are_sealed_without_a_trace(store: Store) -> None:
    account, secret, _ = enrol(store)
    store.conn.execute("UPDATE second_factor SET secret = ?", [secret])  # as the version before kept it
    assert secret.encode() in bytes_of(store.path)
    assert prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW + 30) == 0
    checked = fengjing("check", "--db", store.path)
    assert checked.exit_code == 0 and "已把 1 个动态口令的密钥封存" in checked.output
    assert secret.encode() not in bytes_of(store.path)
    assert seal_old_secrets(store.conn) == 0
    assert prove(store.conn, account, code_at(secret, NOW // 30 + 3), address="a", now=NOW + 90) == 0


def test_a_lost_key_is_told_and_recovery_codes_still_open(store: Store) -> None:
    account, secret, codes = enrol(store)
    factor_key_file(store.path).rename(store.path.with_name("mislaid"))
    with pytest.raises(FactorKeyError, match="放回来"):
        prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW + 30)
    assert prove(store.conn, account, codes[0], address="a", now=NOW + 30) == 0
    with pytest.raises(FactorKeyError, match="放回来"):
        begin_enrolment(store.conn, find_account(store.conn, "李四"))
    assert not factor_key_file(store.path).exists(), "no second key is made beside the secrets of the first"
    assert fengjing("check", "--db", store.path).exit_code == 1
    remove_factor(store.conn, account, actor="x", now=NOW)
    enrol(store)
    assert factor_key_file(store.path).exists() and key_fault(store.conn) is None


def test_another_key_is_told_from_the_right_one(store: Store) -> None:
    account, secret, _ = enrol(store)
    factor_key_file(store.path).write_text(KEY)
    with pytest.raises(FactorKeyError, match="不是封存动态口令的那一把"):
        prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW + 30)
    if os.name == "posix":
        factor_key_file(store.path).chmod(0o644)
        with pytest.raises(FactorKeyError, match="chmod 600"):
            prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW + 30)


def test_the_key_may_come_from_the_environment_or_lie_elsewhere(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    account, secret, _ = enrol(store)
    assert not factor_key_file(store.path).exists()
    monkeypatch.delenv(KEY_VARIABLE)
    elsewhere = tmp_path / "safe" / "key"
    elsewhere.parent.mkdir()
    elsewhere.touch(0o600)
    elsewhere.write_text(KEY)
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(elsewhere))
    assert prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW + 30) == 0


def test_an_encrypted_database_needs_no_second_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_KEY, KEY)
    plain = small_bureau(tmp_path)
    back_up(plain, tmp_path / "encrypted.db", KEY)
    plain.close()
    store = open_store(tmp_path / "encrypted.db", now=NOW)
    account, secret, _ = enrol(store)
    assert kept(store, account) == secret and not factor_key_file(store.path).exists()
    assert secret.encode() not in bytes_of(store.path) and seal_old_secrets(store.conn) == 0
    store.close()


def test_a_restore_without_the_key_says_what_is_missing(store: Store, tmp_path: Path) -> None:
    enrol(store)
    backup = back_up(store, tmp_path / "copy.backup").path
    there = tmp_path / "there"
    there.mkdir()
    told = fengjing("restore", backup, "--db", there / "x.db")
    assert told.exit_code == 0 and "动态口令用不了" in told.output
    shutil.copy(factor_key_file(store.path), there)
    assert fengjing("check", "--db", there / "x.db").exit_code == 0
