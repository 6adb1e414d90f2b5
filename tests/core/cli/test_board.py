"""`fengjing board`, and the other commands on a folder of published boards."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.board_folder.published_board import FOLDER_VARIABLE, PUBLIC_KEY_VARIABLE, SIGN_KEY_VARIABLE
from dashboards.cli.command import cli


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in (PUBLIC_KEY_VARIABLE, SIGN_KEY_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "published"))
    return tmp_path / "published"


def run(*words: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def test_a_board_is_published_listed_and_put_back(versions: list[Path], folder: Path, tmp_path: Path) -> None:
    run("board", "key", "--out", tmp_path / "key")
    for version in versions[:2]:
        assert "已签名" in run("board", "publish", version, "--key", tmp_path / "key")
    said = run("board", "rollback", "--key", tmp_path / "key")
    assert "第 10 版" in said and "已退回，记为第 3 次" in said
    assert "请用 --key" in run("board", "publish", versions[2], code=1)
    listed = json.loads(run("board", "list", "--format", "json"))
    assert [(row["number"], row["act"], row["is_shown"]) for row in listed] == [
        (1, "publish", False),
        (2, "publish", False),
        (3, "rollback", True),
    ]
    assert "现在显示" in run("board", "list")


def test_whoever_may_read_the_folder_may_read_what_is_published(
    versions: list[Path], folder: Path, tmp_path: Path
) -> None:
    def modes() -> dict[str, int]:
        paths = [folder / "board.json", folder / "history.jsonl", folder / "boards", *(folder / "boards").iterdir()]
        return {path.name[-5:]: stat.S_IMODE(path.stat().st_mode) for path in paths}

    umask = os.umask(0o077)  # as the command sets it
    try:
        run("board", "key", "--out", tmp_path / "key")
        run("board", "publish", versions[0])
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "key.pub").stat().st_mode) == 0o644
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700 and not any(mode & 0o077 for mode in modes().values())
        folder.chmod(0o2750)  # its group is that of the servers
        run("board", "publish", versions[1])
        run("board", "rollback")
    finally:
        os.umask(umask)
    now = modes()
    assert now["oards"] & 0o077 == 0o050 and now[".json"] & 0o077 == 0o040 and now["jsonl"] & 0o077 == 0o040
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o440 for path in (folder / "boards").iterdir())


def test_other_commands_take_the_folder(versions: list[Path], folder: Path) -> None:
    assert "还没有发布过看板" in run("check", "--db", folder.parent, code=1)
    run("board", "publish", versions[0])
    assert "完好" in run("check", "--db", folder) and "完好" in run("check", "--db", versions[0])
    assert "有效警情" in run("kpi", "alerts_valid", "--db", folder, "--period", "ytd")
    assert "本看板只读" in run("user", "add", "甲", "--role", "inspector", "--db", folder, code=1)
    told = {check["subject"]: check for check in json.loads(run("doctor", "--db", folder, "--format", "json"))}
    assert told["看板"]["state"] == "good" and told["签名"]["state"] == "note"
    folder.chmod(0o777)
    told = {check["subject"]: check for check in json.loads(run("doctor", "--db", folder, "--format", "json", code=1))}
    assert told["权限"]["state"] == "bad"


def test_counties_are_merged_by_a_file_of_units(small_board: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree.csv"
    tree.write_text("单位编号,单位名称,单位类别,上级单位\nK1,甲局,分局/县局,\nK2,乙局,分局/县局,\n", "utf-8")
    out = tmp_path / "city.db"
    words = ["board", "merge", str(small_board), "--bureau", "某市公安局", "--tree", str(tree), "--out", str(out)]
    said = run(*words)
    assert "1 份看板，9 个单位" in said and "没有看板的单位：乙局" in said
    assert "完好" in run("check", "--db", out)
    tree.write_text("单位编号,单位名称,单位类别,上级单位\nK1,甲局,不知道,\n", "utf-8")
    assert "1 处读不进" in run(*words, code=1)
