"""Every KPI, command, setting and page is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from core.catalogue.field_reference import field_descriptions, field_text, section_models, sections
from core.catalogue.load import OVERLAY_SECTIONS
from dashboards.cli.command import cli
from dashboards.cli.manual import manual
from dashboards.registry import ENTRIES
from tests.support.paths import ROOT

OPERATIONS = ["docs/operations.md", "docs/operations.zh-CN.md"]
PAGES = ["docs/pages.md", "docs/pages.zh-CN.md"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))
    yield path, command


ALL = dict(commands(cli))
MODELS = sorted(
    {model for section in sections() for model in section_models(section)}, key=lambda model: model.__name__
)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_and_every_option_says_what_it_is_for_in_chinese(path: tuple[str, ...]) -> None:
    command = ALL[path]
    assert CHINESE.search(command.help or "")
    options = [one for one in command.params if isinstance(one, click.Option) and one.name not in ("help", "version")]
    silent = [one.name for one in options if not CHINESE.search(one.help or "") and not one.hidden]
    assert not silent


@pytest.mark.parametrize("handbook", OPERATIONS)
def test_every_command_is_in_the_handbook(handbook: str) -> None:
    text = (ROOT / handbook).read_text("utf-8")
    missing = [
        " ".join(path)
        for path, command in ALL.items()
        if path and not isinstance(command, click.Group) and not _named(text, path)
    ]
    assert not missing


def _named(text: str, path: tuple[str, ...]) -> bool:
    """Whether a line of the table of commands begins with the command, or lists it after its group."""
    lines = [line for line in text.splitlines() if line.startswith(f"| `fengjing {path[0]}")]
    return any(f"`fengjing {' '.join(path)}" in line or f"`{path[-1]}" in line for line in lines)


def test_the_command_line_is_documented_as_it_is() -> None:
    assert (ROOT / "docs/command-line.md").read_text("utf-8") == manual()


@pytest.mark.parametrize("handbook", PAGES)
def test_every_page_is_in_the_handbook(handbook: str) -> None:
    text = (ROOT / handbook).read_text("utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]
    named = {name.strip() for cell in cells for name in re.split("[,、]", cell)}  # pages of one kind share a row
    assert not {entry.name for entry in ENTRIES} - named


@pytest.mark.parametrize("handbook", OPERATIONS)
def test_every_variable_of_the_environment_is_in_the_handbook(handbook: str) -> None:
    text = (ROOT / handbook).read_text("utf-8")
    files = [path for room in ("core", "dashboards", "seed") for path in (ROOT / room).rglob("*.py")]
    read = {name for path in files for name in re.findall(r'"(FENGJING_[A-Z_]+)"', path.read_text("utf-8"))}
    assert read
    assert not {name for name in read if name not in text}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_of_a_catalogue_file_is_explained(model: type[BaseModel]) -> None:
    assert not [name for name in model.model_fields if not field_text(model, name)]


@pytest.mark.slow
def test_the_schema_is_told_by_a_command() -> None:
    def told(*args: str) -> str:
        done = CliRunner().invoke(cli, ["catalogue", "schema", *args], catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout

    assert all(section in told() for section in OVERLAY_SECTIONS)
    for section in sections():
        assert all(note.key in told(section) for note in field_descriptions(section))
    assert "whether it may enter assessment" in told("kpis")
    assert "必填" in told("kpis")


@pytest.mark.parametrize("document", ["docs/assessment.zh-CN.md", "SECURITY.md"])
def test_every_test_that_is_shown_to_an_assessor_exists_and_holds_tests(document: str) -> None:
    """A path in back quotes, or a file's name alone, which lies in the folder of the path before it."""
    folder, named, wrong = ROOT, 0, []
    for text in re.findall(r"`((?:tests/)?[\w./-]*(?:test_\w+\.py|/))`", (ROOT / document).read_text("utf-8")):
        if not text.startswith("tests/") and "/" in text:
            continue
        path = ROOT / text if text.startswith("tests/") else folder / text
        folder = path if text.endswith("/") else path.parent
        files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
        named += 1
        if not any(file.is_file() and re.search(r"^\s*def test_", file.read_text("utf-8"), re.M) for file in files):
            wrong.append(text)
    assert named > 10 and not wrong
