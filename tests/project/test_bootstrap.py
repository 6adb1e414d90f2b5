"""`bootstrap.py` on machines that we do not have: its logic with a recorder in place of all that it would run."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.support.paths import ROOT

FILES = ("bootstrap.py", "requirements.lock", "requirements-test.lock", "pyproject.toml")
Words = list[str]


class Recorder:
    """Stands for the module subprocess: notes what would run, and leaves behind what venv would."""

    DEVNULL = subprocess.DEVNULL

    def __init__(self, folder: Path, scripts: str, exe: str, code: int = 0) -> None:
        self.commands: list[Words] = []
        self.folder, self.scripts, self.exe, self.code = folder, scripts, exe, code
        self.locks: list[str] = []  # what was to be installed
        self.code_beside = 0

    def run(self, words: Sequence[object], **_options: object) -> subprocess.CompletedProcess[str]:
        command = [str(word) for word in words]
        self.commands.append(command)
        self.keep_lock(command)
        if command[1:3] == ["-m", "venv"]:
            place = self.folder / ".venv" / self.scripts
            place.mkdir(parents=True, exist_ok=True)
            (place / f"python{self.exe}").touch()
        if "-e" in command:
            (self.folder / ".venv" / self.scripts / f"fengjing{self.exe}").touch()
        return subprocess.CompletedProcess(command, self.code, "", "")

    def Popen(self, words: Sequence[object], **options: object) -> Child:  # noqa: N802 - what it stands for
        command = [str(word) for word in words]
        self.commands.append(command)
        self.keep_lock(command)
        return Child(is_interrupted=not options, code=self.code_beside if "install" in command else 0)

    def keep_lock(self, command: Words) -> None:
        if "-r" in command:
            self.locks.append(Path(command[command.index("-r") + 1]).read_text("utf-8"))


class Child:
    """A command that is told to stop by the terminal, as its parent is, and ends by itself."""

    def __init__(self, *, is_interrupted: bool, code: int) -> None:
        self.answers: list[int | None] = [None, 7] if is_interrupted else [code]

    def wait(self) -> int:
        answer = self.answers.pop(0)
        if answer is None:
            raise KeyboardInterrupt
        return answer


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], tuple[Any, Recorder]]:
    """Load a copy of bootstrap.py as another platform would, with a recorder."""

    def load(platform: str, machine: str) -> tuple[ModuleType, Recorder]:
        for name in FILES:
            shutil.copy(ROOT / name, tmp_path)
        spec = importlib.util.spec_from_file_location("bootstrap_there", tmp_path / "bootstrap.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        with monkeypatch.context() as there:
            there.setattr(sys, "platform", platform)
            there.setattr("sysconfig.get_platform", lambda: machine)
            spec.loader.exec_module(module)
        monkeypatch.setattr("sysconfig.get_platform", lambda: machine)
        is_windows = platform == "win32"
        recorder = Recorder(tmp_path, *(("Scripts", ".exe") if is_windows else ("bin", "")))
        monkeypatch.setattr(module, "subprocess", recorder)
        monkeypatch.setattr(module, "glibc_version", lambda: (2, 28))
        if is_windows:
            monkeypatch.delattr(os, "geteuid")
            monkeypatch.delattr(os, "execv")
            monkeypatch.delattr(os, "confstr")
        return module, recorder

    return load


def test_windows_installs_and_hands_over_and_waits(on: Any, tmp_path: Path) -> None:
    there, recorder = on("win32", "win-amd64")
    with pytest.raises(SystemExit) as ended:
        there.main(["start", "--port", "8600"])
    assert ended.value.code == 7  # what the command ended with, after the terminal had told both to stop
    scripts = tmp_path / ".venv" / "Scripts"
    assert recorder.commands[-1] == [str(scripts / "fengjing.exe"), "serve", "--port", "8600"]
    assert [words[0] for words in recorder.commands[1:-1]] == [str(scripts / "python.exe")] * 2
    assert json.loads((tmp_path / ".venv" / "installed.json").read_text())["project"]
    recorder.commands.clear()
    with pytest.raises(SystemExit):
        there.main(["demo"])
    assert len(recorder.commands) == 1, "nothing is installed twice"


def test_windows_takes_the_lints_from_scripts_and_leaves_the_whole_suite_to_linux(on: Any) -> None:
    there, recorder = on("win32", "win-amd64")
    with pytest.raises(SystemExit) as ended:
        there.main(["quick"])
    assert ended.value.code == 0
    assert recorder.commands[-1][0].endswith("pytest.exe")
    with pytest.raises(SystemExit, match="Linux"):
        there.main(["test"])


def test_what_is_new_is_compiled_by_one_process_before_the_workers_of_the_tests_come(
    on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, recorder = on("linux", "linux-x86_64")
    monkeypatch.setattr("tests.machine.prepare_machine", lambda _run: None)
    for beside in (["pytest", *here.COMPILING],), ():
        recorder.commands.clear()
        with pytest.raises(SystemExit) as ended:
            here.main(["test"])
        assert ended.value.code == 0
        started = [[Path(words[0]).name, *words[1:]] for words in recorder.commands]
        assert started[started.index(["mypy"]) :] == [["mypy"], *beside, ["pytest", *here.SIDE_BY_SIDE]]


def test_two_pips_share_all_that_the_tests_lock_names_with_its_hashes(on: Any) -> None:
    here, recorder = on("linux", "linux-x86_64")
    here.install(None, test=True)
    alone, beside, others = recorder.locks
    by_pip = [words for words in recorder.commands if "-r" in words]
    assert all({"--require-hashes", "--no-deps"} <= set(words) for words in by_pip)
    whole = [line for line in (ROOT / "requirements-test.lock").read_text().splitlines() if "#" not in line]
    shared = (alone + beside + others).replace(f" {here.UNCOMPRESSED}", "").splitlines()
    assert sorted(shared) == sorted(whole)
    assert alone.startswith("pip==") and "pip==" not in alone[1:] + beside + others
    assert all(f"\n{name}==" in f"\n{beside}" for name in here.BESIDE)


def test_what_fails_beside_stops_the_installation_and_is_installed_next_time(on: Any, tmp_path: Path) -> None:
    here, recorder = on("linux", "linux-x86_64")
    here.install(None)
    recorder.code_beside = 1
    with pytest.raises(SystemExit, match=r"beside\.lock(.|\n)*原因见上面"):
        here.install(None, test=True)
    assert "requirements-test.lock" not in json.loads((tmp_path / ".venv" / "installed.json").read_text())
    recorder.code_beside = 0
    assert here.install(None, test=True) and not here.install(None, test=True)


def test_windows_cannot_remove_the_python_that_runs(on: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, recorder = on("win32", "win-amd64")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "installed.json").write_text("{}")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    with pytest.raises(SystemExit, match="请用系统的 Python"):
        there.main(["install"])
    assert recorder.commands == [] and (tmp_path / ".venv" / "installed.json").exists()


@pytest.mark.parametrize(
    ("target", "made_for"),
    [("win_amd64", "win-amd64 Python 3.12"), ("manylinux_2_28_aarch64", "linux-aarch64 Python 3.12")],
)
def test_a_folder_can_be_for_another_platform(on: Any, tmp_path: Path, target: str, made_for: str) -> None:
    here, recorder = on("linux", "linux-x86_64")
    folder = tmp_path / "carried"
    here.main(["wheels", str(folder), "--for", target, "--python", "3.12"])
    words = next(words for words in recorder.commands if "download" in words)
    platforms = [value for name, value in pairwise(words) if name == "--platform"]
    assert target in platforms and platforms == here.TARGETS[target]
    assert words[words.index("--python-version") + 1] == "3.12" and "--require-hashes" in words
    assert (folder / "made-for.txt").read_text().strip() == made_for
    assert all((folder / name).exists() for name in FILES[:3])


def test_such_a_folder_is_taken_there_and_nowhere_else(on: Any, tmp_path: Path) -> None:
    there, _recorder = on("win32", "win-amd64")
    folder = tmp_path / "carried"
    folder.mkdir()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "made-for.txt").write_text(f"win-amd64 Python {version}\n")
    there.main(["install", "--wheels", str(folder)])
    shutil.rmtree(tmp_path / ".venv")
    (folder / "made-for.txt").write_text(f"linux-aarch64 Python {version}\n")
    with pytest.raises(SystemExit, match="linux-aarch64"):
        there.main(["install", "--wheels", str(folder)])


@pytest.mark.parametrize("words", [["a", "--for", "sparc"], ["a", "--python", "2.7"], ["a", "b"], []])
def test_wheels_that_cannot_be_are_refused(on: Any, words: Words) -> None:
    here, recorder = on("linux", "linux-x86_64")
    with pytest.raises(SystemExit, match="用法"):
        here.main(["wheels", *words])
    assert recorder.commands == []


@pytest.mark.parametrize(
    ("machine", "glibc", "reason"),
    [
        ("linux-aarch64", (2, 17), "2.17"),
        ("linux-x86_64", (0, 0), "不是 glibc"),
        ("linux-loongarch64", (2, 28), "loong"),
    ],
)
def test_a_machine_that_cannot_is_told_before_anything_is_done(
    on: Any, monkeypatch: pytest.MonkeyPatch, machine: str, glibc: tuple[int, int], reason: str
) -> None:
    there, recorder = on("linux", machine)
    monkeypatch.setattr(there, "glibc_version", lambda: glibc)
    for command in ("doctor", "install"):
        with pytest.raises(SystemExit, match=reason):
            there.main([command])
    assert recorder.commands == []


def test_a_machine_that_can_is_told_so(on: Any, capsys: pytest.CaptureFixture[str]) -> None:
    there, recorder = on("linux", "linux-aarch64")
    there.main(["doctor"])
    assert "可以安装" in capsys.readouterr().out and recorder.commands == []


def test_a_western_windows_pipe_reads_chinese() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run([sys.executable, ROOT / "bootstrap.py"], capture_output=True, env=environment)
    assert done.returncode == 1 and "用法" in done.stderr.decode("utf-8")


def test_an_old_python_reaches_the_message() -> None:
    """Python 3.6, of CentOS 7 and Kylin V10, parses the file."""
    ast.parse((ROOT / "bootstrap.py").read_text(encoding="utf-8"), feature_version=(3, 6))
