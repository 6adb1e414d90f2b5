"""A command that is loaded alone is the one that the whole group has, and loads little."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module

import click
import pytest

from dashboards.cli.command import ALONE, whole_command

LOADED_ALONE = """
import json, sys
from click.testing import CliRunner
from dashboards.cli.command import ALONE, command_of
group = command_of(["import"])
said = [CliRunner().invoke(group, words).output for words in (["import", "--help"], ["import"], ["import", "--x"])]
assert "core.cli.import_command" in sys.modules
beside = [name for name in ("scipy", "streamlit") if name in sys.modules]
loaded = {word: command_of([word]).commands[word] for word in ALONE}
words = {word: sorted(getattr(command, "commands", ())) for word, command in loaded.items()}
print(json.dumps([said, beside, words, "core.cli.commands" in sys.modules]))
"""


def test_each_is_the_one_of_the_group() -> None:
    whole = whole_command()
    for word, (module, name) in ALONE.items():
        assert whole.commands[word] is getattr(import_module(module), name)


@pytest.mark.slow
def test_loaded_alone_it_is_complete_and_without_the_others() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED_ALONE], capture_output=True, text=True, check=True)
    said, beside_the_import, words, are_all_loaded = json.loads(done.stdout)
    assert "导入一张表" in said[0]  # its help and its mistakes are those of the group
    assert "缺少参数" in said[1] and "没有选项" in said[2] and "No such" not in said[2]
    assert beside_the_import == [] and not are_all_loaded
    whole = whole_command()
    for word, inner in words.items():
        command = whole.commands[word]
        assert inner == (sorted(command.commands) if isinstance(command, click.Group) else [])
