"""A guarded bureau for tests: a copy of the small demo with an account of every role."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from core.access.accounts import add_account, find_account, set_scope
from core.access.roles import EVERYONE, Role
from core.access.sessions import open_session
from core.access.tokens import digest
from core.access.viewer import Scope
from core.store.open import open_store
from core.store.sqlite import connect
from core.store.trail import trail_transaction
from core.store.units import unit_tree
from dashboards.registry import PageEntry

PASSWORD = "correct horse 9"
DEPARTMENT_PAGE = "legal"  # the field of work that the fixture's department answers for


def opens_for(entry: PageEntry, role: Role) -> bool:
    """Whether a page opens for the fixture's account of a role: the department's is of one field of work."""
    return role in entry.roles and (role is not Role.DEPARTMENT or entry.domain in ("", DEPARTMENT_PAGE))


@dataclass(frozen=True)
class Bureau:
    """Where it is, and who and what is in it: own and other station, and an officer of each and one more of the own."""

    path: Path
    root: int
    station: int
    other_station: int
    officer: str
    colleague: str
    stranger: str

    def scope(self, role: Role) -> Scope:
        """What each role of the fixture sees."""
        if role is Role.DEPARTMENT:
            return Scope(role, self.root, domain=DEPARTMENT_PAGE)
        if role in (Role.STATION, Role.OFFICER):
            return Scope(role, self.station, self.officer if role is Role.OFFICER else None)
        return Scope(role, self.root)

    def session(self, role: Role, *, seconds: int = 3600, revoked: bool = False) -> str:
        """The token of a new session of a role's account; one of a negative length is over already."""
        connection = connect(self.path, read_only=False)
        now = int(time.time())
        account = find_account(connection, role.value)
        with trail_transaction(connection, actor="test", action="test", detail="", now=now):
            token = open_session(connection, account=account.id, address="-", now=now, seconds=seconds)
            if revoked:
                connection.execute("UPDATE session SET revoked_at = ? WHERE digest = ?", [now, digest(token)])
        connection.close()
        return token


def guarded(demo_db: Path, folder: Path) -> Bureau:
    """Return a copy of the demo with an account a role, each named by its role."""
    made = _made(demo_db)
    return replace(made, path=Path(shutil.copy(made.path, folder / "guarded.db")))


@cache
def _made(demo_db: Path) -> Bureau:
    """Makes the one that the others are copies of: six passwords to be kept as hashes take a second."""
    path = Path(shutil.copy(demo_db, demo_db.with_name("guarded.db")))
    store = open_store(path, now=int(time.time()))
    tree = unit_tree(store)
    own, other = tree.stations(tree.root.id)[:2]
    serving = {
        station.id: [
            row[0]
            for row in store.conn.execute(
                "SELECT DISTINCT p.officer FROM fact_posting p JOIN unit_ancestor a ON a.unit = p.unit "
                "WHERE a.ancestor = ? AND p.to_day IS NULL AND p.kind = 'police' ORDER BY 1",
                [station.id],
            )
        ]
        for station in (own, other)
    }
    officer, colleague = serving[own.id][:2]
    bureau = Bureau(path, tree.root.id, own.id, other.id, officer, colleague, serving[other.id][0])
    for role in EVERYONE:
        scope, now = bureau.scope(role), int(time.time())
        add_account(store.conn, role.value, scope, PASSWORD, actor="test", now=now, is_own=True)
    store.close()
    return bureau


def give(bureau: Bureau, name: str, scope: Scope) -> None:
    """Gives an account another scope."""
    connection = connect(bureau.path, read_only=False)
    set_scope(connection, find_account(connection, name), scope, actor="test", now=int(time.time()))
    connection.close()
