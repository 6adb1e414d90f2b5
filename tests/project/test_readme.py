"""The READMEs keep their word: the same commands in both, and an example that works as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue

ROOMS = [Path(), Path("core"), Path("dashboards")]
READMES = [Path("README.md"), Path("README.zh-CN.md")]
EVERY = [room / readme for room in ROOMS for readme in READMES]


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


@pytest.mark.parametrize("readme", EVERY, ids=str)
def test_pictures_files_and_sections_exist(readme: Path) -> None:
    for target, section in re.findall(r"\]\((?!http)([^)#]*)(?:#([^)]+))?\)", readme.read_text("utf-8")):
        there = readme.parent / target
        assert there.is_file(), target
        assert not section or section in anchors(there), section


def anchors(readme: Path) -> set[str]:
    """What the headings of a file are called in its address."""
    heads = re.findall(r"^#+ (.*)$", readme.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_both_languages_have_as_many_sections_and_tables(room: Path) -> None:
    one, other = ((room / readme).read_text("utf-8") for readme in READMES)
    for shape in (r"^#+ ", r"^\|", r"^```"):
        assert len(re.findall(shape, one, re.MULTILINE)) == len(re.findall(shape, other, re.MULTILINE)), shape
    named = [set(re.findall(r"`([a-z_./]+\.(?:toml|py|md)|python -m [^`]+)`", text)) for text in (one, other)]
    assert named[0] == named[1]


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_the_house_is_told(readme: Path) -> None:
    text = readme.read_text("utf-8")
    for path in ("bootstrap.py", ".streamlit/config.toml", ".ci/run", "core/catalogue/data", "core/catalogue/spec"):
        assert path in text or path == ".ci/run"
        assert Path(path).exists(), path
