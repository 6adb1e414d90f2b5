"""Tests keep to the rooms: none imports another, none waits for a fixed time, and the slow ones say so."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.paths import ROOT
from tests.support.server_process import server_process

TESTS = sorted((ROOT / "tests").rglob("*.py"))
CASES = [path for path in TESTS if path.name.startswith("test_")]
COSTLY = ("playwright.", "tests.support.server.Server", "tests.support.websocket_client.")
WAITS = ("wait_for_timeout", "sleep")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imported(path: Path) -> set[str]:
    nodes = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{alias.name}" for node in nodes for alias in node.names}


def is_of_a_test_file(name: str) -> bool:
    room, *parts, _ = name.split(".")
    return room == "tests" and any(part.startswith("test_") or part == "conftest" for part in parts)


def test_nobody_imports_a_test_file() -> None:
    assert len(TESTS) > 200
    assert not [(path, name) for path in TESTS for name in imported(path) if is_of_a_test_file(name)]


def waits(path: Path) -> list[str]:
    calls = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    return [ast.unparse(call) for call in calls if isinstance(call, ast.Attribute) and call.attr in WAITS]


def test_no_test_waits_for_a_fixed_time() -> None:
    """What has to come is waited for; the loops that ask again and again are in tests/support."""
    assert not [(path, call) for path in CASES for call in waits(path)]


def test_what_takes_a_browser_or_a_server_is_left_out_of_quick() -> None:
    """By a mark of the whole file, or by one of some of its tests."""
    costly = [path for path in CASES if any(name.startswith(COSTLY) for name in imported(path))]
    assert len(costly) > 30
    marks = {path: re.findall(r"pytest\.mark\.(browser|slow)\b", path.read_text("utf-8")) for path in costly}
    assert not [str(path.relative_to(ROOT)) for path in costly if not marks[path]]


def test_all_of_the_browsers_folder_is_left_out_of_quick() -> None:
    """Quick does not even read it: a test there that has no such mark belongs to another folder."""
    files = [path for path in CASES if path.parent.name == "browser"]
    assert len(files) > 30
    whole = re.compile(r"^pytestmark = .*pytest\.mark\.(browser|slow)\b", re.MULTILINE)
    assert not [path.name for path in files if not whole.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("room", sorted(path for path in (ROOT / "core").iterdir() if (path / "__init__.py").exists()))
def test_every_room_of_core_has_its_tests(room: Path) -> None:
    assert list((ROOT / "tests" / "core" / room.name).rglob("test_*.py"))


def test_commands_are_asked_as_a_whole() -> None:
    """A part that is invoked alone keeps its help as it is without the whole, for every later test of its process."""
    parts = re.compile(r"\.invoke\(\s*(?:\w+_(?:group|command)\b|\w+\[)")
    assert not [str(path.relative_to(ROOT)) for path in TESTS if parts.search(path.read_text("utf-8"))]


@pytest.mark.slow  # a process is started that has what servers import
def test_a_server_runs_no_page_that_was_drawn_in_a_test_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("raise SystemExit(3)", "utf-8")
    page = ModuleType("__main__")
    page.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", page)
    process = server_process(("this",), printed=tmp_path / "printed", log=None)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert "Zen" in (tmp_path / "printed").read_text("utf-8")
