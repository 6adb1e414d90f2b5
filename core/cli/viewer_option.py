"""Option --user: a command answers as that account may see it."""

from __future__ import annotations

import click

from core.access.accounts import find_account
from core.access.context import RequestContext
from core.access.scoped_engine import ScopedEngine
from core.access.viewer import Viewer
from core.cli.common import Command, now
from core.engine import Engine
from core.store.sqlite import StoreError, connect
from core.store.store import Store
from core.store.trail import trail_transaction


def user_option(command: Command) -> Command:
    """Adds the option. Whoever can open the file sees all of it; with the option, no more than the account."""
    return click.option("--user", help="按这个账号的查看范围回答；不写即全部（能打开文件的人）")(command)


def engine_for(store: Store, user: str | None) -> Engine | ScopedEngine:
    """Returns the engine, or that of an account. Raises StoreError (Chinese) if there is no such account."""
    engine = Engine(store)
    if user is None:
        return engine
    account = find_account(store.conn, user)
    if account.disabled_at is not None:
        raise StoreError(f"账号“{account.name}”已停用。")

    def write_trail(action: str, detail: str) -> None:
        connection = connect(store.path, read_only=False)
        try:
            with trail_transaction(connection, actor=account.actor, action=action, detail=detail, now=now()):
                pass
        finally:
            connection.close()

    viewer = Viewer(account.actor, account.name, account.scope)
    return ScopedEngine(RequestContext(engine, viewer, write_trail))
