"""The command `fengjing serve`: opens the dashboards of a database."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

import click

from core.access.accounts import has_accounts
from core.access.factor_key import FactorKeyError, key_fault, seal_old_secrets
from core.access.first_run import first_run_step
from core.access.oidc.settings import FILE_VARIABLE
from core.board_folder.published_board import PUBLIC_KEY_VARIABLE
from core.cli import single_sign_on
from core.cli.common import actor, key_file_option, now, opened, plain_errors
from core.cli.port_check import port_fault
from core.cli.state import shared_faults
from core.store.board_file import is_board_file
from core.store.create import is_vacant
from core.store.scratch import clear_temporary
from core.store.state.create import use_board
from core.store.state.shared.address import is_address
from core.store.state.shared.copies import copy_beside
from core.store.store import Store
from dashboards.cli.gateway import NO_GATEWAY, Gateway
from dashboards.server.log_setup import LogFormat, LogPlan, set_up_log
from dashboards.settings import METRICS_VARIABLE, PORT

DEFAULT_DB = Path("fengjing.db")
LOOPBACK = "127.0.0.1"
MAX_WORKERS = 64
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_ACCOUNT_FIRST = "还没有账号，谁来都不用登录。请先不带 --oidc 启动，在浏览器里建好数据管理员的账号，再加上它。"
_SETUP_HERE = (
    f"这个数据库还没有账号，首次设置只能在本机打开（--host {LOOPBACK}）：这时谁来都能改。"
    "在浏览器里建好第一个账号以后，再对别的机器打开。"
)
_SETUP_ALONE = "首次设置只用一个进程；建好第一个账号以后重新启动，--workers 才算数。"
# Bound to all addresses, a server is opened at this machine by one that a browser takes.
ANY_HOST_SHOWN = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
_PLAIN_HTTP = (
    "对别的机器打开时要加密：用 --tls-cert 和 --tls-key，或放在带 HTTPS 的代理后面（--behind-proxy 地址）。"
    "确实要用不加密的 HTTP，请写明 --plain-http：密码和数据在网上谁都看得到。"
)
_BASE_PATH = re.compile(r"(/[A-Za-z0-9.-]+)+")
_SITE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?")
_SETUP_INTRO = """第一次使用：数据库 {db} 还没有建好。请在这台机器的浏览器里打开下面的地址，一步步建好。
  {address}
地址里带着口令，只在这次运行有效，请勿转给别人。（Ctrl+C 停止；再启动会接着上一步）"""


class ServeOptions(NamedTuple):
    """Options of the command, by their names."""

    host: str
    port: int
    workers: int
    names: tuple[str, ...]
    tls_cert: Path | None
    tls_key: Path | None
    plain_http: bool
    proxies: tuple[str, ...]
    base_path: str
    frame_ancestors: tuple[str, ...]
    session_hours: int
    oidc: Path | None
    metrics_port: int | None
    metrics_host: str
    log_format: LogFormat
    log_file: Path | None
    log_megabytes: int
    log_kept: int
    board_key: Path | None

    @property
    def tls(self) -> tuple[Path, Path] | None:
        """The certificate and its key. Raises UsageError (Chinese) if only one of them is given."""
        if (self.tls_cert is None) != (self.tls_key is None):
            raise click.UsageError("--tls-cert 和 --tls-key 要一起给")
        return (self.tls_cert, self.tls_key) if self.tls_cert and self.tls_key else None

    @property
    def gateway(self) -> Gateway:
        """Return the proxy in front of the server. Raises UsageError (Chinese) for one that cannot be."""
        base = self.base_path.rstrip("/")
        if base and not _BASE_PATH.fullmatch(base):
            raise click.UsageError("--base-path 要像 /kpi 这样：以 / 开头，只用字母、数字、点、横线")
        for address in self.proxies:
            try:
                ipaddress.ip_address(address)
            except ValueError as error:
                raise click.UsageError(f"--behind-proxy 要写代理的地址（如 127.0.0.1），不是 {address}") from error
        for site in self.frame_ancestors:
            if not _SITE.fullmatch(site):
                raise click.UsageError(f"--frame-ancestors 要写门户的网址（如 https://portal.example），不是 {site}")
        return Gateway(self.proxies, base, self.frame_ancestors, self.workers)

    def require_safe_transport(self) -> None:
        """Raise ClickException (Chinese) where passwords would cross the network in the clear, unless that is said."""
        if self.tls is None and not is_loopback(self.host) and not self.proxies and not self.plain_http:
            raise click.ClickException(_PLAIN_HTTP)


def is_loopback(host: str) -> bool:
    """Return True if a server bound to this host can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve_at(
    db: Path,
    host: str,
    port: int,
    names: tuple[str, ...] = (),
    tls: tuple[Path, Path] | None = None,
    setup_token: str | None = None,
    gateway: Gateway = NO_GATEWAY,
) -> None:
    """Print the address and serve until stopped; with a token, the address of the first run."""
    _require_free(host, port, "--port")
    clear_temporary()
    shown = ANY_HOST_SHOWN.get(host, f"[{host}]" if ":" in host else host)
    address = f"{'https' if tls else 'http'}://{shown}:{port}"
    if setup_token is None:
        click.echo(f"枫警看板：{address}   （Ctrl+C 停止）")
    else:
        click.echo(_SETUP_INTRO.format(db=db, address=f"{address}/setup?token={setup_token}"))
    if gateway.workers > 1 and setup_token is None:
        from dashboards.cli.serve_workers import serve_workers

        serve_workers(db, host, port, names=names, tls=tls, gateway=gateway)
        return
    from dashboards.cli.serve import serve  # here, because the screens' libraries take seconds to import

    if gateway.workers > 1:
        click.echo(_SETUP_ALONE)
    serve(db, host, port, names=names, tls=tls, gateway=gateway)


def _require_free(host: str, port: int, option: str) -> None:
    """Raise ClickException (Chinese) where a port is taken; `option` chooses another."""
    if fault := port_fault(host, port):
        raise click.ClickException(f"端口 {port} 用不了（{fault}）：请用 {option} 换一个")


@click.command("serve")
@click.option(
    "--db",
    type=click.Path(path_type=Path),
    default=DEFAULT_DB,
    show_default=True,
    help="数据库文件，或发布看板的文件夹",
)
@click.option(
    "--state",
    metavar="FILE|URL",
    help="--db 是看板文件或发布看板的文件夹时，账号、指令、留痕另写在这个状态文件里（fengjing state create 建）；"
    "几台机器合用的，写 PostgreSQL 的地址",
)
@key_file_option
@click.option("--host", default=LOOPBACK, show_default=True, help="监听地址")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="端口")
@click.option(
    "--workers",
    type=click.IntRange(1, MAX_WORKERS),
    default=1,
    show_default=True,
    help="用几个进程算看板；大屏和人多时，给到处理器的核数",
)
@click.option("--name", "names", multiple=True, help="这台机器的其他名字（域名），可给多个；别的名字一律拒绝")
@click.option("--tls-cert", type=FILE, help="HTTPS 证书（PEM）；与 --tls-key 一起给")
@click.option("--tls-key", type=FILE, help="HTTPS 私钥（PEM）")
@click.option("--plain-http", is_flag=True, help="对别的机器也用不加密的 HTTP：密码和数据在网上谁都看得到，慎用")
@click.option(
    "--behind-proxy",
    "proxies",
    multiple=True,
    metavar="ADDR",
    help="前面代理的地址，可给多个；只有它们报来的来访地址和 HTTPS 才算数",
)
@click.option("--base-path", default="", metavar="/PATH", help="在门户的哪个路径下面，如 /kpi")
@click.option(
    "--frame-ancestors",
    multiple=True,
    metavar="URL",
    help="允许哪些网站把看板放进框架，可给多个，如 https://portal.example",
)
@click.option(
    "--session-hours",
    type=click.IntRange(1, 24 * 31),
    envvar="FENGJING_SESSION_HOURS",
    default=12,
    show_default=True,
    help="登录多少小时后要重新登录",
)
@click.option("--oidc", type=FILE, envvar=FILE_VARIABLE, help="统一身份认证的设置文件（TOML）；不给就只用账号和密码")
@click.option(
    "--metrics-port", type=click.IntRange(1, 65535), help="给监控（Prometheus）的端口，地址 /metrics；不给就不开"
)
@click.option(
    "--metrics-host", default=LOOPBACK, show_default=True, help="监控端口的监听地址；它不用登录，慎对别的机器打开"
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="日志写成文字或逐行 JSON",
)
@click.option(
    "--log-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="日志写进这个文件；不给就写到标准错误（journald 会收）",
)
@click.option(
    "--log-mb", "log_megabytes", type=click.IntRange(1), default=10, show_default=True, help="日志文件满多少 MB 换一个"
)
@click.option(
    "--log-keep", "log_kept", type=click.IntRange(1), default=10, show_default=True, help="换下的日志文件留几个"
)
@click.option(
    "--board-key",
    type=FILE,
    envvar=PUBLIC_KEY_VARIABLE,
    help="看板签名的公钥：--db 是发布看板的文件夹时，只显示用它的另一半签过名的",
)
def serve_command(db: Path, state: str | None, **options: Any) -> None:
    """打开一个数据库的看板；还没有数据库时，在浏览器里一步步建好。有账号就要登录；还没有账号时，只在本机打开。"""
    chosen = ServeOptions(**options)
    tls, gateway = chosen.tls, chosen.gateway
    if chosen.board_key is not None:
        os.environ[PUBLIC_KEY_VARIABLE] = str(chosen.board_key.resolve())
    if state is not None:
        with plain_errors(), shared_faults():
            path = copy_beside(db, state) if is_address(state) else Path(state)
            use_board(path, db, actor=actor(), now=now())
        db = path  # which has the board behind it from here on
    token = _begin_setup(db, chosen)
    set_up_log(LogPlan(chosen.log_format, chosen.log_file, chosen.log_megabytes, chosen.log_kept))
    if chosen.metrics_port is not None:
        _require_free(chosen.metrics_host, chosen.metrics_port, "--metrics-port")
        os.environ[METRICS_VARIABLE] = f"{chosen.metrics_host} {chosen.metrics_port}"
    os.environ["FENGJING_SESSION_HOURS"] = str(chosen.session_hours)
    chosen.require_safe_transport()
    serve_at(db, chosen.host, chosen.port, chosen.names, tls, token, gateway)


def _begin_setup(db: Path, options: ServeOptions) -> str | None:
    """Return the token of the first run where there is one, or else None. Raises ClickException (Chinese)."""
    with plain_errors():
        if is_vacant(db):
            is_first_run = True
        else:
            is_board = db.is_dir() or is_board_file(db)  # which has no accounts, and no secrets of theirs
            with opened(db, read_only=is_board) as store:
                is_first_run = not is_board and first_run_step(db) is not None
                if not is_first_run:
                    _require_accounts(store, options)
                    if not is_board:
                        _seal_secrets(store)
    if not is_first_run:
        return None
    if options.oidc is not None:
        raise click.ClickException(_ACCOUNT_FIRST)
    if not is_loopback(options.host) or options.proxies:
        raise click.ClickException(_SETUP_HERE)
    if not db.resolve().parent.is_dir():
        raise click.ClickException(f"文件夹不存在，不能在里面建数据库：{db.resolve().parent}")
    from dashboards.setup.session import SETUP  # here, because the engine takes a second to import

    return SETUP.open()


def _seal_secrets(store: Store) -> None:
    """Seal what an earlier version left open; tell where the key is missing, since codes are of no use until then."""
    try:
        seal_old_secrets(store.conn)
        fault = key_fault(store.conn)
    except FactorKeyError as error:
        fault = str(error)
    if fault is not None:
        click.echo(fault, err=True)


def _require_accounts(store: Store, options: ServeOptions) -> None:
    """Set single sign-on up, and raise ClickException (Chinese) where accounts are missing."""
    if options.oidc is not None:
        single_sign_on.load_checked_settings(options.oidc)
        if not has_accounts(store.conn):
            raise click.ClickException("还没有账号，谁来都不用登录。先添加数据管理员的账号：fengjing user add …")
        os.environ[FILE_VARIABLE] = str(options.oidc.resolve())
    if not has_accounts(store.conn) and options.proxies:
        raise click.ClickException("还没有账号，不能放在代理后面：谁来都不用登录。先添加账号：fengjing user add …")
    if not store.demo and not has_accounts(store.conn) and not is_loopback(options.host):
        raise click.ClickException(
            f"真实数据库还没有账号，只能在本机打开（--host {LOOPBACK}）。先添加账号：fengjing user add …"
        )
