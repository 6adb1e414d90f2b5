"""CONTRIBUTING keeps its word: each recipe is walked through in a copy of the product, and says what is shown."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.handbook import Step, steps
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs" / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = {part.splitlines()[0]: part for part in GUIDE.split("\n## ")[1:]}


def recipe_steps(recipe: str) -> Iterator[Step]:
    return steps(recipe.replace("(`dashboards/", "(dashboards/"))


def take(step: Step, tree: Path) -> None:
    path = tree / step.path
    if step.verb == "Create":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.first, "utf-8")
    elif step.verb == "Append to":
        path.write_text(f"{path.read_text('utf-8')}\n{step.first}", "utf-8")
    else:
        text = path.read_text("utf-8")
        assert text.count(step.first) == 1, (step.path, step.first)
        path.write_text(text.replace(step.first, step.second), "utf-8")


def run(command: str, tree: Path) -> str:
    words = shlex.split(command)
    program = ["-m", "dashboards.cli.command", *words[1:]] if words[0] == "fengjing" else words[1:]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run([sys.executable, *program], cwd=tree, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_file_that_the_guide_names_is_there() -> None:
    """Or is one that a recipe creates; of a name with a line, an option or a word behind it the file alone."""
    rooms = "|".join(path.name for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier())
    named = set(re.findall(rf"`((?:{rooms})/[\w./-]*[\w/])", GUIDE))
    created = {step.path for recipe in RECIPES.values() for step in recipe_steps(recipe) if step.verb == "Create"}
    folders = {str(Path(path).parent) for path in created}
    assert len(named) > 40
    assert not [name for name in named if not (ROOT / name).exists() and name.rstrip("/") not in created | folders]


# Compiled modules are taken along, or every recipe would compile them all; not those that are being written just now.
LEFT_OUT = shutil.ignore_patterns("screenshots", "*.pyc.*")


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_works_as_written(tmp_path: Path, title: str) -> None:
    for room in ("core", "dashboards", "docs", "seed"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=LEFT_OUT)
    commands = 0
    for step in recipe_steps(RECIPES[title]):
        if step.verb:
            take(step, tmp_path)
            continue
        output = run(step.command, tmp_path)
        assert all(line in output for line in step.shown.splitlines()), output
        commands += 1
    assert commands > 0
