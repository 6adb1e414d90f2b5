"""Lists that were worked out of one board are not published beside another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.indices.list_basis import is_unchanged, renewed
from core.features.indices.month_lists import ListsChanged, lists_of_month
from core.features.indices.publish import publish, record_lists
from core.store.open import open_store
from core.store.publication import publications
from core.store.raw_connection import WRITE, raw_connect
from core.store.store import Store
from tests.support.state_world import NOW, state_beside

pytestmark = pytest.mark.slow
MONTH = 2026 * 12 + 9


@pytest.fixture
def state(demo_board: Path, tmp_path: Path) -> Path:
    return state_beside(demo_board, tmp_path)


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    opened = open_store(state)
    yield opened
    opened.close()


def test_what_is_written_beside_the_board_changes_no_list(store: Store) -> None:
    lists = lists_of_month(Engine(store), MONTH)
    with store.write("tester", "policy", "", NOW):
        pass
    (publication,) = [record_lists(store, lists, actor="督察甲", now=NOW)]
    assert publications(store.conn) == [publication]


def test_another_board_is_another_basis(store: Store, state: Path) -> None:
    lists = lists_of_month(Engine(store), MONTH)
    board = state.with_name("shown.db")
    copy = board.with_name("newer.db")
    copy.write_bytes(board.read_bytes())
    connection = raw_connect(copy, WRITE)  # one that was built later, of other records
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'data_version'")
    connection.close()
    os.replace(copy, board)
    other = open_store(state)
    assert not any(is_unchanged(other, basis) for basis in lists.bases)
    assert not any(renewed(Engine(other), basis) for basis in lists.bases)
    with pytest.raises(ListsChanged):
        record_lists(other, lists, actor="督察甲", now=NOW)
    assert publish(Engine(other), MONTH, actor="督察甲", now=NOW).month == MONTH
    other.close()
