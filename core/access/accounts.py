"""Local accounts: a name, a role over a unit, and a password. None is there from the start."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

from core.access import passwords
from core.access.password_rules import password_fault
from core.access.policy import access_policy
from core.access.posted_unit import at_posted_unit
from core.access.roles import ASSIGNABLE, NAMES, Role
from core.access.sessions import end_sessions
from core.access.viewer import Scope
from core.catalogue.load import load_catalogue
from core.judgement.standard import BUREAU_KINDS
from core.store.overlays import stored_overlays
from core.store.sqlite import StoreError
from core.store.trail import add_line, trail_transaction
from core.store.units import unit_label

if TYPE_CHECKING:
    from sqlite3 import Connection

# Nothing that a page or a terminal could take for more than letters, and no alphabet whose letters look like ours.
NAME = re.compile(r"[0-9A-Za-z_.@\u3007\u3400-\u9fff\U00020000-\U0003ffff-]{1,32}")
_TOGETHER = "三员未分设，数据管理员一人兼任系统、安全、审计管理（小局例外）"
_ALIKE = str.maketrans("01i", "oll")  # what looks the same in many a type


class AccountError(StoreError):
    """An account cannot be made or changed so; the message (Chinese) says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is listed."""

    id: int
    name: str
    scope: Scope
    unit_name: str
    created_at: int
    disabled_at: int | None

    @property
    def actor(self) -> str:
        """The name by which the trail knows it."""
        return f"user:{self.name}"


def tidy_name(name: str) -> str:
    """One spelling of a name, whatever width it was typed in."""
    return unicodedata.normalize("NFKC", name).strip()


def look_of_name(name: str) -> str:
    """Return the same text for names that look the same, such as chief1 and chiefl."""
    return tidy_name(name).lower().translate(_ALIKE).replace("rn", "m")


def has_accounts(connection: Connection) -> bool:
    """Returns True if signing in is required: accounts are disabled, never removed."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM account)").fetchone()[0])


def accounts(connection: Connection) -> list[Account]:
    """All accounts, the oldest first."""
    rows = connection.execute(
        "SELECT a.id, a.name, a.role, a.unit, a.officer, a.domain, u.name, a.created_at, a.disabled_at "
        "FROM account a JOIN unit u ON u.id = a.unit ORDER BY a.id"
    )
    return [
        Account(number, name, Scope(Role(role), unit, officer, domain), unit_name, created, disabled)
        for number, name, role, unit, officer, domain, unit_name, created, disabled in rows
    ]


def find_account(connection: Connection, name: str) -> Account:
    """The account of a name. Raises AccountError (Chinese)."""
    folded_name = tidy_name(name).lower()
    for account in accounts(connection):
        if account.name.lower() == folded_name:
            return account
    raise AccountError(f"没有账号“{name}”：用 fengjing user list 查看。")


def add_account(
    connection: Connection,
    name: str,
    scope: Scope,
    password: str | None,
    *,
    actor: str,
    now: int,
    is_own: bool = False,
) -> None:
    """Makes an account. Raises AccountError (Chinese) where name, scope or password will not do.

    Without a password nobody signs in but by single sign-on. A password that is not the person's own has to be changed
    at the first sign-in.
    """
    scope = at_posted_unit(connection, scope, now)
    name, password_hash = _checked(connection, name, scope, password)
    with _adding(connection, name, scope, actor=actor, now=now):
        _insert(connection, name, scope, password_hash, now, must_change=not is_own)


def add_linked_account(connection: Connection, name: str, scope: Scope, subject: str, *, actor: str, now: int) -> None:
    """Makes an account for the fingerprint that a rule of single sign-on lets in. Raises AccountError (Chinese)."""
    name, _ = _checked(connection, name, scope, None)
    with _adding(connection, name, scope, actor=actor, now=now):
        account = _insert(connection, name, scope, None, now)
        link_subject(connection, subject, account, by_rule=True, now=now)


def add_first_account(connection: Connection, name: str, scope: Scope, password: str, *, actor: str, now: int) -> None:
    """Makes the first account of a database: of two people who make it at once, the second is refused.

    Raises AccountError (Chinese) where there is one already, or name, scope or password will not do.
    """
    name, password_hash = _checked(connection, name, scope, password)
    with _adding(connection, name, scope, actor=actor, now=now):
        if has_accounts(connection):
            raise AccountError("刚才已有人建好了第一个账号，这里不再建。")
        _insert(connection, name, scope, password_hash, now)


def _checked(connection: Connection, name: str, scope: Scope, password: str | None) -> tuple[str, str | None]:
    """A new account's name in one spelling, and the hash of its password. Raises AccountError (Chinese)."""
    name = tidy_name(name)
    if not NAME.fullmatch(name):
        raise AccountError("账号要有 1 到 32 个字：汉字、英文字母、数字，以及 . _ - @。")
    for account in accounts(connection):
        if account.name.lower() == name.lower():
            raise AccountError(f"账号“{name}”已经有了。")
        if look_of_name(account.name) == look_of_name(name):
            raise AccountError(f"账号“{name}”和已有的“{account.name}”看上去分不清，请换一个。")
    check_scope(connection, scope)
    return name, None if password is None else checked_hash(connection, name, password)


def checked_hash(connection: Connection, name: str, password: str) -> str:
    """The hash of a new password of an account. Raises AccountError (Chinese) where the rules do not allow it."""
    (bureau,) = connection.execute("SELECT value FROM meta WHERE key = 'bureau'").fetchone()
    if fault := password_fault(password, (name, str(bureau)), access_policy(connection)):
        raise AccountError(fault)
    return passwords.hash_password(password)


@contextmanager
def _adding(connection: Connection, name: str, scope: Scope, *, actor: str, now: int) -> Iterator[None]:
    """Opens the transaction of a new account; that one person has all duties is said in the trail."""
    detail = f"{name} {_scope_text(connection, scope)}"
    with trail_transaction(connection, actor=actor, action="account_add", detail=detail, now=now):
        yield
        if scope.role is Role.STEWARD and not access_policy(connection).is_separated:
            add_line(connection, actor=actor, action="policy", detail=f"{_TOGETHER}：{name}", now=now)


def _insert(
    connection: Connection, name: str, scope: Scope, password_hash: str | None, now: int, *, must_change: bool = False
) -> int:
    password_at = None if password_hash is None else now
    cursor = connection.execute(
        "INSERT INTO account (name, role, unit, officer, domain, password, created_at, password_at, must_change) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [name, scope.role, scope.unit, scope.officer, scope.domain, password_hash, now, password_at, must_change],
    )
    return int(cursor.lastrowid or 0)


def link_subject(connection: Connection, subject: str, account: int, *, by_rule: bool, now: int) -> None:
    """Lets the subject of a fingerprint in as an account, within the open transaction."""
    connection.execute(
        "INSERT INTO sign_on (subject, account, by_rule, tied_at) VALUES (?, ?, ?, ?)", [subject, account, by_rule, now]
    )


def set_scope(connection: Connection, account: Account, scope: Scope, *, actor: str, now: int) -> None:
    """Gives another role, unit or officer; it holds from the next click on. Raises AccountError (Chinese)."""
    scope = at_posted_unit(connection, scope, now)
    check_scope(connection, scope)
    detail = f"{account.name} {_scope_text(connection, account.scope)} -> {_scope_text(connection, scope)}"
    with trail_transaction(connection, actor=actor, action="account_role", detail=detail, now=now):
        connection.execute(
            "UPDATE account SET role = ?, unit = ?, officer = ?, domain = ? WHERE id = ?",
            [scope.role, scope.unit, scope.officer, scope.domain, account.id],
        )


def set_disabled(connection: Connection, account: Account, disabled: bool, *, actor: str, now: int) -> None:
    """Bars an account and ends its sessions, or lets it in again."""
    action = "account_disable" if disabled else "account_enable"
    with trail_transaction(connection, actor=actor, action=action, detail=account.name, now=now):
        connection.execute("UPDATE account SET disabled_at = ? WHERE id = ?", [now if disabled else None, account.id])
        if disabled:
            end_sessions(connection, account.id, now)


def _scope_text(connection: Connection, scope: Scope) -> str:
    officer = f" 警号 {scope.officer}" if scope.officer else ""
    domain = f" 业务 {scope.domain}" if scope.domain else ""
    return f"{NAMES[scope.role]} 单位 {unit_label(connection, scope.unit)}{officer}{domain}"


def check_scope(connection: Connection, scope: Scope) -> None:
    """Raises AccountError (Chinese) for a scope that no account can have here."""
    if scope.role not in (*ASSIGNABLE, Role.UNGRANTED):
        raise AccountError(f"账号不能是“{NAMES[scope.role]}”。")
    if scope.role is Role.OFFICER and scope.officer is None:
        raise AccountError("民警账号要写明警号：--officer 警号。")
    kind = connection.execute("SELECT kind FROM unit WHERE id = ?", [scope.unit]).fetchone()
    if kind is None:
        raise AccountError("没有这个单位。")
    if scope.role is Role.STATION and kind[0] != "station":
        # only a station's chief sees officers' figures by name
        raise AccountError("所长账号的单位要是派出所：--unit 派出所。")
    _check_domain(connection, scope, kind[0])
    if scope.officer is not None:
        officer_row = connection.execute("SELECT 1 FROM officer WHERE id = ?", [scope.officer]).fetchone()
        if officer_row is None:
            raise AccountError(f"没有警号“{scope.officer}”：请先导入人员。")
    if scope.role is Role.TRAINER and not connection.execute("SELECT value FROM meta WHERE key = 'demo'").fetchone()[0]:
        raise AccountError("教官账号只能建在演示库里：真实数据库不用来上课。")


def _check_domain(connection: Connection, scope: Scope, unit_kind: str) -> None:
    """Raises AccountError (Chinese) unless a department, and nobody else, is bound to a field of work."""
    if scope.role is not Role.DEPARTMENT:
        if scope.domain is not None:
            raise AccountError(f"只有业务部门的账号归一个业务，{NAMES[scope.role]}不写业务。")
        return
    pages = load_catalogue(stored_overlays(Database(connection))).domain_pages
    if scope.domain not in pages:
        domain_names = "、".join(f"{name} {page.zh}" for name, page in pages.items())
        raise AccountError(f"业务部门的账号要写明归哪个业务：--domain 编号，可写 {domain_names}。")
    if unit_kind not in BUREAU_KINDS:
        # a department's figures are those of the stations below its unit
        raise AccountError("业务部门账号的单位要是下面有派出所的局：--unit 局，不写即全局。")
