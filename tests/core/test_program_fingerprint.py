"""The fingerprint of a program: another content is another program, and nothing else is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from core.program_fingerprint import program_fingerprint


def fingerprint(folder: Path) -> str:
    """Return it as a process that has just begun does."""
    program_fingerprint.cache_clear()
    return program_fingerprint(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "rule.py").write_text("LEAST = 5\n")
    return tmp_path / "program"


def test_another_content_of_the_same_size_and_time_is_another_program(folder: Path) -> None:
    os.utime(folder / "rule.py", (0, 0))
    before = fingerprint(folder)
    (folder / "rule.py").write_text("LEAST = 9\n")
    os.utime(folder / "rule.py", (0, 0))
    assert fingerprint(folder) != before


def test_a_copy_with_what_it_has_compiled_is_the_same_program(folder: Path) -> None:
    before = fingerprint(folder)
    os.utime(folder / "rule.py", (0, 0))
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "rule.cpython-311.pyc.140").write_bytes(b"half written")
    assert fingerprint(folder) == before


def test_another_solver_is_another_program(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    before = fingerprint(folder)
    (tmp_path / "solver-2.0.dist-info").mkdir()
    assert fingerprint(folder) != before
