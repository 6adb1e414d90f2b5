"""What the tests of the process beside the server share: the process, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboards.background.process import BackgroundProcess


@pytest.fixture(scope="session")
def process() -> Iterator[BackgroundProcess]:
    process = BackgroundProcess()
    yield process
    process.close()
