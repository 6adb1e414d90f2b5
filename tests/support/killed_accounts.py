"""Changes of accounts by a process that may be killed in any of them, and what must be true of those it leaves."""

from __future__ import annotations

import random
from collections.abc import Iterator

from core.access.accounts import Account, accounts, add_account, set_disabled, set_scope
from core.access.password_change import set_password
from core.access.policy import AccessPolicy
from core.access.roles import NAMES, Role
from core.access.sessions import open_session
from core.access.viewer import Scope
from core.store.store import ROOT, Store
from core.store.trail import trail_transaction
from core.store.units import unit_label
from tests.support.intake_world import NOW

MOST = 8  # accounts that are made
NAME, PASSWORD = "受试", "a good password {}"
ROLES = (Role.CHIEF, Role.INSPECTOR)
CHANGES = ("account_add", "account_role", "account_disable", "account_enable", "account_password")


def change_account(store: Store, draw: random.Random) -> tuple[str, str] | None:
    """Makes an account, or bars one, lets it in, gives it another role or another password, and signs in now and then.

    Returns the line of the trail that says so.
    """
    connection, tested = store.conn, _tested(store)
    if len(tested) < MOST and (not tested or draw.random() < 0.3):
        name, password = f"{NAME}{len(tested) + 2}号", PASSWORD.format(draw.getrandbits(40))
        scope = Scope(draw.choice(ROLES), ROOT)
        add_account(connection, name, scope, password, actor="killed", now=NOW, is_own=True)
        return "account", _last_change(store)
    account, what = draw.choice(tested), draw.randrange(4)
    if what == 0:
        set_disabled(connection, account, account.disabled_at is None, actor="killed", now=NOW)
    elif what == 1:
        other = next(role for role in ROLES if role is not account.scope.role)
        set_scope(connection, account, Scope(other, ROOT), actor="killed", now=NOW)
    elif what == 2:
        if account.disabled_at is None:
            with trail_transaction(connection, actor="killed", action="sign_in", detail=account.name, now=NOW):
                open_session(connection, account=account.id, address="10.0.0.1", now=NOW, seconds=900)
        return None
    else:
        set_password(connection, account, PASSWORD.format(draw.getrandbits(40)), actor="killed", now=NOW)
    return "account", _last_change(store)


def account_changes(store: Store) -> set[tuple[str, str]]:
    """Returns the lines of the trail that say how accounts changed."""
    marks = ", ".join("?" * len(CHANGES))
    query = f"SELECT id FROM audit WHERE actor = 'killed' AND action IN ({marks})"
    return {("account", str(line)) for (line,) in store.conn.execute(query, CHANGES)}


def account_faults(store: Store) -> Iterator[str]:
    """Yields what is otherwise with an account than its lines of the trail say, and sessions that should have ended."""
    for account in _tested(store):
        done = [
            (action, detail)
            for action, detail in store.conn.execute(
                "SELECT action, detail FROM audit WHERE action LIKE 'account%' ORDER BY id"
            )
            if detail.split(" ")[0] == account.name
        ]
        roles = [detail for action, detail in done if action in ("account_add", "account_role")]
        bars = [action for action, _ in done if action in ("account_disable", "account_enable")]
        if not roles or not roles[-1].endswith(
            f"{NAMES[account.scope.role]} 单位 {unit_label(store.conn, account.scope.unit)}"
        ):
            yield f"{account.name} has another role than the trail says: {roles[-1:]}"
        if (bars[-1:] == ["account_disable"]) is not (account.disabled_at is not None):
            yield f"{account.name} is barred otherwise than the trail says: {bars[-1:]}"
        yield from _session_faults(store, account)


def _session_faults(store: Store, account: Account) -> Iterator[str]:
    """A bar and another password end the sessions before them: those since the last of them may live."""
    acts = [
        action
        for (action,) in store.conn.execute(
            "SELECT action FROM audit WHERE actor = 'killed' AND detail = ? ORDER BY id", [account.name]
        )
    ]
    ends = [place for place, action in enumerate(acts) if action in ("account_disable", "account_password")]
    expected = acts[ends[-1] if ends else 0 :].count("sign_in")
    (live,) = store.conn.execute(
        "SELECT count(*) FROM session WHERE account = ? AND revoked_at IS NULL", [account.id]
    ).fetchone()
    (old,) = store.conn.execute("SELECT count(*) FROM old_password WHERE account = ?", [account.id]).fetchone()
    if live != min(expected, AccessPolicy().max_sessions):
        yield f"{account.name} has {live} live sessions and not {expected}"
    if old != min(acts.count("account_password"), AccessPolicy().password_history - 1):
        yield f"{account.name} has {old} old passwords"


def _tested(store: Store) -> list[Account]:
    return [account for account in accounts(store.conn) if account.name.startswith(NAME)]


def _last_change(store: Store) -> str:
    return max(account_changes(store), key=lambda change: int(change[1]))[1]
