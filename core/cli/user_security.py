"""`fengjing user unlock` and `fengjing user totp`: what brings somebody back in who cannot sign in."""

from __future__ import annotations

from pathlib import Path

import click

from core.access import throttle
from core.access.accounts import AccountError, find_account
from core.access.second_factor import begin_enrolment, confirm_enrolment, remove_factor
from core.cli.common import actor, database, now, opened
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


@click.command("totp")
@click.argument("name")
@database
@click.option("--reset", is_flag=True, help="解除绑定（换手机、丢手机），其登录全部退出")
def totp_command(name: str, db: Path, reset: bool) -> None:
    """动态口令：当面给一个账号绑定手机，印出二维码和恢复码；或用 --reset 解除。本人也可在“我的账号”里自己绑定。"""
    import segno  # here, because no other command draws codes

    with opened(db) as store:
        account = find_account(store.conn, name)
        if reset:
            remove_factor(store.conn, account, actor=actor(), now=now())
            click.echo(f"已解除动态口令：{account.name}")
            return
        enrolment = begin_enrolment(store.conn, account)
        segno.make(enrolment.uri).terminal(compact=True)
        click.echo(f"用手机上的验证器扫上面的码，或手工输入密钥：{enrolment.secret}")
        try:
            codes = confirm_enrolment(
                store.conn, account, str(click.prompt("手机上显示的六位数字")), actor=actor(), now=now()
            )
        except AccountError as error:
            raise click.ClickException(str(error)) from error
        click.echo("已绑定。恢复码每个能代替一次动态口令，只显示这一次，请抄下来锁好：")
        click.echo("\n".join(codes))
