"""A small real bureau with one account, and cheap hashes, for tests of what lets somebody in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from core.access import passwords
from core.access.accounts import add_account
from core.access.roles import Role
from core.access.viewer import Scope
from core.store.store import ROOT, Store
from core.store.units import NewUnit, add_units
from tests.support.copied_store import new_store

NOW = 1_790_000_000
GOOD, BETTER = "a good password", "quite another lamp"


def small_bureau(folder: Path, *, demo: bool = False) -> Store:
    """Makes a bureau of two stations, with the account 张三 of a chief."""
    store = new_store(folder / "x.db", bureau="甲局", demo=demo, now=NOW)
    with store.write("test", "units", "", NOW):
        add_units(store, [NewUnit("S1", "一所", "station", "甲局"), NewUnit("S2", "二所", "station", "甲局")])
    add_account(store.conn, "张三", Scope(Role.CHIEF, ROOT), GOOD, actor="test", now=NOW, is_own=True)
    return store


@contextmanager
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets hashes cost next to nothing."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 8, 1))
    passwords._nobodys_hash.cache_clear()
    yield
    passwords._nobodys_hash.cache_clear()
