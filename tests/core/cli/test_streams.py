"""Chinese goes into any pipe, and what a command writes is for its user alone."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import click
import pytest

from core.cli.common import write_file
from dashboards.cli.command import speak_chinese
from tests.support.small_files import largest_file


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


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limits of files")
def test_what_finds_no_room_is_no_silent_half_of_a_table(tmp_path: Path) -> None:
    program = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048));"
    program += "from dashboards.cli.command import main; sys.argv = ['fengjing', 'catalogue', 'list']; main()"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": os.getcwd()}
    with (tmp_path / "list.txt").open("wb") as out:
        done = subprocess.run([sys.executable, "-c", program], stdout=out, stderr=subprocess.PIPE, env=environment)
    assert done.returncode != 0 and (tmp_path / "list.txt").stat().st_size == 2048


def test_a_file_of_a_command_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file, link = tmp_path / "a.docx", tmp_path / "b.docx"
    write_file(file, b"before")
    link.symlink_to(file)
    with largest_file(100), pytest.raises(click.ClickException, match=r"b\.docx：.*系统允许的大小"):
        write_file(link, bytes(1000))
    write_file(link, b"after")
    assert file.read_bytes() == b"after" and sorted(tmp_path.iterdir()) == [file, link] and link.is_symlink()
