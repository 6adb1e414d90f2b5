"""Chinese that is shown has Chinese punctuation: a half-width bracket or comma beside a character is a slip."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][(),;:!?]|[(),;:!?][\u4e00-\u9fff]")
SHOWN = ("core/catalogue/data/", "core/catalogue/examples/", "core/bulletins/data/", "seed/lessons/data/")
WORDS = "dashboards/i18n/words/"
CODE = re.compile(r"```.*?```|`[^`]*`|(?<=\])\([^)]*\)", re.DOTALL)
CLOCK = "时:分"  # the form of a time, as the clock writes it


def texts_in(value: Any) -> Iterator[str]:
    """Yield all texts of a file of data, its keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from texts_in(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from texts_in(entry)


def constants_of(path: Path) -> Iterator[str]:
    """Yield the texts of a module, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def shown_texts() -> Iterator[tuple[str, str]]:
    """Yield file and text of all that is shown in Chinese: catalogue, bulletins, lessons, words, handbooks."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        path = ROOT / name
        if name.startswith(SHOWN) and name.endswith(".toml"):
            texts = texts_in(tomllib.loads(path.read_text(encoding="utf-8")))
        elif name.startswith(WORDS) and name.endswith(".py"):
            texts = constants_of(path)
        elif name.endswith(".zh-CN.md"):
            texts = iter([CODE.sub("", path.read_text(encoding="utf-8")).replace(CLOCK, "")])
        else:
            continue
        yield from ((name, text) for text in texts)


def test_what_is_shown_has_full_width_punctuation_beside_characters() -> None:
    texts = list(shown_texts())
    assert len(texts) > 4000 and any("联动工作站（4+X）" in text for _, text in texts)
    slips = [
        (name, text[max(0, match.start() - 12) : match.end() + 12])
        for name, text in texts
        for match in HALF_WIDTH.finditer(text)
    ]
    assert slips == []
