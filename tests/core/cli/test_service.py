"""The units that `fengjing service install` writes: whole, and hardened as systemd itself counts."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli.service_units import (
    ANCHOR_SERVICE,
    ANCHOR_TIMER,
    BACKUP_SERVICE,
    BACKUP_TIMER,
    SERVICE,
    BackupPlan,
    ServicePlan,
    units,
)
from core.store.anchors import anchor_file, read_anchors
from core.store.create import create_store
from dashboards.cli.command import cli

MOST_EXPOSED = 2.0  # of 10, as `systemd-analyze security` counts; a bare unit has 9.6


def plan(folder: Path) -> ServicePlan:
    backup = BackupPlan(folder / "备份 一", folder / "second", 30)
    words = ("--behind-proxy", "127.0.0.1", "--name", "board.example")
    return ServicePlan(folder / "fengjing", folder / "局 100%.db", "fengjing", folder / "key", words, backup)


def command_of(text: str) -> list[str]:
    line = re.search(r"^ExecStart=(.*)$", text, re.M)
    assert line
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line[1])]


def test_what_they_start_is_what_was_asked(tmp_path: Path) -> None:
    made = plan(tmp_path)
    texts = units(made)
    assert set(texts) == {SERVICE, ANCHOR_SERVICE, ANCHOR_TIMER, BACKUP_SERVICE, BACKUP_TIMER}
    assert command_of(texts[SERVICE])[1:4] == ["serve", "--db", str(made.db)]
    assert command_of(texts[SERVICE])[4:] == list(made.words)
    for folder in ("备份 一", "second"):
        (tmp_path / folder).mkdir()
    parsed = cli.commands["backup"].make_context(
        "backup", command_of(texts[BACKUP_SERVICE])[2:], parent=cli.make_context("fengjing", ["backup"])
    )
    assert parsed.params["keep"] == 30 and str(parsed.params["second"]).endswith("second")
    for text in (texts[SERVICE], texts[ANCHOR_SERVICE], texts[BACKUP_SERVICE]):
        assert "LoadCredential=fengjing.key:" in text and "User=fengjing" in text and "UMask=0077" in text
    reader = configparser.ConfigParser(strict=False, interpolation=None)
    for text in texts.values():
        reader.read_string(text)


def test_the_daily_anchor_writes_the_head_beside_the_database_and_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "别的 机器"
    elsewhere.mkdir()
    db = tmp_path / "局.db"
    create_store(db, bureau="甲局", demo=False, now=0).close()
    texts = units(ServicePlan(tmp_path / "fengjing", db, "fengjing", anchors=(elsewhere,)))
    assert str(elsewhere) in (re.search(r"^ReadWritePaths=(.*)$", texts[ANCHOR_SERVICE], re.M) or [""])[0]
    assert "OnCalendar=*-*-* 23:50:00" in texts[ANCHOR_TIMER]
    done = CliRunner().invoke(cli, command_of(texts[ANCHOR_SERVICE])[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    kept = [read_anchors(anchor_file(db, folder)) for folder in (tmp_path, elsewhere)]
    assert kept[0] == kept[1] and [anchor.line for anchor in kept[0]] == [1]


def test_a_place_that_takes_no_anchor_hinders_no_other(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    create_store(db, bureau="甲局", demo=False, now=0).close()
    words = ["trail", "anchor", str(tmp_path / "gone" / "x.jsonl"), str(tmp_path), "--db", str(db)]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 1 and "gone" in done.output and "不存在" in done.output
    assert [anchor.line for anchor in read_anchors(anchor_file(db))] == [1]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="NOT CHECKED: there is no systemd-analyze")
def test_systemd_itself_finds_them_well_shut(tmp_path: Path) -> None:
    (tmp_path / "fengjing").write_text("#!/bin/sh\n")
    (tmp_path / "fengjing").chmod(0o755)
    texts = units(ServicePlan(tmp_path / "fengjing", tmp_path / "a.db", "nobody", None, (), None))
    file = tmp_path / SERVICE
    file.write_text(texts[SERVICE])
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(file)], capture_output=True, text=True
    )
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert score, done.stdout + done.stderr
    assert float(score[1]) <= MOST_EXPOSED
    verified = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True)
    assert "Unknown" not in verified.stderr and "Failed to parse" not in verified.stderr, verified.stderr


def install(*words: object) -> Result:
    return CliRunner().invoke(cli, ["service", "install", *[str(word) for word in words]], catch_exceptions=False)


def test_the_command_prints_first_and_refuses_what_cannot_run(tmp_path: Path) -> None:
    missing = install("--db", tmp_path / "none.db", "--user", "fengjing", "--print")
    assert missing.exit_code == 1 and "找不到数据库" in missing.output
    folder = install("--db", tmp_path, "--user", "fengjing", "--print")
    assert folder.exit_code == 1 and "请用配它的状态文件" in folder.output
    db = tmp_path / "a.db"
    create_store(db, bureau="甲局", demo=False, now=0).close()
    as_root = install("--db", db, "--user", "root", "--print")
    assert as_root.exit_code == 1 and "不要用 root" in as_root.output
    words = ("--db", db, "--user", "fengjing", "--print", "--backup-to", tmp_path, "--", "--name", "board.example")
    told = install(*words)
    assert told.exit_code == 0 and "--name board.example" in told.output and "OnCalendar" in told.output
    alone = install("--db", db, "--user", "fengjing", "--print", "--backup-second", tmp_path)
    assert alone.exit_code == 2
