"""Links of walls, as those ask for them who see the board themselves: a link shows nobody more than its maker sees."""

from __future__ import annotations

from core.access.context import RequestContext, ScopedInterface
from core.access.desk import Writing
from core.access.kiosks import add_kiosk
from core.access.roles import Role
from core.access.viewer import AccessRefused


class WallLinks(ScopedInterface):
    """Links that a chief makes, for the own unit and those below."""

    def __init__(self, request: RequestContext, writing: Writing, now: int) -> None:
        super().__init__(request)
        self._writing, self._now = writing, now

    @property
    def may_add(self) -> bool:
        """True for whoever sees the board: a chief. An administrator could look at it by a link of the own making."""
        return self._request.scope.role is Role.CHIEF

    def add_kiosk(self, name: str, unit: int) -> str:
        """Makes a kiosk and returns the token of its link. Raises AccessRefused, StoreError (Chinese)."""
        if not self.may_add:
            raise AccessRefused("大屏链接由看得到看板的局长添加，管理员只能作废。")
        unit = self._request.unit(unit).id
        with self._writing() as connection:
            return add_kiosk(connection, name, unit, actor=self._request.viewer.actor, now=self._now)
