"""`fengjing doctor`: what is wrong with this machine, and the mend, before anything is served."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from core.board_folder.published_board import PUBLIC_KEY_VARIABLE
from core.cli.common import echo_json, format_option, key_file_option, now
from core.cli.doctor_checks import Check, State, checks


@click.command("doctor")
@click.option(
    "--db", type=click.Path(path_type=Path), default=Path("fengjing.db"), show_default=True, help="数据库文件"
)
@key_file_option
@click.option("--host", default="127.0.0.1", show_default=True, help="看板要监听的地址")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="看板要用的端口")
@click.option(
    "--board-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar=PUBLIC_KEY_VARIABLE,
    help="核对签名的公钥：--db 是发布看板的文件夹时用；只查不发，用不到签名密钥",
)
@format_option("text", "json")
def doctor_command(db: Path, host: str, port: int, board_key: Path | None, output_format: str) -> None:
    """看这台机器哪里不对、怎么改：版本、内存、字体、磁盘、权限、时钟、端口。什么也不写；有问题则返回 1。"""
    done = list(checks(db, host, port, now(), board_key))
    if output_format == "json":
        echo_json([asdict(check) | {"state_zh": check.state.label} for check in done])
    else:
        for check in sorted(done, key=lambda check: list(State).index(check.state), reverse=True):
            _print(check)
    bad = [check for check in done if check.state is State.BAD]
    if output_format != "json":
        click.echo(f"有 {len(bad)} 处要先改。" if bad else "没有妨碍运行的问题。")
    if bad:
        raise SystemExit(1)


def _print(check: Check) -> None:
    mend = f" → {check.mend}" if check.mend else ""
    click.echo(f"{check.state.label}　{check.subject}：{check.sentence}{mend}")
