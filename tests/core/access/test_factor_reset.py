"""All second factors away at once, after their key was lost: on the record, to be put back, administrators apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.access.accounts import Account, AccountError, add_account, find_account
from core.access.factor_key import KEY_FILE_VARIABLE, KEY_VARIABLE, factor_key_file, key_fault
from core.access.factor_reset import affected_accounts, reset_factors, return_factors
from core.access.policy import set_rule
from core.access.roles import Role
from core.access.second_factor import begin_enrolment, confirm_enrolment, factor_state, prove, remove_factor
from core.access.sessions import open_session
from core.access.totp import code_at
from core.access.viewer import Scope
from core.store.backup import Backup, back_up
from core.store.store import ROOT, Store
from core.store.trail import trail_lines
from dashboards.cli.command import cli
from tests.support.accounts_world import GOOD, NOW, cheap_hashes, small_bureau


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name in (KEY_VARIABLE, KEY_FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    with cheap_hashes(monkeypatch):
        store = small_bureau(tmp_path)
        people = {"李四": Role.INSPECTOR, "系统": Role.SYSTEM, "安全": Role.SECURITY, "审计": Role.AUDITOR}
        for name, role in people.items():
            add_account(store.conn, name, Scope(role, ROOT), GOOD, actor="test", now=NOW, is_own=True)
        yield store
        store.close()


def enrol(store: Store, name: str, now: int = NOW) -> tuple[Account, str, list[str]]:
    account = find_account(store.conn, name)
    secret = begin_enrolment(store.conn, account).secret
    return account, secret, confirm_enrolment(store.conn, account, code_at(secret, now // 30), actor="x", now=now)


def reset(store: Store, folder: Path, now: int = NOW) -> Backup:
    backup = back_up(store, folder / f"before-{now}.backup")
    reset_factors(store.conn, backup, actor="cli:me", now=now)
    return backup


def is_enrolled(store: Store, *names: str) -> list[bool]:
    states = (factor_state(store.conn, find_account(store.conn, name).id) for name in names)
    return [state.confirmed_at is not None for state in states]


def fengjing(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def test_a_lost_key_is_got_over_and_what_was_taken_away_comes_back_with_it(store: Store) -> None:
    account, secret, codes = enrol(store, "张三")
    enrol(store, "李四")
    open_session(store.conn, account=account.id, address="a", now=NOW, seconds=9_000)
    key_file, mislaid = factor_key_file(store.path), store.path.with_name("mislaid")
    key_file.rename(mislaid)
    told = fengjing("user", "totp", "--reset-all", "--yes", "--db", store.path)
    assert told.exit_code == 0 and "张三、李四" in told.output and "只凭密码" in told.output
    assert key_fault(store.conn) is None and is_enrolled(store, "张三", "李四") == [False, False]
    live = "SELECT count(*) FROM session WHERE account = ? AND revoked_at IS NULL"
    assert store.conn.execute(live, [account.id]).fetchone() == (0,)
    enrol(store, "李四")  # with a new key, which the old secrets are not sealed by
    (copy,) = store.path.parent.glob("*.backup")
    key_file.unlink()
    mislaid.rename(key_file)
    back = fengjing("user", "totp", "--put-back", copy, "--db", store.path)
    assert back.exit_code == 0 and "已放回 1 个账号的动态口令：张三" in back.output
    assert prove(store.conn, account, code_at(secret, NOW // 30 + 1), address="a", now=NOW + 30) == 0
    assert prove(store.conn, account, codes[0], address="a", now=NOW + 60) == 0


def test_nothing_is_taken_away_unasked(store: Store) -> None:
    enrol(store, "张三")
    told = CliRunner().invoke(cli, ["user", "totp", "--reset-all", "--db", str(store.path)], input="n\n")
    assert told.exit_code == 1 and is_enrolled(store, "张三") == [True]
    assert not list(store.path.parent.glob("*.backup"))
    for words in (["张三", "--reset-all"], ["--reset"], [], ["--reset-all", "--reset"], ["张三", "--put-back", "x"]):
        assert fengjing("user", "totp", *words, "--db", store.path).exit_code == 2


def test_every_account_has_its_line(store: Store, tmp_path: Path) -> None:
    enrol(store, "张三")
    enrol(store, "李四")
    backup = reset(store, tmp_path)
    lines = [(line.actor, line.action, line.detail) for line in trail_lines(store.conn, 3)]
    assert lines[:2] == [("cli:me", "factor_reset", "李四"), ("cli:me", "factor_reset", "张三")]
    assert lines[2][1] == "factors_reset" and backup.sha256 in lines[2][2]
    return_factors(store.conn, backup.path, actor="cli:me", now=NOW + 9)
    assert [line.detail for line in trail_lines(store.conn, 9, "factor_return")] == ["李四", "张三"]


def test_administrators_who_are_separated_are_not_reset_by_one_act(store: Store, tmp_path: Path) -> None:
    for name in ("张三", "系统", "审计"):
        enrol(store, name)
    assert [account.name for account in affected_accounts(store.conn).reset] == ["张三", "系统", "审计"]
    set_rule(store.conn, "is_separated", "on", actor="x", now=NOW)
    told = fengjing("user", "totp", "--reset-all", "--yes", "--db", store.path)
    assert told.exit_code == 0 and "本人到场" in told.output and "系统、审计" in told.output
    assert is_enrolled(store, "张三", "系统", "审计") == [False, True, True]
    again = fengjing("user", "totp", "--reset-all", "--yes", "--db", store.path)
    assert again.exit_code == 1 and "系统、审计" in again.output


def test_only_the_reset_s_own_copy_is_put_back(store: Store, tmp_path: Path) -> None:
    enrol(store, "张三")
    older = back_up(store, tmp_path / "older.backup").path
    backup = reset(store, tmp_path)
    with pytest.raises(AccountError, match="只有那一份"):
        return_factors(store.conn, older, actor="x", now=NOW)
    assert [account.name for account in return_factors(store.conn, backup.path, actor="x", now=NOW)] == ["张三"]
    with pytest.raises(AccountError, match="没有可以放回的"):
        return_factors(store.conn, backup.path, actor="x", now=NOW)


def test_a_phone_that_was_lost_afterwards_does_not_come_back(store: Store, tmp_path: Path) -> None:
    enrol(store, "张三")
    backup = reset(store, tmp_path)
    account, _, _ = enrol(store, "张三", NOW + 60)
    remove_factor(store.conn, account, actor="x", now=NOW + 90)
    with pytest.raises(AccountError, match="没有可以放回的"):
        return_factors(store.conn, backup.path, actor="x", now=NOW + 120)


def test_what_changed_since_the_backup_stops_the_reset(store: Store, tmp_path: Path) -> None:
    account, _, codes = enrol(store, "张三")
    backup = back_up(store, tmp_path / "before.backup")
    assert prove(store.conn, account, codes[0], address="a", now=NOW) == 0
    with pytest.raises(AccountError, match="备份以后"):
        reset_factors(store.conn, backup, actor="x", now=NOW)
    assert is_enrolled(store, "张三") == [True] and not trail_lines(store.conn, 9, "factors_reset")
