"""The benchmark of bulletins on a small bureau: what the command says, their own audit, and the way back all agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bulletins import measure

pytestmark = pytest.mark.slow


def test_bulletins_say_what_the_command_says(demo_db: Path) -> None:
    pytest.importorskip("docx")
    told = measure(demo_db, months=1, weeks=1)
    assert told["documents"] == 2
    assert told["figures"] > 50
    assert told["read_back"] > 50
    assert (told["differing"], told["faults"], told["called_false"]) == (0, 0, 0)
