"""Chinese goes into any pipe, and what a command writes is for its user alone."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dashboards.cli.command import speak_chinese


def fengjing(folder: Path, *words: str, encoding: str = "utf-8") -> bytes:
    command = [sys.executable, "-m", "dashboards.cli.command", *words]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": os.getcwd()}
    done = subprocess.run(command, capture_output=True, env=environment, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("pipe", "read_as"), [("cp1252", "utf-8"), ("gbk", "gbk"), ("utf-8", "utf-8")])
def test_chinese_goes_into_a_pipe_of_any_encoding(pipe: str, read_as: str) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=pipe)
    speak_chinese(stream)
    stream.write("单位编号")
    stream.flush()
    assert written.getvalue().decode(read_as) == "单位编号"


@pytest.mark.slow
def test_a_western_windows_pipe_gets_chinese(tmp_path: Path) -> None:
    assert "单位编号" in fengjing(tmp_path, "template", "units", encoding="cp1252").decode("utf-8")
    assert "单位编号" in fengjing(tmp_path, "template", "units", encoding="gbk").decode("gbk")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="modes are others there")
def test_what_a_command_writes_is_for_its_user_alone(tmp_path: Path) -> None:
    fengjing(tmp_path, "catalogue", "reference", "reference.md")
    assert stat.S_IMODE((tmp_path / "reference.md").stat().st_mode) == 0o600
