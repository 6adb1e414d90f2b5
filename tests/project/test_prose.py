"""Code never compares, searches or parses Chinese prose: verdicts, states and choices are enums."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import ROOT

CHINESE = re.compile(r"[\u3400-\u9fff]")
SEARCHES = {"startswith", "endswith", "removeprefix", "removesuffix", "split", "partition", "find", "index", "replace"}
# Text that people bring or that a browser's words are looked up in: reading it is the module's task.
READERS = {
    "core/bulletins/formats/word/template_check.py": "reads the tags of templates that people bring",
    "core/bulletins/official_form.py": "reads the pattern of document numbers that a bureau writes",
    "core/features/prose_audit/cues.py": "reads the sentences of bulletins that people bring",
    "core/features/prose_audit/figures.py": "reads figures with their units in those sentences",
    "core/features/prose_audit/read_file.py": "tells Chinese headers from those of claims",
    "core/features/prose_audit/sentence.py": "reads those sentences word by word",
    "core/features/prose_audit/tables.py": "reads the tables of bulletins that people bring",
    "core/intake/cell_parsers.py": "reads the cells that people fill in",
    "core/intake/layout/row_words.py": "tells totals and notes from data in the tables that people bring",
    "core/intake/mapping/cells.py": "reads amounts that people write in 万",
    "core/intake/mapping/unit_abbreviations.py": "tells the short names of stations in the tables that people bring",
    "core/intake/refused_place.py": "reads a line that files of refused rows carry, when they come back",
    "dashboards/components/change_text.py": "shortens 个百分点 to the screen's own unit",
    "dashboards/i18n/words/__init__.py": "shortens names of units for narrow places",
    "dashboards/i18n/words/chief.py": "shortens names of classes for narrow places",
    "core/spreadsheet_cell.py": "reads the days of a table as a spreadsheet has them",
    "seed/campaign.py": "names an area after its station",
    "seed/ledger.py": "tells villages from neighbourhoods by their made-up names",
}
FILES = sorted(path for room in ("core", "dashboards", "seed") for path in (ROOT / room).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def constants(path: Path) -> dict[str, str]:
    """The module-level names of a file that hold a Chinese text."""
    texts: dict[str, str] = {}
    for node in parsed(path).body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            for name, value in pairs:
                if isinstance(name, ast.Name) and is_prose(value):
                    texts[name.id] = ast.unparse(value)
    return texts


def is_prose(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CHINESE.search(node.value))


@cache
def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    candidates = [path.with_suffix(".py"), path / "__init__.py"]
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def prose_names(path: Path) -> set[str]:
    """Names, plain or behind a module's, under which a file knows Chinese texts."""
    names = set(constants(path))
    for node in ast.walk(parsed(path)):
        if not isinstance(node, ast.ImportFrom) or not node.module:
            continue
        for alias in node.names:
            module = file_of(f"{node.module}.{alias.name}")
            source = file_of(node.module)
            if module is not None:
                names |= {f"{alias.asname or alias.name}.{name}" for name in constants(module)}
            elif source is not None and alias.name in constants(source):
                names.add(alias.asname or alias.name)
    return names


def comparisons(tree: ast.AST) -> Iterator[tuple[ast.AST, list[ast.expr]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield node, [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SEARCHES:
            yield node, node.args
        elif isinstance(node, ast.match_case):
            yield node, [part for part in ast.walk(node.pattern) if isinstance(part, ast.expr)]


def operands(node: ast.expr) -> Iterator[ast.expr]:
    yield node
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from operands(element)


def name_of(node: ast.expr) -> str:
    """A name, plain or behind a module's; nothing of any other expression."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def compared_prose(path: Path) -> Iterator[str]:
    """Yield the lines of a file that compare, search or parse Chinese."""
    names = prose_names(path)
    for node, compared in comparisons(parsed(path)):
        for operand in (part for expression in compared for part in operands(expression)):
            if (is_prose(operand) or name_of(operand) in names) and isinstance(node, ast.expr):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"


def test_nobody_compares_prose() -> None:
    files = [path for path in FILES if str(path.relative_to(ROOT)) not in READERS]
    assert len(files) > 500
    assert not [line for path in files for line in compared_prose(path)]


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_still_reads(reader: str) -> None:
    assert CHINESE.search((ROOT / reader).read_text("utf-8"))
