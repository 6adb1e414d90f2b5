"""What can be had once is had once, and the trail has one line of it, even where two ask in the same moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from types import ModuleType
from typing import Any

import pytest

from core.access import kiosks, second_factor
from core.access.accounts import find_account
from core.access.kiosks import add_kiosk, open_kiosk
from core.access.second_factor import begin_enrolment, confirm_enrolment, prove
from core.access.totp import code_at
from core.store.sqlite import connect
from core.store.store import ROOT, Store
from core.store.trail import trail_lines, trail_transaction
from tests.support.accounts_world import NOW


def let_another_be_quicker(monkeypatch: pytest.MonkeyPatch, module: ModuleType, act: Callable[[], object]) -> None:
    """Between the look and the transaction of the first who asks, somebody else does the same."""

    def beaten(*words: Any, **named: Any) -> AbstractContextManager[None]:
        monkeypatch.undo()
        act()
        return trail_transaction(*words, **named)

    monkeypatch.setattr(module, "trail_transaction", beaten)


def test_a_link_opens_one_wall(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    token = add_kiosk(store.conn, "大厅", ROOT, actor="x", now=NOW)
    opened: list[str | None] = []
    with closing(connect(store.path, read_only=False)) as other:
        let_another_be_quicker(
            monkeypatch, kiosks, lambda: opened.append(open_kiosk(other, token, address="b", now=NOW))
        )
        assert open_kiosk(store.conn, token, address="a", now=NOW) is None
    assert opened[0] is not None
    assert [line.detail for line in trail_lines(store.conn, 9, "kiosk_open")] == ["b"]


def test_a_recovery_code_opens_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    account = find_account(store.conn, "张三")
    secret = begin_enrolment(store.conn, account).secret
    code = confirm_enrolment(store.conn, account, code_at(secret, NOW // 30), actor="x", now=NOW)[0]
    proved: list[int | None] = []
    with closing(connect(store.path, read_only=False)) as other:
        let_another_be_quicker(
            monkeypatch, second_factor, lambda: proved.append(prove(other, account, code, address="b", now=NOW))
        )
        assert prove(store.conn, account, code, address="a", now=NOW) is None
    assert proved == [0]
    assert len(trail_lines(store.conn, 9, "recovery_code")) == 1
    assert [line.detail for line in trail_lines(store.conn, 9, "sign_in_failed")] == ["a 动态口令"]
