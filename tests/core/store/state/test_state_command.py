"""`fengjing state`: accounts come along with their second factors, sealed by another key; what is asked is checked."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.access.accounts import add_account, find_account
from core.access.factor_key import KEY_FILE_VARIABLE, KEY_VARIABLE, factor_key_file, key_fault, unseal
from core.access.policy import access_policy, set_rule
from core.access.roles import Role
from core.access.second_factor import begin_enrolment, confirm_enrolment
from core.access.totp import code_at
from core.access.viewer import Scope
from core.store.open import open_store
from core.store.trail import trail_lines
from dashboards.cli.command import cli
from tests.support.accounts_world import GOOD, cheap_hashes
from tests.support.state_world import NOW


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def bureau(demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A bureau's own database with an account that has a second factor, and its secret."""
    for name in (KEY_VARIABLE, KEY_FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    path = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    with cheap_hashes(monkeypatch), closing(open_store(path)) as store:
        add_account(store.conn, "张三", Scope(Role.CHIEF, 1), GOOD, actor="test", now=NOW, is_own=True)
        account = find_account(store.conn, "张三")
        secret = begin_enrolment(store.conn, account).secret
        confirm_enrolment(store.conn, account, code_at(secret, NOW // 30), actor="test", now=NOW)
        set_rule(store.conn, "idle_minutes", "7", actor="test", now=NOW)
    return path, secret


def test_accounts_come_along_with_their_second_factors(
    bureau: tuple[Path, str], demo_board: Path, tmp_path: Path
) -> None:
    own, secret = bureau
    state = tmp_path / "state.db"
    said = run("state", "create", "--out", state, "--board", demo_board, "--from", own, "--with-accounts")
    assert "账号 1 个" in said and f"--state {state}" in said
    assert factor_key_file(state).read_text() != factor_key_file(own).read_text()
    factor_key_file(own).unlink()  # it is needed no more
    with closing(open_store(state, read_only=True)) as store:
        account = find_account(store.conn, "张三")
        (sealed,) = store.db.execute("SELECT secret FROM second_factor").fetchone()
        assert unseal(store.conn, account.id, sealed) == secret and key_fault(store.conn) is None
        assert access_policy(store.conn).idle_minutes == 7
        assert "账号 1 个" in trail_lines(store.conn, 1)[0].detail
        assert not store.db.execute("SELECT 1 FROM session").fetchall()
    assert "张三" in run("user", "list", "--db", state)
    assert "看板的汇总不在这里核对" in run("check", "--db", state)
    assert "没有记录和汇总" in run("check", "--sizes", "--db", state, code=2)
    assert "只带最近的记录" in run("facts", "export", "--db", state, "--to", tmp_path / "facts", code=1)


def test_without_the_key_of_second_factors_nothing_is_made(
    bureau: tuple[Path, str], demo_board: Path, tmp_path: Path
) -> None:
    own, _ = bureau
    factor_key_file(own).unlink()
    state = tmp_path / "state.db"
    words = ("state", "create", "--out", state, "--board", demo_board, "--from", own)
    assert "密钥不见了" in run(*words, "--with-accounts", code=1)
    assert not state.exists()
    assert "账号 0 个" in run(*words)  # without accounts there is nothing to unseal


def test_what_does_not_go_together_is_told(demo_db: Path, demo_board: Path, tmp_path: Path) -> None:
    made = ("state", "create", "--out", tmp_path / "state.db", "--board", demo_board)
    assert "要和 --from 一起用" in run(*made, "--with-accounts", code=2)
    assert "要和 --url 一起用" in run(*made, "--owner-url", "postgresql://a@h/d", code=2)
    assert "不要写密码" in run(*made, "--url", "postgresql://a:secret@h/d", code=1)
    assert "不是看板文件" in run("state", "create", "--out", tmp_path / "x.db", "--board", demo_db, code=1)
    run(*made)
    assert "不是状态文件" in run("state", "use", "--db", demo_db, "--board", demo_board, code=1)
