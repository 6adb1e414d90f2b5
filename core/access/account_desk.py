"""Accounts as administrators see to them: made and barred by one, granted roles and rules by another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access import throttle
from core.access.accounts import Account, AccountError, accounts, add_account, find_account, set_disabled, set_scope
from core.access.desk import Desk
from core.access.duties import Duty
from core.access.kiosks import Kiosk, kiosks, revoke_kiosk
from core.access.password_change import set_password
from core.access.policy import AccessPolicy, access_policy, set_rule
from core.access.roles import ADMINISTRATORS, Role
from core.access.second_factor import remove_factor
from core.access.sessions import SessionLine, end_session, end_sessions, sessions
from core.access.viewer import AccessRefused, Scope
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

SEPARATION = "is_separated"
_SEPARATED_AT_THE_SERVER = "三员分设以后，要改回兼任只能在服务器上（fengjing policy set is_separated off）。"
_ROLE_AT_THE_SERVER = "三员分设后，管理员的角色只能在服务器上给（fengjing user）。"
_AT_THE_SERVER = "管理员的账号只能在服务器上改（fengjing user），这里谁也不能替谁改。"


class AccountDesk(Desk):
    """Accounts, their sessions, the rules of access, and walls."""

    def policy(self) -> AccessPolicy:
        """Returns the rules of access."""
        with self._reading() as connection:
            return access_policy(connection)

    def _account_of_others(self, connection: Connection, name: str) -> Account:
        """Returns an account that may be changed here. Raises AccountError (Chinese) for one of an administrator.

        Whoever could give another administrator a new password could do that one's work.
        """
        account = find_account(connection, name)
        if account.scope.role in ADMINISTRATORS and access_policy(connection).is_separated:
            raise AccountError(_AT_THE_SERVER)
        return account

    def accounts(self) -> list[Account]:
        """Returns all accounts, the oldest first."""
        self._require(Duty.ACCOUNTS, Duty.GRANTS)
        with self._reading() as connection:
            return accounts(connection)

    def live_sessions(self) -> list[SessionLine]:
        """Returns the sessions that are neither over nor ended, the newest first."""
        self._require(Duty.ACCOUNTS)
        with self._reading() as connection:
            return [session for session in sessions(connection, self._now) if session.state == "live"]

    def kiosks(self) -> list[Kiosk]:
        """Returns all kiosks, the oldest first."""
        self._require(Duty.GRANTS)
        with self._reading() as connection:
            return kiosks(connection, self._now)

    def set_disabled(self, name: str, is_disabled: bool) -> None:
        """Bars an account and ends its sessions, or lets it in again. Raises StoreError (Chinese); oneself never."""
        self._require(Duty.ACCOUNTS)
        with self._writing() as connection:
            account = self._account_of_others(connection, name)
            if account.actor == self._actor:
                raise AccessRefused("不能停用自己的账号。")
            set_disabled(connection, account, is_disabled, actor=self._actor, now=self._now)

    def add_account(self, name: str, scope: Scope, password: str) -> None:
        """Makes an account. Raises StoreError (Chinese) where name, scope or password will not do."""
        self._require(Duty.ACCOUNTS)
        self._request.unit(scope.unit)
        if Duty.GRANTS not in self.duties():  # a role is for the security administrator to grant
            scope = Scope(Role.UNGRANTED, self._request.scope.unit)
        with self._writing() as connection:
            add_account(connection, name, scope, password, actor=self._actor, now=self._now)

    def set_password(self, name: str, password: str) -> None:
        """Gives another password and ends every session of the account. Raises StoreError (Chinese)."""
        self._require(Duty.ACCOUNTS)
        with self._writing() as connection:
            account = self._account_of_others(connection, name)
            set_password(connection, account, password, actor=self._actor, now=self._now)

    def unlock(self, name: str) -> int:
        """Forgets the failed guesses at an account; returns how many counters there were."""
        self._require(Duty.ACCOUNTS)
        with self._writing() as connection:
            account = find_account(connection, name)
            with trail_transaction(
                connection, actor=self._actor, action="account_unlock", detail=account.name, now=self._now
            ):
                return throttle.unlock(connection, account.name)

    def remove_factor(self, name: str) -> None:
        """Takes an account's second factor away, to be enrolled anew. Raises StoreError (Chinese)."""
        self._require(Duty.ACCOUNTS)
        with self._writing() as connection:
            account = self._account_of_others(connection, name)
            remove_factor(connection, account, actor=self._actor, now=self._now)

    def grant(self, name: str, scope: Scope) -> None:
        """Gives an account a role over a unit; oneself never. Raises StoreError, AccessRefused (Chinese).

        Where administrators are separated their roles are neither given nor taken here: with a second account one
        person would have the duties of two.
        """
        self._require(Duty.GRANTS)
        self._request.unit(scope.unit)
        with self._writing() as connection:
            if find_account(connection, name).actor == self._actor:
                raise AccessRefused("不能给自己授权。")
            account = self._account_of_others(connection, name)
            if scope.role in ADMINISTRATORS and access_policy(connection).is_separated:
                raise AccountError(_ROLE_AT_THE_SERVER)
            set_scope(connection, account, scope, actor=self._actor, now=self._now)

    def set_rule(self, name: str, text: str) -> None:
        """Sets a rule of access. Raises StoreError (Chinese); a separation of administrators is not ended here."""
        self._require(Duty.GRANTS)
        with self._writing() as connection:
            if name == SEPARATION and access_policy(connection).is_separated:
                raise AccountError(_SEPARATED_AT_THE_SERVER)
            set_rule(connection, name, text, actor=self._actor, now=self._now)

    def end_sessions(self, name: str) -> int:
        """Ends every session of an account; returns how many."""
        self._require(Duty.ACCOUNTS)
        with self._writing() as connection:
            account = find_account(connection, name)
            with trail_transaction(
                connection, actor=self._actor, action="sessions_revoke", detail=account.name, now=self._now
            ):
                return end_sessions(connection, account.id, self._now)

    def end_session(self, session: int) -> bool:
        """Ends one session."""
        self._require(Duty.ACCOUNTS)
        with self._writing() as connection:
            return end_session(connection, session, actor=self._actor, now=self._now)

    def revoke_kiosk(self, name: str) -> None:
        """Ends a kiosk for ever. Raises StoreError (Chinese)."""
        self._require(Duty.GRANTS)
        with self._writing() as connection:
            revoke_kiosk(connection, name, actor=self._actor, now=self._now)
