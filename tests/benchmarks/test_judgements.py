"""The page of simulations keeps what is not run anew, each table below its own command."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import judgements
from benchmarks.judgements import PAGE, RUNS, command_of, page_of, sections_of


def test_every_simulation_stands_on_the_page_below_its_command() -> None:
    sections = sections_of(PAGE.read_text("utf-8"))
    assert list(sections) == list(RUNS)
    for name, text in sections.items():
        assert all(f"`{command_of(name, arguments)}`" in text for arguments in RUNS[name])


def test_only_the_named_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(page_of({"steps": "old", "campaigns": "kept"}), "utf-8")
    monkeypatch.setattr(judgements, "PAGE", page)
    monkeypatch.setattr(judgements, "run", lambda name, arguments, county: f"new {name}\n")
    judgements.update(["steps"], None)
    assert sections_of(page.read_text("utf-8")) == {"steps": "new steps", "campaigns": "kept"}
