"""`fengjing state`: what is written beside a board file, in a file of its own."""

from __future__ import annotations

from pathlib import Path

import click

from core.access.factor_key import carry_secrets
from core.cli.common import actor, database, now, plain_errors
from core.store.state.create import create_state, use_board

BOARD = click.option(
    "--board", required=True, type=click.Path(path_type=Path), help="看板文件（fengjing build 建成的）"
)


@click.group("state")
def state_group() -> None:
    """状态文件：看板只读，账号、登录、指令、预警处理、发布和留痕另写在一个文件里，换看板不动它。"""


@state_group.command("create")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="要建的状态文件")
@BOARD
@click.option(
    "--from",
    "origin",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="本局自己的数据库：带来指令、预警处理、发布的榜单和通报",
)
@click.option("--with-accounts", is_flag=True, help="连同账号（密码散列、动态口令、登录规则）一起带来；不写就不带")
def create_command(out: Path, board: Path, origin: Path | None, with_accounts: bool) -> None:
    """给一个看板建状态文件。留痕从头记起，第一行写明取自哪里；登录和大屏不带，要重新登录、重新打开。"""
    if with_accounts and origin is None:
        raise click.UsageError("--with-accounts 要和 --from 一起用")
    with plain_errors():
        secrets = carry_secrets if with_accounts else None
        carried = create_state(out, board, origin=origin, carry_secrets=secrets, actor=actor(), now=now())
    click.echo(f"已建立状态文件 {out}，配 {board}")
    if origin is not None:
        events, bulletins = f"指令的经过 {carried.instruction_events} 步", f"签发的通报 {carried.bulletins} 份"
        click.echo(f"带来{events}、{bulletins}、账号 {carried.accounts} 个")
    if not carried.accounts:
        click.echo(f"还没有账号：先 fengjing user add 名字 --role … --db {out}，再对别的机器打开")
    click.echo(f"打开：fengjing serve --db {board} --state {out}")


@state_group.command("use")
@database
@BOARD
def use_command(db: Path, board: Path) -> None:
    """记下状态文件从此配哪个看板：同一个局、同一套单位编号才行。serve --state 会自己记下。"""
    with plain_errors():
        use_board(db, board, actor=actor(), now=now())
    click.echo(f"{db} 从此配 {board}")
