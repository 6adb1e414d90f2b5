"""`fengjing state`: what is written beside a board file, in a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from core.access.factor_key import carry_secrets
from core.cli.common import actor, bundle_options, database, now, plain_errors
from core.store.create import require_vacant
from core.store.errors import StoreError
from core.store.scratch import scratch_folder
from core.store.state.create import CarriedRows, create_state, use_board
from core.store.state.shared.address import SharedStateFault, checked_address, role_of

if TYPE_CHECKING:
    from sqlite3 import Connection

BOARD = click.option(
    "--board", required=True, type=click.Path(path_type=Path), help="看板文件（fengjing build 建成的）"
)


@click.group("state")
def state_group() -> None:
    """状态文件：看板只读，账号、登录、指令、预警处理、发布和留痕另写在一个文件里，换看板不动它。"""


class CreateOptions(NamedTuple):
    """Options of `create`, by their names."""

    out: Path
    board: Path
    origin: Path | None
    with_accounts: bool
    url: str | None
    owner_url: str | None


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
@click.option(
    "--url", metavar="URL", help="几台机器合用一个状态：PostgreSQL 的地址，如 postgresql://fengjing@主机/库（不写密码）"
)
@click.option("--owner-url", metavar="URL", help="第一次建：PostgreSQL 里表的主人的地址；程序平时不用这个账号")
@bundle_options(CreateOptions)
def create_command(options: CreateOptions) -> None:
    """给一个看板建状态文件。留痕从头记起，第一行写明取自哪里；登录和大屏不带，要重新登录、重新打开。

    用 --url 时，内容在 PostgreSQL 里，几台机器合用，本机的状态文件是它的一份随时跟上的副本。
    """
    if options.with_accounts and options.origin is None:
        raise click.UsageError("--with-accounts 要和 --from 一起用")
    if options.owner_url and not options.url:
        raise click.UsageError("--owner-url 要和 --url 一起用")
    if options.origin is not None and options.url and not options.owner_url:
        raise click.UsageError("--from 只在第一次建（--owner-url）时用")
    with plain_errors(), shared_faults():
        carried = _make_shared_state(options) if options.url else _make_state(options, options.out)
    click.echo(f"已建立状态文件 {options.out}，配 {options.board}")
    if options.origin is not None and carried is not None:
        events, bulletins = f"指令的经过 {carried.instruction_events} 步", f"签发的通报 {carried.bulletins} 份"
        click.echo(f"带来{events}、{bulletins}、账号 {carried.accounts} 个")
    if carried is not None and not carried.accounts:
        click.echo(f"还没有账号：先 fengjing user add 名字 --role … --db {options.out}，再对别的机器打开")
    click.echo(f"打开：fengjing serve --db {options.board} --state {options.out}")


@contextmanager
def shared_faults() -> Iterator[None]:
    """Turns what keeps from a shared state into a sentence for whoever sets it up."""
    try:
        yield
    except SharedStateFault as fault:
        raise click.ClickException(fault.detail) from fault


def _make_state(options: CreateOptions, path: Path) -> CarriedRows:
    def keep_secrets(source: Connection, target: Connection, _draft: Path) -> None:
        carry_secrets(source, target, options.out)  # beside which the key stays, whatever is made on the way

    secrets = keep_secrets if options.with_accounts else None
    return create_state(path, options.board, origin=options.origin, carry_secrets=secrets, actor=actor(), now=now())


def _make_shared_state(options: CreateOptions) -> CarriedRows | None:
    """Make the shared state where there is none yet, and this machine's copy; return what was taken over, if made."""
    from core.store.state.shared.create import fill, is_filled, make_copy, make_shared

    assert options.url is not None
    require_vacant(options.out)
    address, carried = checked_address(options.url), None
    if options.owner_url:
        make_shared(checked_address(options.owner_url), role_of(address))
        if is_filled(address):
            raise StoreError(f"共享状态库 {address} 里已经有内容：别的机器接着用，不要加 --owner-url 和 --from。")
        with scratch_folder(options.out.resolve().parent, ".state-") as folder:
            draft = folder / options.out.name
            carried = _make_state(options, draft)
            fill(address, draft)
    make_copy(options.out, options.board, address)
    return carried


@state_group.command("use")
@database
@BOARD
def use_command(db: Path, board: Path) -> None:
    """记下状态文件从此配哪个看板：同一个局、同一套单位编号才行。serve --state 会自己记下。"""
    with plain_errors():
        use_board(db, board, actor=actor(), now=now())
    click.echo(f"{db} 从此配 {board}")
