"""A short run of the soak: killed, cut and hung once each, the wall goes on and tells the truth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks import soak

pytestmark = pytest.mark.browser


def test_a_short_soak(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "TROUBLES", 3)
    monkeypatch.setattr(soak, "AWAY", 1.0)
    with ThreadPoolExecutor(1) as elsewhere:  # a browser test before may have left a loop running in this thread
        found = elsewhere.submit(soak.soak, demo_db, refreshes=60, interval=0.3).result()
    assert sorted(found["troubles"]) == ["cut", "hung", "killed"]
    assert found["refreshes"] >= 60 and found["new versions"] >= 5
    assert found["uncaught errors"] == {}
    assert found["last figure on the wall"] == found["the command's"] > 0
