"""The bureau in which something happens, made once for the tests of signals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.made_once import made_once
from tests.support.signal_world import make_eventful


@pytest.fixture(scope="session")
def eventful_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bureau with a surge, a cluster and a silent station, not to be written to."""
    return made_once(tmp_path_factory, "eventful.db", make_eventful)
