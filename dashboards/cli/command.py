"""The command `fengjing` whole: what core offers, and `demo` and `serve`, which need the generator and the screens."""

from __future__ import annotations

import ipaddress
import os
import socket
from datetime import datetime
from pathlib import Path

import click

from core.access.accounts import has_accounts
from core.access.oidc.settings import FILE_VARIABLE

# Each of these hangs its commands under the group.
from core.cli import (  # noqa: F401
    audit,
    backup,
    boundaries,
    campaign,
    catalogue,
    compare,
    contest,
    data,
    index,
    instruct,
    kiosks,
    kpi,
    signals,
    single_sign_on,
    slip,
    users,
)
from core.cli.common import cli as cli
from core.cli.common import database, day_option, now, opened, plain_errors, today
from core.store.sqlite import StoreError
from dashboards.cli import stories_command  # noqa: F401
from dashboards.cli.seed_command import last_month_end, same, shown
from seed.bureau import SIZES, Plan, plan
from seed.make import make
from seed.standing import stored_plan

DEMO_DB = Path("fengjing-demo.db")
PORT = 8501
LOOPBACK = "127.0.0.1"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def is_loopback(host: str) -> bool:
    """Whether a server bound to this host can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def make_demo(db: Path, wanted: Plan) -> None:
    """Generates a demo database. It appears under its name only when it is whole."""
    with shown("生成演示数据") as tell:
        make(db, wanted, now=now(), progress=tell)


def serve_at(db: Path, host: str, port: int, names: tuple[str, ...] = (), tls: tuple[Path, Path] | None = None) -> None:
    """Prints the address and serves until stopped."""
    from dashboards.cli.serve import serve  # here, because the screens' libraries take seconds to import

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"端口 {port} 用不了（{error.strerror}）：请用 --port 换一个") from error
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"枫警看板：{'https' if tls else 'http'}://{shown}:{port}   （Ctrl+C 停止）")
    serve(db, host, port, names=names, tls=tls)


@cli.command("demo")
@click.option("--size", type=click.Choice(list(SIZES)), default="county", show_default=True, help="规模")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机种子，定则数据定")
@day_option("--as-of", "数据截止日；不写即上月末")
@click.option("--db", type=click.Path(path_type=Path), default=DEMO_DB, show_default=True, help="演示数据库文件")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="端口")
@click.option("--no-serve", is_flag=True, help="只生成，不打开看板")
def demo_command(size: str, seed: int, as_of: datetime | None, db: Path, port: int, no_serve: bool) -> None:
    """生成演示数据（全部虚构）并打开局长看板；已有的演示库直接打开，不重做。"""
    with plain_errors():
        made = not db.exists()
        try:
            wanted = plan(size, seed, as_of.date() if as_of else last_month_end(today()))
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        if made:
            make_demo(db, wanted)
        with opened(db) as store:
            if not store.demo:
                raise StoreError(f"{db} 是真实数据库，不能当演示打开：请用 fengjing serve --db {db}")
            if not made and not same(stored_plan(store), wanted):
                click.echo("注意：打开的是已有的演示库，规模、种子或日期与所给的不同；要另造请换 --db，或先移走它。")
            click.echo(f"演示数据：{store.bureau}，{db}（第 {store.data_version()} 版）")
    if not no_serve:
        serve_at(db, LOOPBACK, port)


@cli.command("serve")
@database
@click.option("--host", default=LOOPBACK, show_default=True, help="监听地址")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="端口")
@click.option("--name", "names", multiple=True, help="这台机器的其他名字（域名），可给多个；别的名字一律拒绝")
@click.option("--tls-cert", type=FILE, help="HTTPS 证书（PEM）；与 --tls-key 一起给")
@click.option("--tls-key", type=FILE, help="HTTPS 私钥（PEM）")
@click.option(
    "--session-hours",
    type=click.IntRange(1, 24 * 31),
    envvar="FENGJING_SESSION_HOURS",
    default=12,
    show_default=True,
    help="登录多少小时后要重新登录",
)
@click.option("--oidc", type=FILE, envvar=FILE_VARIABLE, help="统一身份认证的设置文件（TOML）；不给就只用账号和密码")
def serve_command(
    db: Path, host: str, port: int, names: tuple[str, ...], tls_cert: Path | None, tls_key: Path | None,
    session_hours: int, oidc: Path | None,
) -> None:  # fmt: skip
    """打开一个数据库的看板。有账号就要登录；真实数据库还没有账号时，只在本机（回环地址）打开。"""
    with opened(db) as store:
        if oidc is not None:
            single_sign_on.load_checked_settings(oidc)
            if not has_accounts(store.conn):
                raise click.ClickException("还没有账号，谁来都不用登录。先添加数据管理员的账号：fengjing user add …")
            os.environ[FILE_VARIABLE] = str(oidc.resolve())
        if not store.demo and not has_accounts(store.conn) and not is_loopback(host):
            raise click.ClickException(
                f"真实数据库还没有账号，只能在本机打开（--host {LOOPBACK}）。先添加账号：fengjing user add …"
            )
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert 和 --tls-key 要一起给")
    os.environ["FENGJING_SESSION_HOURS"] = str(session_hours)
    serve_at(db, host, port, names, (tls_cert, tls_key) if tls_cert and tls_key else None)


def main() -> None:
    """The entry point."""
    cli()


if __name__ == "__main__":
    main()
