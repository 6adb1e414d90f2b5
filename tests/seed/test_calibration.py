"""Every parameter of the generator says where it comes from."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.paths import ROOT

CALIBRATION = ROOT / "seed" / "calibration.py"
LINES = CALIBRATION.read_text(encoding="utf-8").splitlines()
SOURCES = "安康|广州|运城|诸暨|萧山|金华|嘉兴"
REASONED = re.compile(rf"assumed\b[^.]*\bbecause\b|{SOURCES}", re.IGNORECASE)
NAMES = {"YEAR", "SETTINGS", "CLASSES", "DISPUTE_KINDS", "BODIES", "PREMISES", "SWEEP_PREMISES"}
NAMES |= {"ITEMS", "CHANNELS"}  # words, not parameters


def assignments() -> list[ast.Assign | ast.AnnAssign]:
    tree = ast.parse("\n".join(LINES))
    nodes = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return [node for node in nodes if not names_of(node) <= NAMES]


def names_of(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


def remark(node: ast.Assign | ast.AnnAssign) -> str:
    """The comments in the lines of an assignment and right above it."""
    above = node.lineno - 2
    texts: list[str] = []
    while above >= 0 and LINES[above].startswith("# ") and not LINES[above].startswith("# --"):
        texts.insert(0, LINES[above])
        above -= 1
    texts += [line.split("#", 1)[1] for line in LINES[node.lineno - 1 : node.end_lineno] if "#" in line]
    return " ".join(text.lstrip("# ") for text in texts)


@pytest.mark.parametrize("node", assignments(), ids=lambda node: "-".join(sorted(names_of(node))))
def test_every_parameter_has_a_source_or_says_why_it_is_assumed(node: ast.Assign | ast.AnnAssign) -> None:
    assert REASONED.search(remark(node)), remark(node) or "no remark"
