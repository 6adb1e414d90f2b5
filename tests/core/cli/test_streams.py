"""Chinese goes into any pipe, and what a command writes is for its user alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest


def fengjing(folder: Path, *words: str, encoding: str = "utf-8") -> bytes:
    command = [sys.executable, "-m", "dashboards.cli.command", *words]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": os.getcwd()}
    done = subprocess.run(command, capture_output=True, env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_western_windows_pipe_gets_chinese(tmp_path: Path) -> None:
    assert "单位编号" in fengjing(tmp_path, "template", "units", encoding="cp1252").decode("utf-8")
    assert "单位编号" in fengjing(tmp_path, "template", "units", encoding="gbk").decode("gbk")


@pytest.mark.skipif(os.name == "nt", reason="modes are others there")
def test_what_a_command_writes_is_for_its_user_alone(tmp_path: Path) -> None:
    fengjing(tmp_path, "catalogue", "reference", "reference.md")
    assert stat.S_IMODE((tmp_path / "reference.md").stat().st_mode) == 0o600
