"""A short run of the soak: killed, cut and hung once each, the wall goes on and tells the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import soak

pytestmark = pytest.mark.browser


def test_a_short_soak(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "TROUBLES", 3)
    monkeypatch.setattr(soak, "AWAY", 1.0)
    found = soak.soak(demo_db, refreshes=60, interval=0.3)
    assert sorted(found["troubles"]) == ["cut", "hung", "killed"]
    assert found["refreshes"] >= 60 and found["new versions"] >= 5
    assert found["uncaught errors"] == {}
    assert found["last figure on the wall"] == found["the command's"] > 0
