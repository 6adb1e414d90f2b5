"""Records that are drawn in a process beside are those that are drawn here, and it ends with whoever asked for it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from seed import drawn_beside
from seed.bureau import plan
from seed.plan_store import FillError

pytestmark = pytest.mark.slow  # a process takes a second to start

PLAN = plan("small", 3, date(2026, 2, 28), date(2026, 1, 1))


def test_what_is_drawn_beside_is_the_same() -> None:
    parts = zip(drawn_beside.drawn_here(PLAN, PLAN.months), drawn_beside.drawn_beside(PLAN, PLAN.months), strict=True)
    drafts = [pair for here, beside in parts for pair in zip(here, beside, strict=True)]
    assert len(drafts) > len(PLAN.profiles)
    for here, beside in drafts:
        assert (here.kind, here.lives, here.columns.keys()) == (beside.kind, beside.lives, beside.columns.keys())
        for name, values in here.columns.items():
            np.testing.assert_array_equal(values, beside.columns[name], strict=True)


def test_the_process_ends_when_nobody_asks_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Started(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr("seed.drawn_beside.subprocess.Popen", Started)
    monkeypatch.setattr(drawn_beside, "LEAST_STATIONS", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    parts = drawn_beside.station_months(PLAN, PLAN.months)
    next(parts)
    (process,) = started
    assert process.poll() is None
    parts.close()
    assert process.poll() == 0


def test_a_process_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seed.drawn_beside.sys.executable", "false")
    with pytest.raises(FillError, match="接着造"):
        next(drawn_beside.drawn_beside(PLAN, PLAN.months))


def test_the_main_script_is_not_run_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As in a server, where the main module is the page that is drawn."""
    script = ModuleType("__main__")
    script.__file__ = str(tmp_path / "page.py")
    (tmp_path / "page.py").write_text("raise RuntimeError('drawn again')")
    monkeypatch.setitem(sys.modules, "__main__", script)
    parts = drawn_beside.drawn_beside(PLAN, PLAN.months)
    assert next(parts)
    parts.close()
