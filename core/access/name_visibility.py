"""Visibility of the names of those who bear a duty (派发人, 签收人, 包案领导, 责任人); others see the unit alone.

The name is for those on the task and for the chain above it. Decided here, where a query is answered; a page shows
what it is given.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from core.access.roles import NAMES, Role
from core.access.viewer import Scope
from core.store.trail import signed_name
from core.store.units import UnitTree

if TYPE_CHECKING:
    from sqlite3 import Connection

ACCOUNT_PREFIX, DEMO_ROLE_PREFIX = "user:", "demo:"  # how actors are written in events and in the trail


class NameVisibility:
    """Tells whether a viewer of a scope may see the names on tasks. `tree` is the whole bureau's."""

    def __init__(self, scope: Scope, tree: UnitTree) -> None:
        self._scope, self._tree = scope, tree
        self._is_chief_of = cache(self._find_is_chief_of)  # asked for every task of a city

    def is_allowed(self, unit: int, *, issuer: int | None = None, officers: Collection[str] = ()) -> bool:
        """Returns True if the names on a task of a unit, its station or the answering one, may be seen.

        That may: an officer whose own number is among `officers`; the chief of the station that answers for it; the
        chiefs of the units above; and, where one unit sent it to another, who issues for `issuer`. A wall, a trainer,
        a steward, another station and an inspector who did not send it see the unit alone.
        """
        scope = self._scope
        if scope.officer is not None and scope.officer in officers:
            return True
        if self._is_chief_of(unit):
            return True
        return issuer is not None and scope.unit == issuer and scope.role in (Role.CHIEF, Role.INSPECTOR)

    def _find_is_chief_of(self, unit: int) -> bool:
        """Returns True for the chief of a unit or of one above it."""
        line = {unit, *(above.id for above in self._tree.ancestors(unit))}
        return self._scope.role in (Role.CHIEF, Role.STATION) and self._scope.unit in line


def actor_name(actor: str) -> str:
    """Return who did something as people say it: the account, the part that is played, or the name that was signed."""
    if actor.startswith(DEMO_ROLE_PREFIX):
        return NAMES.get(Role(actor.removeprefix(DEMO_ROLE_PREFIX)), actor)
    return signed_name(actor).removeprefix(ACCOUNT_PREFIX)


def actor_names(connection: Connection, actors: Collection[str]) -> dict[str, str]:
    """Returns the names of people by the actor that events have for them.

    The officer's name where the account is an officer's, otherwise the account's; a part that is played has its role's.
    """
    officers = dict(
        connection.execute("SELECT a.name, o.name FROM account a JOIN officer o ON o.id = a.officer").fetchall()
    )
    played = {f"{DEMO_ROLE_PREFIX}{role}": name for role, name in NAMES.items()}

    def called(actor: str) -> str:
        account = actor.removeprefix(ACCOUNT_PREFIX)
        return officers.get(account, account) if account != actor else played.get(actor, actor)

    return {actor: called(actor) for actor in actors}
