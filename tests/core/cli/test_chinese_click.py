"""What click itself says of a mistyped command is Chinese."""

from __future__ import annotations

import ast
from itertools import chain
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli.chinese_click import MODULES, WORDS
from core.cli.commands import COMMANDS
from core.cli.common import cli

for command in COMMANDS:
    cli.add_command(command)

MISTAKES = {
    "no such command": (["nosuch"], "没有命令 'nosuch'"),
    "a command nearly so": (["improt"], "是否应为：'import'"),
    "no such option": (["check", "--nosuch"], "没有选项 '--nosuch'"),
    "missing argument": (["months"], "缺少参数 'IDS...'"),
    "missing option": (["kpi", "alerts_total"], "缺少选项 '--db'。"),
    "an argument too many": (["template", "alert", "多的"], "多写了参数：多的"),
    "not a choice": (["kpi", "x", "--format", "yaml"], "不在可选值之内"),
    "no value": (["kpi", "x", "--db"], "选项 '--db' 后面要写一个值"),
    "no such file": (["import", "alert", "没有.csv", "--db", "x.db"], "文件 '没有.csv' 不存在"),
    "a value of a flag": (["import", "alert", "x", "--complete=1"], "选项 '--complete' 后面不带值"),
    "no number": (["batch", "undo", "三"], "'三' 不是数"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_in_chinese(mistake: str) -> None:
    words, told = MISTAKES[mistake]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert told in result.stderr, result.stderr
    for english in ("Error", "Usage:", "Try", "Missing", "No such", "Invalid"):
        assert english not in result.stderr


def test_the_table_has_clicks_own_texts() -> None:
    files = (Path(str(module.__file__)).read_text("utf-8") for module in MODULES)
    nodes = chain.from_iterable(ast.walk(ast.parse(text)) for text in files)
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(WORDS) <= texts
