"""The right to publish lists of the whole bureau, asked at the press and again where they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.accounts import AccountError, find_account, has_accounts
from core.access.roles import Role
from core.access.viewer import AccessRefused, Scope, Viewer
from core.store.store import ROOT

if TYPE_CHECKING:
    from sqlite3 import Connection

PUBLISHERS = (Role.INSPECTOR, Role.CHIEF)
NOT_YOURS = "发布指数与榜单的是督察和局长。"
TAKEN_AWAY = "算榜单的时候，您的发布权限已被收回（账号停用、改了角色或换了单位）：什么也没有发布。"


def may_publish(scope: Scope) -> bool:
    """Tell whether a scope may publish: the whole bureau's, in a role that does."""
    return scope.role in PUBLISHERS and scope.unit == ROOT


@dataclass(frozen=True)
class Publisher:
    """A viewer who was allowed to publish when they asked for it."""

    viewer: Viewer

    @property
    def name(self) -> str:
        """The name for the record."""
        return f"{self.viewer.name}（{self.viewer.actor}）"

    def require_right(self, connection: Connection) -> None:
        """Raise AccessRefused (Chinese) unless they still may. Signing out takes nothing away.

        Where they did not have to sign in, nobody must have to do so now.
        """
        if self.viewer.session is None:
            if has_accounts(connection):
                raise AccessRefused(TAKEN_AWAY)
            return
        try:
            account = find_account(connection, self.viewer.actor.removeprefix("user:"))
        except AccountError as error:
            raise AccessRefused(TAKEN_AWAY) from error
        if account.disabled_at is not None or not may_publish(account.scope):
            raise AccessRefused(TAKEN_AWAY)
