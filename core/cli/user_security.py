"""`fengjing user unlock` and `fengjing user totp`: what brings somebody back in, or all, who cannot sign in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from core.access import throttle
from core.access.accounts import Account, AccountError, find_account
from core.access.factor_key import factor_key_file
from core.access.factor_reset import affected_accounts, reset_factors, return_factors
from core.access.second_factor import begin_enrolment, confirm_enrolment, remove_factor
from core.cli.common import actor, bundle_options, database, now, opened
from core.store.backup_folder import back_up_into
from core.store.store import Store
from core.store.trail import trail_transaction


@click.command("unlock")
@click.argument("name")
@database
def unlock_command(name: str, db: Path) -> None:
    """解锁：忘掉这个账号输错密码的次数，不必再等。"""
    with opened(db) as store:
        account = find_account(store.conn, name)
        with trail_transaction(store.conn, actor=actor(), action="account_unlock", detail=account.name, now=now()):
            throttle.unlock(store.conn, account.name)
    click.echo(f"已解锁：{account.name}")


class FactorOptions(NamedTuple):
    """Options of `user totp`, by their names."""

    reset: bool
    reset_all: bool
    put_back: Path | None
    yes: bool


@click.command("totp")
@click.argument("name", required=False)
@database
@click.option("--reset", is_flag=True, help="解除绑定（换手机、丢手机），其登录全部退出")
@click.option("--reset-all", is_flag=True, help="封存的钥匙丢了：解除所有账号的绑定；先存一份能放回去的副本")
@click.option(
    "--put-back",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="钥匙又找到了：把 --reset-all 解除的放回去（写它留下的副本）；已重新绑定的不动",
)
@click.option("--yes", is_flag=True, help="--reset-all 不再问一遍")
@bundle_options(FactorOptions)
def totp_command(name: str | None, db: Path, options: FactorOptions) -> None:
    """动态口令：当面给一个账号绑定手机，印出二维码和恢复码；或解除、放回。本人也可在“我的账号”里自己绑定。"""
    is_of_all = options.reset_all or options.put_back is not None
    if (options.reset, options.reset_all, options.put_back is not None).count(True) > 1 or is_of_all == bool(name):
        raise click.UsageError("写一个账号（可加 --reset），或只写 --reset-all，或只写 --put-back 文件")
    with opened(db) as store:
        if options.reset_all:
            _reset_all(store, is_sure=options.yes)
        elif options.put_back is not None:
            returned = return_factors(store.conn, options.put_back, actor=actor(), now=now())
            click.echo(f"已放回 {len(returned)} 个账号的动态口令：{_names(returned)}")
        elif options.reset:
            account = find_account(store.conn, name or "")
            remove_factor(store.conn, account, actor=actor(), now=now())
            click.echo(f"已解除动态口令：{account.name}")
        else:
            _enrol(store, find_account(store.conn, name or ""))


def _enrol(store: Store, account: Account) -> None:
    """Enrols an account face to face."""
    import segno  # here, because no other command draws codes

    enrolment = begin_enrolment(store.conn, account)
    segno.make(enrolment.uri).terminal(compact=True)
    click.echo(f"用手机上的验证器扫上面的码，或手工输入密钥：{enrolment.secret}")
    try:
        code = str(click.prompt("手机上显示的六位数字"))
        codes = confirm_enrolment(store.conn, account, code, actor=actor(), now=now())
    except AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo("已绑定。恢复码每个能代替一次动态口令，只显示这一次，请抄下来锁好：")
    click.echo("\n".join(codes))


def _reset_all(store: Store, *, is_sure: bool) -> None:
    """Takes all second factors away, after a backup from which they can be put back."""
    affected = affected_accounts(store.conn)
    if affected.reset:
        click.echo(f"要解除 {len(affected.reset)} 个账号的动态口令：{_names(affected.reset)}")
        click.echo("重新绑定以前，这些账号只凭密码就能登录；可先改密码，或当面逐个绑定（fengjing user totp 账号）。")
        if not is_sure:
            click.confirm("现在解除", abort=True)
        backup = back_up_into(store, store.path.parent, now=now()).backup
        reset_factors(store.conn, backup, actor=actor(), now=now())
        click.echo(f"已解除，登录全部退出。钥匙又找到时可放回：fengjing user totp --put-back {backup.path}")
    if affected.spared:
        names = _names(affected.spared)
        click.echo(f"管理员已分设，他们的要本人到场逐个解除（fengjing user totp 账号 --reset）：{names}")
    if not affected.reset:
        raise click.ClickException("没有可以一起解除的动态口令。")
    if not affected.spared and factor_key_file(store.path).exists():
        click.echo(f"下次绑定仍用 {factor_key_file(store.path)} 里的钥匙；要换新的，先把这个文件移走。")


def _names(listed: Sequence[Account]) -> str:
    """Returns the names of accounts, in one line."""
    return "、".join(account.name for account in listed)
