"""The trail: every kind of line has its Chinese words, and no file leaves the screens without a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from dashboards.i18n.words.steward import ACTIONS

# Where a button hands out a file without asking why, and what makes that right.
NO_FIGURES = {
    "dashboards/pages/indicators/entry.py": "the catalogue's own text",
    "dashboards/pages/audit/findings.py": "what was read from the visitor's own file, which is kept nowhere",
    "dashboards/pages/audit/upload.py": "an empty form",
    "dashboards/pages/steward/intake.py": "an empty form",
    "dashboards/pages/steward/import_report.py": "refused rows of the file that the steward has just brought",
    "dashboards/pages/steward/kept_mappings.py": "headers and words, which say how a file is read",
}
ASKS_WHY = "dashboards/components/export.py"
TICKETS, BUTTON = "dashboards/auth/file_tickets.py", "dashboards/components/download.py"

# The ways in which the code names what a line is of.
WRITING = [
    re.compile(pattern)
    for pattern in (
        r'action="(\w+)"',
        r'\.write\([\w."]+, "(\w+)"',
        r'NewBatch\("(\w+)"',
        r'(?m)^(?:ACTION|LOOK|EXPORT)\b.* = "(\w+)"',
    )
]


def test_every_line_is_told_in_chinese() -> None:
    files = [path for room in ("core", "dashboards", "seed") for path in Path(room).rglob("*.py")]
    written = {name for path in files for pattern in WRITING for name in pattern.findall(path.read_text("utf-8"))}
    assert {"sign_in", "sso_refused", "import", "demo", "instruction", "look"} <= written
    assert written <= set(ACTIONS)


def test_files_leave_by_the_question_why_alone() -> None:
    exporters: set[str] = set()
    for path in Path("dashboards").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        nodes = list(ast.walk(tree))
        assert not any(isinstance(node, ast.Attribute) and node.attr == "download_button" for node in nodes), path
        if any(isinstance(node, ast.Name) and node.id == "PreparedFile" for node in nodes):
            exporters.add(path.as_posix())
    assert exporters == {TICKETS, BUTTON, ASKS_WHY, *NO_FIGURES}
