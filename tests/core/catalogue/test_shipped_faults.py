"""A mistake in a file of the product's own is told as one in a bureau's file: file, entry, reason and mend."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.catalogue import layers, load
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError


def forget() -> None:
    layers.shipped_layers.cache_clear()
    load._checked_catalogue.cache_clear()


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of alerts in a copy of the product's files, which are read until the end of the test."""
    monkeypatch.setattr(layers, "DATA", Path(shutil.copytree(layers.DATA, tmp_path / "data")))
    forget()
    yield layers.DATA / "command.toml"
    monkeypatch.undo()
    forget()


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def test_an_entry_that_does_not_fit(command: Path) -> None:
    add(command, '\n[kpis.help_share]\nzh = "求助占比"\n')
    with pytest.raises(CatalogueError) as caught:
        load_catalogue()
    assert {(problem.file, problem.entry) for problem in caught.value.problems} == {("command.toml", "help_share")}


def test_a_section_that_is_there_twice(command: Path) -> None:
    add(command, '\n[kpis.alerts_total]\nzh = "接警量"\n')
    with pytest.raises(CatalogueError, match=r"command\.toml.*不是 TOML.*只写一次"):
        load_catalogue()


def test_what_is_mended_loads(command: Path) -> None:
    before = command.read_text("utf-8")
    add(command, "[broken")
    with pytest.raises(CatalogueError):
        load_catalogue()
    command.write_text(before, "utf-8")
    assert "alerts_total" in load_catalogue().kpis
