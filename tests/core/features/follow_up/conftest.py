"""A bureau without records, for the tests of instructions alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.store import Store
from tests.support.worlds import copied, empty_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "empty").mkdir()
    opened = copied(empty_store(tmp_path / "empty"), tmp_path / "bureau.db")
    yield opened
    opened.close()
