"""The steward's page on mappings keeps its word: its files, its commands and what they show."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboards.cli.command import cli
from tests.support.handbook import steps
from tests.support.intake_world import write_csv
from tests.support.paths import ROOT

GUIDE = (ROOT / "docs" / "mapping.zh-CN.md").read_text("utf-8")
UNITS = [
    ["单位编号", "单位名称", "单位类别", "上级单位", "城乡类别"],
    ["E", "城东派出所", "派出所", "", ""],
    ["W", "城西派出所", "派出所", "", ""],
]


def fengjing(line: str) -> str:
    done = CliRunner().invoke(cli, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_page_can_be_followed_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fengjing("fengjing init --db bureau.db --bureau 某某县公安局")
    write_csv(tmp_path / "units.csv", UNITS)
    fengjing("fengjing import units units.csv --db bureau.db")
    commands = 0
    for step in steps(GUIDE):
        if step.verb:
            Path(step.path).write_text(step.first, "utf-8")
            continue
        output = fengjing(step.command)
        assert all(line in output for line in step.shown.splitlines()), output
        commands += 1
    assert commands == 5
