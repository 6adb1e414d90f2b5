"""The small bureau whose accounts these tests let in, with passwords that are cheap to hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.store import Store
from tests.support.accounts_world import cheap_hashes, small_bureau


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with cheap_hashes(monkeypatch):
        yield


@pytest.fixture
def store(tmp_path: Path, cheap_passwords: None) -> Iterator[Store]:
    store = small_bureau(tmp_path)
    yield store
    store.close()
