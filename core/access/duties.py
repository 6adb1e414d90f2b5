"""Duties of those who run the system, and who has which: three administrators none of whom does another's work.

Where a bureau has not separated them, the one steward has all of them: a recorded exception for small bureaus.
"""

from __future__ import annotations

from enum import StrEnum

from core.access.context import RequestContext
from core.access.policy import access_policy
from core.access.roles import Role
from core.access.viewer import AccessRefused


class Duty(StrEnum):
    """Duty of running the system."""

    DATA = "data"  # files in, sources
    ACCOUNTS = "accounts"  # accounts made, barred, unlocked; passwords and second factors given anew; sessions
    SERVICE = "service"  # the file, its health and backups
    GRANTS = "grants"  # roles, units, policies, walls ended
    TRAIL = "trail"  # the trail read, verified, exported


LABELS = {
    Duty.DATA: "数据管理员",
    Duty.ACCOUNTS: "系统管理员",
    Duty.SERVICE: "系统管理员",
    Duty.GRANTS: "安全管理员",
    Duty.TRAIL: "审计管理员",
}
_SEPARATED = {
    Role.STEWARD: frozenset({Duty.DATA}),
    Role.SYSTEM: frozenset({Duty.ACCOUNTS, Duty.SERVICE}),
    Role.SECURITY: frozenset({Duty.GRANTS}),
    Role.AUDITOR: frozenset({Duty.TRAIL}),
}
_TOGETHER = {**_SEPARATED, Role.STEWARD: frozenset(Duty)}


def duties_of(role: Role, *, is_separated: bool) -> frozenset[Duty]:
    """Return the duties of a role."""
    return (_SEPARATED if is_separated else _TOGETHER).get(role, frozenset())


def duties(request: RequestContext) -> frozenset[Duty]:
    """Return the viewer's duties: none for anybody whose unit is not the whole bureau."""
    if not request.sees_whole_bureau:
        return frozenset()
    with request.engine.reading():
        is_separated = access_policy(request.engine.store.conn).is_separated
    return duties_of(request.scope.role, is_separated=is_separated)


def require_duty(request: RequestContext, *any_of: Duty) -> None:
    """Raise AccessRefused (Chinese) for everybody who has none of these duties."""
    if not duties(request).intersection(any_of or Duty):
        raise AccessRefused(f"这些事由管整个单位的{LABELS[any_of[0]] if any_of else '管理员'}来办。")
