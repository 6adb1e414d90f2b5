"""`fengjing user`: accounts and their sessions. Whoever can open the file on this machine may run it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core.access.accounts import (
    Account,
    AccountError,
    accounts,
    add_account,
    find_account,
    set_disabled,
    set_scope,
)
from core.access.password_change import set_password
from core.access.posted_unit import posted_unit
from core.access.roles import ASSIGNABLE, NAMES, Role
from core.access.sessions import end_sessions, sessions
from core.access.viewer import Scope
from core.catalogue.model import Catalogue
from core.cli.common import actor, database, now, opened, print_table
from core.store.store import ROOT, Store
from core.store.trail import trail_transaction
from core.store.units import unit_tree
from core.time.days import minute_text

ROLE = click.Choice([role.value for role in ASSIGNABLE])
ROLE_HELP = "、".join(f"{role.value} {NAMES[role]}" for role in ASSIGNABLE)
STATES = {"live": "有效", "idle": "久未使用，已锁", "expired": "已到期", "revoked": "已作废"}


UNIT_HELP = "能看哪个单位及其以下（名称或编号）；不写即全局，民警即任职的所"
DOMAIN = click.option("--domain", help="业务部门归哪个业务（业务页的编号，如 legal）；别的角色不写")
OWN = click.option("--own", is_flag=True, help="密码是本人当面设的，首次登录不必再改")


@click.group("user")
def user_group() -> None:
    """账号：谁能登录、什么角色、看到哪个单位及其以下。"""


def _new_password(from_stdin: bool) -> str:
    """Reads a password from a prompt, twice, or from the input; never from the command line, which others can see."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("密码（不显示）", hide_input=True, confirmation_prompt="再输一遍"))


def _scope(store: Store, role: str, unit: str | None, officer: str | None, domain: str | None) -> Scope:
    """Returns a scope; an officer's is where the posting is. Raises StoreError (Chinese) where neither is known."""
    tree = unit_tree(store)
    if role == Role.OFFICER and unit is None and officer and posted_unit(store.conn, officer, now()) is None:
        raise AccountError(f"警号“{officer}”没有任职记录：先导入任职，或用 --unit 写明能看哪个单位（本局即全局）。")
    return Scope(Role(role), (tree.find(unit) if unit else tree.root).id, officer, domain)


def _account_text(account: Account, catalogue: Catalogue) -> str:
    officer = f"，警号 {account.scope.officer}" if account.scope.officer else ""
    page = catalogue.domain_pages.get(account.scope.domain or "")
    domain = f"，业务 {page.zh}（{account.scope.domain}）" if page else ""
    whole_bureau = "（全局）" if account.scope.unit == ROOT else ""
    return f"{account.name}：{NAMES[account.scope.role]}，{account.unit_name}及以下{whole_bureau}{officer}{domain}"


@user_group.command("add")
@click.argument("name")
@database
@click.option("--role", type=ROLE, required=True, help=ROLE_HELP)
@click.option("--unit", help=UNIT_HELP)
@click.option("--officer", help="本人警号；民警必填")
@DOMAIN
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码（一行），不提示")
@click.option("--no-password", is_flag=True, help="不设密码：只用统一身份认证登录（fengjing sso link）")
@OWN
def add_command(
    name: str, db: Path, role: str, unit: str | None, officer: str | None, domain: str | None, **given: bool
) -> None:
    """添加账号。密码在提示后输入，没有默认密码，首次登录要改。有了账号，看板就必须登录。"""
    with opened(db) as store:
        scope = _scope(store, role, unit, officer, domain)
        password = None if given["no_password"] else _new_password(given["password_stdin"])
        add_account(store.conn, name, scope, password, actor=actor(), now=now(), is_own=given["own"])
        click.echo(f"已添加 {_account_text(find_account(store.conn, name), store.catalogue)}")


@user_group.command("list")
@database
def list_command(db: Path) -> None:
    """列出账号。"""
    with opened(db, read_only=True) as store:
        rows = [
            (
                account.name,
                NAMES[account.scope.role],
                account.unit_name,
                account.scope.officer or account.scope.domain or "",
                minute_text(account.created_at),
                f"{minute_text(account.disabled_at)} 停用" if account.disabled_at else "",
            )
            for account in accounts(store.conn)
        ]
        print_table(("账号", "角色", "单位", "警号或业务", "建立", "状态"), rows)


@user_group.command("password")
@click.argument("name")
@database
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码（一行），不提示")
@OWN
def password_command(name: str, db: Path, password_stdin: bool, own: bool) -> None:
    """换密码，下次登录要改；该账号已登录的全部退出。"""
    with opened(db) as store:
        account = find_account(store.conn, name)
        set_password(store.conn, account, _new_password(password_stdin), actor=actor(), now=now(), is_own=own)
        click.echo(f"已换密码：{account.name}")


@user_group.command("role")
@click.argument("name")
@database
@click.option("--role", type=ROLE, required=True, help=ROLE_HELP)
@click.option("--unit", help=UNIT_HELP)
@click.option("--officer", help="本人警号；民警必填")
@DOMAIN
def role_command(name: str, db: Path, role: str, unit: str | None, officer: str | None, domain: str | None) -> None:
    """换角色、单位、警号或业务，立即生效。"""
    with opened(db) as store:
        account = find_account(store.conn, name)
        set_scope(store.conn, account, _scope(store, role, unit, officer, domain), actor=actor(), now=now())
        click.echo(f"已改为 {_account_text(find_account(store.conn, name), store.catalogue)}")


@user_group.command("disable")
@click.argument("name")
@database
@click.option("--undo", is_flag=True, help="重新启用")
def disable_command(name: str, db: Path, undo: bool) -> None:
    """停用账号（不删除，留痕可查）；已登录的立即退出。"""
    with opened(db) as store:
        account = find_account(store.conn, name)
        set_disabled(store.conn, account, not undo, actor=actor(), now=now())
        click.echo(f"已{'启用' if undo else '停用'}：{account.name}")


@user_group.command("sessions")
@click.argument("name", required=False)
@database
def sessions_command(name: str | None, db: Path) -> None:
    """列出登录：什么时候、从哪里、到什么时候。"""
    with opened(db, read_only=True) as store:
        rows = [
            (
                str(session.id),
                f"大屏 {session.name}" if session.kiosk else session.name,
                minute_text(session.opened_at),
                minute_text(session.until),
                minute_text(session.last_seen),
                session.address,
                session.device,
                STATES[session.state],
            )
            for session in sessions(store.conn, now(), name)
        ]
        print_table(("号", "账号", "登录", "到期", "最近使用", "地址", "设备", "状态"), rows)


@user_group.command("revoke")
@click.argument("name")
@database
def revoke_command(name: str, db: Path) -> None:
    """作废一个账号的全部登录：所有打开的页面都要重新登录。"""
    with opened(db) as store:
        account = find_account(store.conn, name)
        with trail_transaction(store.conn, actor=actor(), action="sessions_revoke", detail=account.name, now=now()):
            count = end_sessions(store.conn, account.id, now())
        click.echo(f"已作废 {account.name} 的 {count} 个登录")
