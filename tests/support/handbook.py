"""Reads handbooks: their blocks of code, and the steps that they let a reader take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support.paths import ROOT

_STEP = re.compile(
    r"(?P<verb>Append to|Create|Replace in) `(?P<path>[^`]+)`(?: \(empty\)\.|:\n\n```\w+\n(?P<first>.*?)```)"
    r"(?:\n\nwith\n\n```\w+\n(?P<second>.*?)```)?"
    r"|`(?P<file>[^`\s]+\.(?:csv|toml))`：\n\n```(?:csv|toml)\n(?P<content>.*?)```"
    r"|```sh\n(?P<command>.*?)```\n\n```text\n(?P<shown>.*?)```",
    re.DOTALL,
)


class Step(NamedTuple):
    """A change of a file, or a command (then there is no verb) and what it must show."""

    verb: str
    path: str
    first: str
    second: str
    command: str
    shown: str


def steps(text: str) -> Iterator[Step]:
    """The steps of a handbook or of a part of it, in their order."""
    for match in _STEP.finditer(text):
        parts = {name: part or "" for name, part in match.groupdict().items()}
        file, content = parts.pop("file"), parts.pop("content")
        yield Step(**(parts | {"verb": "Create", "path": file, "first": content} if file else parts))


def blocks(document: str | Path, language: str) -> list[str]:
    """The blocks of code in a language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / document).read_text("utf-8"), re.DOTALL)
