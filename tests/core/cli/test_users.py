"""The commands of accounts and kiosks, and questions asked as a user."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.access.roles import Role
from core.store.open import open_store
from core.store.trail import trail_lines
from core.store.units import unit_tree
from dashboards.cli.command import cli
from tests.support.access_world import PASSWORD, Bureau, guarded

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("commands"))


def run(*arguments: str | Path | int, typed: str = "") -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=typed, catch_exceptions=False)


def test_the_password_is_asked_for_twice_and_not_shown(bureau: Bureau) -> None:
    add = ("user", "add", "李四", "--role", "steward", "--db", bureau.path)
    differ = run(*add, typed=f"{PASSWORD}\nsomething else\n")
    assert "李四" not in run("user", "list", "--db", bureau.path).output and differ.exit_code != 0
    done = run(*add, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0 and "数据管理员" in done.output and PASSWORD not in done.output
    assert "李四" in run("user", "list", "--db", bureau.path).output


def test_a_password_cannot_be_given_on_the_command_line(bureau: Bureau) -> None:
    for option in ("--password", "-p"):
        assert run("user", "add", "王五", "--role", "chief", "--db", bureau.path, option, PASSWORD).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--role", "chief"), "密码"),
        (("--role", "station"), "派出所"),
        (("--role", "officer"), "警号"),
        (("--role", "chief", "--unit", "无此单位"), "没有单位"),
        (("--role", "department"), "--domain"),
        (("--role", "inspector", "--domain", "legal"), "只有业务部门"),
    ],
)
def test_what_will_not_do_is_said_in_chinese(bureau: Bureau, arguments: tuple[str, ...], word: str) -> None:
    typed = "short\n" if word == "密码" else f"{PASSWORD}\n"
    done = run("user", "add", "王五", *arguments, "--password-stdin", "--db", bureau.path, typed=typed)
    assert done.exit_code == 1 and word in done.output and "Traceback" not in done.output


def test_a_department_is_bound_to_a_field_and_asks_within_it(bureau: Bureau) -> None:
    add = ("user", "add", "治安科", "--role", "department", "--domain", "security", "--password-stdin")
    done = run(*add, "--db", bureau.path, typed=f"{PASSWORD}\n")
    assert done.exit_code == 0 and "业务部门" in done.output and "业务 治安（security）" in done.output
    kpi = ("--period", "mtd", "--user", "治安科", "--db", bureau.path)
    assert run("kpi", "hazard_rectification_rate", *kpi).exit_code == 0
    assert "业务" in run("kpi", "alerts_total", *kpi).output
    changed = run("user", "role", "治安科", "--role", "department", "--domain", "command", "--db", bureau.path)
    assert "业务 情指（command）" in changed.output
    assert run("kpi", "alerts_total", *kpi).exit_code == 0
    assert "督察" in run("user", "role", "治安科", "--role", "inspector", "--db", bureau.path).output


def test_an_account_changes_by_commands(bureau: Bureau) -> None:
    token = bureau.session(Role.TRAINER)
    assert token and "trainer" in run("user", "sessions", "trainer", "--db", bureau.path).output
    assert "1 个" in run("user", "revoke", "trainer", "--db", bureau.path).output
    assert "已作废" in run("user", "sessions", "trainer", "--db", bureau.path).output
    done = run("user", "role", "trainer", "--role", "inspector", "--unit", bureau.station, "--db", bureau.path)
    assert "督察" in done.output
    assert run("user", "password", "trainer", "--password-stdin", "--db", bureau.path, typed="a new password\n").output
    assert "已停用" in run("user", "disable", "trainer", "--db", bureau.path).output
    assert "停用" in run("kpi", "alerts_total", "--period", "mtd", "--user", "trainer", "--db", bureau.path).output
    assert "已启用" in run("user", "disable", "trainer", "--undo", "--db", bureau.path).output
    store = open_store(bureau.path, read_only=True)
    actions = [line.action for line in trail_lines(store.conn, 5)]
    store.close()
    assert actions == ["account_enable", "account_disable", "account_password", "account_role", "sessions_revoke"]
    assert "没有账号" in run("user", "revoke", "nobody", "--db", bureau.path).output


def test_a_kiosk_comes_and_goes_by_commands(bureau: Bureau) -> None:
    done = run("kiosk", "add", "大厅", "--url", "http://10.0.0.5:8501/", "--db", bureau.path)
    assert re.search(r"^http://10\.0\.0\.5:8501/kiosk/[\w-]{40,}$", done.output, re.M)
    paneled = run("kiosk", "add", "拼接屏", "--carousel", "--seams", "3x3", "--db", bureau.path).output
    assert re.search(r"/kiosk/[\w-]{40,}\?carousel=1&seams=3x3$", paneled, re.M)
    assert run("kiosk", "add", "怪屏", "--seams", "7x7", "--db", bureau.path).exit_code == 2
    assert "已经有了" in run("kiosk", "add", "大厅", "--db", bureau.path).output
    assert "链接待用" in run("kiosk", "list", "--db", bureau.path).output
    assert run("kiosk", "revoke", "大厅", "--db", bureau.path).exit_code == 0
    assert "已作废" in run("kiosk", "list", "--db", bureau.path).output
    assert run("kiosk", "revoke", "大厅", "--db", bureau.path).exit_code == 1


def test_a_command_run_as_a_user_widens_nothing(bureau: Bureau) -> None:
    store = open_store(bureau.path, read_only=True)
    tree = unit_tree(store)
    store.close()
    own, other = tree.units[bureau.station], tree.units[bureau.other_station]
    ask = ("kpi", "alerts_total", "--period", "ytd", "--db", bureau.path, "--format", "json", "--user", "station")
    (row,) = json.loads(run(*ask).output)
    assert row["unit"] == own.name
    (same,) = json.loads(run(*ask[:-2], "--unit", own.name).output)
    assert row == same
    for unit in (other.name, other.code, tree.root.name, str(other.id)):
        refused = run(*ask, "--unit", unit)
        assert refused.exit_code == 1 and "没有单位" in refused.output
    below = {unit.name for unit in tree.below(own.id)}
    assert {row["unit"] for row in json.loads(run(*ask, "--by", "unit").output)} <= below
    compared = run("compare", "alerts_total", "--period", "ytd", "--db", bureau.path, "--user", "station")
    assert other.name not in compared.output
    assert "没有账号" in run(*ask[:-1], "nobody").output
