"""A publication that is killed at any moment leaves the former board or the new one, whole, and no litter for long."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from core.board_folder.publish import PublishOrder, publish_board
from core.board_folder.published_board import require_pointer
from tests.support.killed_publications import NOW, killed_publication, next_publication_faults

pytestmark = pytest.mark.slow
KILLS = 6


def test_killed_publications(versions: list[Path], tmp_path: Path) -> None:
    folder, draw = tmp_path / "published", random.Random(20)
    began = time.monotonic()
    publish_board(versions[0], PublishOrder(folder), by="first", now=NOW)
    longest = time.monotonic() - began
    for kill in range(KILLS):
        following = next(file for file in versions if file.name != f"v{require_pointer(folder).data_version}.db")
        assert killed_publication(following, folder, draw.uniform(0, longest)) == [], kill
    shown = require_pointer(folder).data_version
    assert next_publication_faults(versions[0 if shown != 10 else 1], folder) == []
