"""A file is written whole or not at all: a full disk, a killed process and another writer leave no half of one."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from core.store.whole_file import whole_file, write_whole
from tests.support.killed_process import killed_work
from tests.support.small_files import largest_file

WHOLE, LARGE = bytes(1000), 1 << 20


def test_a_disk_without_room_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "通报.csv"
    write_whole(path, "原来的")
    with largest_file(100), pytest.raises(OSError) as fault:
        write_whole(path, WHOLE)
    assert fault.value.filename == str(path)
    assert path.read_text("utf-8") == "原来的" and list(tmp_path.iterdir()) == [path]


def test_a_name_as_long_as_can_be_has_a_draft(tmp_path: Path) -> None:
    path = tmp_path / f"{'报' * 83}.csv"
    write_whole(path, WHOLE)
    assert path.read_bytes() == WHOLE


@pytest.mark.parametrize("has_links", [True, False])
def test_a_new_file_takes_nobodys_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    if not has_links:

        def refuse(*_names: object) -> None:
            raise PermissionError(1, "Operation not permitted")  # as a memory stick does

        monkeypatch.setattr(os, "link", refuse)
    path, dangling = tmp_path / "a.csv", tmp_path / "b.csv"
    write_whole(path, "first", is_new=True)
    dangling.symlink_to(tmp_path / "elsewhere")
    for taken in (path, dangling):
        with pytest.raises(FileExistsError):
            write_whole(taken, "second", is_new=True)
    with pytest.raises(FileExistsError), whole_file(tmp_path / "c.csv", is_new=True) as stream:
        stream.write(b"mine")
        (tmp_path / "c.csv").write_text("theirs")  # while ours is written
    assert path.read_text() == "first" and (tmp_path / "c.csv").read_text() == "theirs"
    assert {file.name for file in tmp_path.iterdir()} == {"a.csv", "b.csv", "c.csv"}


@pytest.mark.skipif(os.name == "nt", reason="modes are others there")
def test_a_file_that_is_replaced_keeps_its_mode_and_a_link_is_not_followed(tmp_path: Path) -> None:
    private, link = tmp_path / "private", tmp_path / "link"
    write_whole(private, "a", mode=0o600)
    link.symlink_to(private)
    write_whole(private, "b")
    write_whole(link, "c")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600 and private.read_text() == "b"
    assert not link.is_symlink() and link.read_text() == "c"


@pytest.mark.skipif(os.name == "nt", reason="no named pipes there")
def test_a_pipe_is_written_and_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", "table")
    assert os.read(reading, 10) == b"table" and stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    os.close(reading)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_what_a_killed_process_left_goes_with_the_next_and_a_living_ones_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, "whole")

    def work(acknowledge: int) -> None:
        with whole_file(path) as stream:
            stream.write(bytes(LARGE))
            os.write(acknowledge, b"begun file\n")
            os.read(os.pipe()[0], 1)  # for ever

    killed_work(work, 0)
    assert path.read_text() == "whole" and len(list(tmp_path.iterdir())) == 2
    with whole_file(tmp_path / "slow") as slow:
        slow.write(b"slow")
        write_whole(path, "next")
        assert len(list(tmp_path.iterdir())) == 2  # the slow one's draft, not the killed one's
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"file": "next", "slow": "slow"}


def test_a_draft_that_is_cleared_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open
    cleared: list[object] = []

    def open_and_lose(name: str, flags: int, *rest: int, **more: int) -> int:
        handle = real(name, flags, *rest, **more)
        if not cleared and flags & os.O_EXCL:
            cleared.append(name)
            os.unlink(name)  # by another process that clears the folder
        return handle

    monkeypatch.setattr(os, "open", open_and_lose)
    write_whole(tmp_path / "file", WHOLE)
    assert cleared and (tmp_path / "file").read_bytes() == WHOLE
