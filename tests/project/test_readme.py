"""The READMEs and handbooks keep their word: the same commands in both languages, an example that works as printed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from core.catalogue.load import load_catalogue
from tests.support.handbook import blocks

TWINS = [
    *("README", "core/README", "dashboards/README"),
    *("docs/operations", "docs/pages", "docs/first-use", "docs/service", "docs/proxy"),
]
READMES = [Path("README.md"), Path("README.zh-CN.md")]
DOCUMENTS = sorted(
    {*Path().glob("*.md"), *(path for room in ("core", "dashboards", "docs") for path in Path(room).rglob("*.md"))}
)
LONGEST = 150  # lines of a README


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


@pytest.mark.parametrize("readme", DOCUMENTS, ids=str)
def test_pictures_files_and_sections_exist(readme: Path) -> None:
    for target, section in re.findall(r"\]\((?!http)([^)#]*)(?:#([^)]+))?\)", readme.read_text("utf-8")):
        there = readme.parent / target if target else readme  # a section of its own
        assert there.is_file(), target
        assert not section or section in anchors(there), section


def anchors(readme: Path) -> set[str]:
    """Return what the headings of a file are called in its address."""
    heads = re.findall(r"^#+ (.*)$", readme.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", TWINS)
def test_both_languages_have_as_many_sections_and_tables(document: str) -> None:
    english, chinese = (Path(f"{document}{ending}").read_text("utf-8") for ending in (".md", ".zh-CN.md"))
    for shape in (r"^#+ ", r"^\|", r"^```"):
        assert len(re.findall(shape, english, re.MULTILINE)) == len(re.findall(shape, chinese, re.MULTILINE)), shape
    named = [set(re.findall(r"`([a-z_./]+\.(?:toml|py|md)|python -m [^`]+)`", text)) for text in (english, chinese)]
    assert named[0] == named[1]


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_a_readme_is_read_in_one_sitting(readme: Path) -> None:
    assert len(readme.read_text("utf-8").splitlines()) <= LONGEST


FOLDERS = ("core", "dashboards", "seed", "tests", "benchmarks", "docs", ".streamlit", ".ci")


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    quoted = re.findall(r"(?<!Create )`([\w./-]+)`", document.read_text("utf-8"))
    paths = [path for path in quoted if path.split("/")[0] in FOLDERS and "/" in path]
    assert not [path for path in paths if not Path(path).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_name_that_a_document_gives_with_its_file_exists(document: Path) -> None:
    for path, name in re.findall(r"`([\w/]+\.py)::(\w+)`", document.read_text("utf-8")):
        nodes = ast.walk(ast.parse(Path(path).read_text("utf-8")))
        assert name in {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}, (path, name)


@pytest.mark.parametrize("readme", READMES, ids=str)
def test_a_readme_says_where_to_begin(readme: Path) -> None:
    text = readme.read_text("utf-8")
    missing = {
        path for path in ("bootstrap.py", ".ci/run", "core/catalogue/data", "core/catalogue/spec") if path not in text
    }
    assert not missing
