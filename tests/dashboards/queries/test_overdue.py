"""The late instructions of a demonstration are the same on the wall and in the terminal: both have one time."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import instruct
from core.time.days import CHINA
from dashboards.auth import current_user
from dashboards.cli.command import cli
from dashboards.queries import instructions
from dashboards.settings import DB_VARIABLE


def test_wall_and_terminal_name_the_same_late_instructions(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    with current_user.impersonate(current_user.local_viewer()):
        on_the_wall = {late.number for late in instructions.overdue()}
    before_any_was_late = int(datetime(2026, 9, 10, 12, tzinfo=CHINA).timestamp())
    monkeypatch.setattr(instruct, "now", lambda: before_any_was_late)  # the machine's clock does not matter
    printed = CliRunner().invoke(cli, ["instruct", "list", "--late", "--db", str(demo_db)])
    assert on_the_wall and set(re.findall(r"L\d{4}-\d{2}-\d{4}", printed.output)) == on_the_wall
