"""The READMEs keep their word: the same commands in both, and an example that works as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue

READMES = [Path("README.md"), Path("README.zh-CN.md")]


def blocks(readme: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", readme.read_text("utf-8"), re.DOTALL)


def commands(readme: Path) -> list[str]:
    lines = "\n".join(blocks(readme, "sh")).splitlines()
    stripped = [re.sub(r"\s+#.*|<.*?>", "", line).strip() for line in lines]
    return [line for line in stripped if line]


def test_both_give_the_same_commands_and_the_same_example() -> None:
    assert commands(READMES[0]) == commands(READMES[1])
    assert blocks(READMES[0], "toml") == blocks(READMES[1], "toml")


def test_the_example_of_a_new_kpi_loads() -> None:
    (example,) = blocks(READMES[0], "toml")
    assert load_catalogue({"ours.toml": example}).kpis["drunk_alerts"].numerator == "drunk_alerts"


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_pictures_and_files_exist(readme: Path) -> None:
    text = readme.read_text("utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert Path(target).is_file(), target
    for path in ("bootstrap.py", ".streamlit/config.toml", ".ci/run", "core/catalogue/data", "core/catalogue/spec"):
        assert path in text or path == ".ci/run"
        assert Path(path).exists(), path
