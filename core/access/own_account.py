"""The own account: everything that whoever is signed in may see and change of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access.accounts import AccountError, find_account
from core.access.password_change import change_own_password, check_own_password
from core.access.policy import access_policy
from core.access.second_factor import (
    Enrolment,
    FactorState,
    begin_enrolment,
    confirm_enrolment,
    factor_state,
    prove,
    remove_factor,
)
from core.access.sessions import KeptSignIn, LastSignIn, SessionLine, end_session, end_sessions, last_sign_in, sessions
from core.access.viewer import Viewer
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection


class OwnAccount:
    """The account of a viewer who has signed in; every change leaves its line."""

    def __init__(self, connection: Connection, viewer: Viewer, now: int) -> None:
        if viewer.session is None:
            raise AccountError("请先登录。")
        self._connection, self._now, self._session = connection, now, viewer.session
        self._account = find_account(connection, viewer.name)

    def last_sign_in(self) -> LastSignIn:
        """Return the sign-in before this one, and how many failed in between."""
        return last_sign_in(self._connection, self._session)

    def sessions(self) -> list[SessionLine]:
        """Return the live sessions, the newest first."""
        lines = sessions(self._connection, self._now, self._account.name)
        return [line for line in lines if line.state == "live" and not line.kiosk]

    def end_session(self, session: int) -> None:
        """End a session of the account. Raises AccountError (Chinese) for anybody else's."""
        if session not in {line.id for line in self.sessions()}:
            raise AccountError("没有这一处登录，或已经退出。")
        end_session(self._connection, session, actor=self._account.actor, now=self._now)

    def end_other_sessions(self) -> int:
        """End every session of the account but this one; return how many."""
        others = len(self.sessions()) - 1
        detail = f"{self._account.name} 其他 {others} 处"
        with trail_transaction(
            self._connection, actor=self._account.actor, action="sessions_revoke", detail=detail, now=self._now
        ):
            end_sessions(self._connection, self._account.id, self._now, keep=KeptSignIn(self._session))
        return others

    def has_password(self) -> bool:
        """Return True if the account signs in by a password of ours."""
        row = self._connection.execute("SELECT password FROM account WHERE id = ?", [self._account.id]).fetchone()
        return row[0] is not None

    def password_length(self) -> int:
        """Return how long a new password must be."""
        return access_policy(self._connection).password_length

    def change_password(self, current: str, new: str) -> None:
        """Change the password and end every other session. Raises AccountError (Chinese)."""
        change_own_password(
            self._connection, self._account, current, new, now=self._now, keep=KeptSignIn(self._session)
        )

    def factor(self) -> FactorState:
        """Return the state of the second factor."""
        return factor_state(self._connection, self._account.id)

    def begin_factor(self) -> Enrolment:
        """Return what an app needs. Raises AccountError (Chinese) where there is a second factor already."""
        return begin_enrolment(self._connection, self._account)

    def confirm_factor(self, current: str, code: str) -> list[str]:
        """Take the second factor into use; return the recovery codes. Raises AccountError (Chinese).

        The password is asked for: whoever finds an open screen must not lock its owner out.
        """
        check_own_password(self._connection, self._account, current, now=self._now)
        return confirm_enrolment(self._connection, self._account, code, actor=self._account.actor, now=self._now)

    def remove_factor(self, code: str, *, address: str) -> None:
        """Take the second factor away with a code of it; every session ends. Raises AccountError (Chinese)."""
        wait = prove(self._connection, self._account, code, address=address, now=self._now)
        if wait is None:
            raise AccountError("动态口令或恢复码不对。")
        if wait:
            raise AccountError(f"试得太多了，请等 {wait} 秒再试。")
        remove_factor(self._connection, self._account, actor=self._account.actor, now=self._now)
