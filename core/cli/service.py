"""`fengjing service install`: the boards as a service, a daily anchor of the trail, a nightly backup."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import click

from core.cli.common import bundle_options, database, write_file
from core.cli.service_units import ANCHOR_TIMER, BACKUP_TIMER, SERVICE, BackupPlan, ServicePlan, units
from core.store.key import KEY_FILE_VARIABLE

SYSTEMD = Path("/etc/systemd/system")
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True)
_NO_SYSTEMD = "这台机器没有 systemd。Windows 上用“任务计划程序”，做法见 docs/service.zh-CN.md。"


class InstallOptions(NamedTuple):
    """Options of `install`, by their names."""

    user: str | None
    backup_to: Path | None
    backup_second: Path | None
    keep: int
    anchors: tuple[Path, ...]
    print_only: bool
    words: tuple[str, ...]


@click.group("service")
def service_group() -> None:
    """作为系统服务运行：开机自启、出错重启、权限收紧、每天锚定留痕、每晚备份。"""


@service_group.command("install", context_settings={"ignore_unknown_options": True})
@database
@click.option("--user", help="用哪个系统用户运行；不写即数据库文件的所有者")
@click.option("--backup-to", type=FOLDER, help="每晚备份到哪个文件夹")
@click.option("--backup-second", type=FOLDER, help="备份再存一份的文件夹")
@click.option("--keep", type=click.IntRange(min=1), default=30, show_default=True, help="备份留几份")
@click.option(
    "--anchor-to",
    "anchors",
    multiple=True,
    type=FOLDER,
    help="留痕的锚点每天另存到哪个文件夹（最好是别的机器），可给多个；数据库旁边总有一份",
)
@click.option("--print", "print_only", is_flag=True, help="只印出将写的内容，什么也不改")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[-- SERVE 的选项…]")
@bundle_options(InstallOptions)
def install_command(db: Path, options: InstallOptions) -> None:
    """写好 systemd 的服务并启动；后面的选项照样交给 serve，如 -- --behind-proxy 127.0.0.1 --name 域名。"""
    plan = _plan(db, options)
    texts = units(plan)
    if options.print_only:
        for name, text in texts.items():
            click.echo(f"# {SYSTEMD / name}\n{text}")
        return
    systemctl = shutil.which("systemctl")
    if not sys.platform.startswith("linux") or systemctl is None or not Path("/run/systemd/system").is_dir():
        raise click.ClickException(_NO_SYSTEMD)
    for name, text in texts.items():
        write_file(SYSTEMD / name, text)
        (SYSTEMD / name).chmod(0o644)
    _run(systemctl, "daemon-reload")
    _run(systemctl, "enable", "--now", *[name for name in (SERVICE, ANCHOR_TIMER, BACKUP_TIMER) if name in texts])
    click.echo(f"已装好并启动：systemctl status {SERVICE}；日志：journalctl -u {SERVICE}")


def _plan(db: Path, options: InstallOptions) -> ServicePlan:
    """Return what is to run. Raises ClickException (Chinese) for what cannot be a service."""
    path = db.resolve()
    if path.is_dir():
        raise click.ClickException(f"{path} 是发布看板的文件夹：请用配它的状态文件（--db 状态.db），它记着这个文件夹。")
    if not path.is_file():
        raise click.ClickException(f"找不到数据库：{path}。请先建好它和第一个账号，再装服务。")
    user = options.user or _owner(path)
    if user == "root":
        raise click.ClickException("不要用 root 运行看板：请把数据库文件夹给一个单设的用户，或用 --user 指明。")
    key_file = os.environ.get(KEY_FILE_VARIABLE)
    backup = None
    if options.backup_to is not None:
        backup = BackupPlan(options.backup_to, options.backup_second, options.keep)
    elif options.backup_second is not None:
        raise click.UsageError("用 --backup-second 时要有 --backup-to")
    program = Path(sys.executable).with_name("fengjing")
    return ServicePlan(
        program, path, user, Path(key_file) if key_file else None, options.words, backup, options.anchors
    )


def _owner(path: Path) -> str:
    return path.owner() if os.name == "posix" else getpass.getuser()


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{' '.join(words)}：{done.stderr.strip()}")
