"""The table of faults in the READMEs of dashboards: every fault has a test that exists, both name the same tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

READMES = {"dashboards/README.md": "## What goes wrong", "dashboards/README.zh-CN.md": "## 出了故障怎么办"}
LEAST = 10  # kill, hang, locked, missing, corrupt, replaced, disk full, slow, late, one panel


def table(readme: str) -> list[list[str]]:
    """The tests named in each row."""
    section = Path(readme).read_text("utf-8").split(READMES[readme])[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [re.findall(r"`(test_\w+)`", row) for row in rows]


@pytest.mark.parametrize("readme", READMES)
def test_every_fault_has_a_test(readme: str) -> None:
    written = "\n".join(path.read_text("utf-8") for path in Path("tests").rglob("test_*.py"))
    rows = table(readme)
    assert len(rows) >= LEAST
    for names in rows:
        assert names
        for name in names:
            assert len(re.findall(rf"^def {name}\(", written, re.MULTILINE)) == 1, name


def test_both_tables_name_the_same_tests() -> None:
    english, chinese = READMES
    assert table(english) == table(chinese)
