"""A command that is loaded alone is the one that the whole group has, and loads little."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dashboards.cli.command import ALONE, whole_command

LISTED = "import sys; from dashboards.cli.command import command_of; command_of(['{word}']); print(*sys.modules)"


@pytest.mark.parametrize("word", ALONE)
def test_a_command_that_is_loaded_alone(word: str) -> None:
    done = subprocess.run([sys.executable, "-c", LISTED.format(word=word)], capture_output=True, text=True, check=True)
    module, name = ALONE[word]
    assert module in done.stdout and "scipy" not in done.stdout and "streamlit" not in done.stdout
    assert whole_command().commands[word] is getattr(sys.modules[module], name)


def test_its_help_and_its_mistakes_are_those_of_the_group() -> None:
    def said(*words: str) -> str:
        done = subprocess.run([sys.executable, "-m", "dashboards.cli.command", *words], capture_output=True, text=True)
        return done.stdout + done.stderr

    assert "导入一张表" in said("import", "--help")
    assert "缺少参数" in said("import") and "No such" not in said("import", "--x")
