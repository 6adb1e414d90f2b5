"""The benchmark of all pages: it leaves none out, adds up what was spent, and counts what is over its bars."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.pages.__main__ import LookTimes, Timing, report
from benchmarks.pages.counted import BACKGROUND, PAGE, counted, counted_answers, spent
from benchmarks.pages.looks import all_looks
from dashboards.background.messages import Answer
from dashboards.registry import ENTRIES, entry_at

QUICK, SLOW = Timing(0.5, 0.5, 0.25, 0.0), Timing(8.0, 9.0, 1.6, 2.0)


def test_every_page_of_the_menu_is_looked_at_and_no_other() -> None:
    seen = {entry_at(urlsplit(look.address).path) for look in all_looks(1)}
    assert seen == set(ENTRIES)


def test_what_pages_and_the_background_spend_is_added_up_apart(tmp_path: Path) -> None:
    notes = tmp_path / "seconds"
    notes.write_text("", "ascii")
    work = counted(notes, PAGE, lambda seconds: _work(seconds))
    assert [work(0.02), work(0.03)] == [0.02, 0.03]
    asking = counted_answers(notes, lambda: Answer("name", seconds=0.25))
    assert asking().value == "name"
    assert spent(notes)[PAGE] == pytest.approx(0.05, abs=0.02) and spent(notes)[BACKGROUND] == 0.25


def _work(seconds: float) -> float:
    """Keep the processor busy for some seconds of this thread."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return seconds


def test_the_report_counts_what_is_over_the_bars() -> None:
    text = report(
        [
            LookTimes("station", SLOW, QUICK, QUICK),
            LookTimes("walls", None, SLOW, QUICK),
            LookTimes("audit", None, QUICK, SLOW),
        ]
    )
    assert "| station | 9.0 | 2.00 | 0.5 | 0.5 | 0.25 | 0.5 | 0.5 | 0.25 |" in text
    assert "| walls |  |  | 8.0 | 9.0 | 1.60 | 0.5 | 0.5 | 0.25 |" in text
    assert "whole page after a start: 1 of 3: walls." in text and "whole page again: 1 of 3: audit." in text


@pytest.mark.browser
def test_a_page_is_looked_at_twice_at_a_server_of_its_own(demo_db: Path, tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.json"
    options = ["--db", str(demo_db), "--only", "audit", "--json", str(numbers)]
    # A process of its own: the browser tests of this one keep a Playwright of theirs.
    command = [sys.executable, "-m", "benchmarks.pages", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    (look,) = json.loads(numbers.read_text("utf-8"))
    assert (
        look["name"] == "audit"
        and look["of_new_data"] is None
        and min(look["first"]["page"], look["second"]["page"], look["first"]["stands"]) > 0
    )
