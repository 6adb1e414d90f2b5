"""`fengjing log-aside`: the mend where a log of another file keeps a database from being opened."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.common import actor, database, now, opened, plain_errors
from core.store.log_aside import set_log_aside
from core.store.trail import trail_transaction
from core.time.days import minute_text


@click.command("log-aside")
@database
def log_aside_command(db: Path) -> None:
    """数据库旁边的日志（-wal）不是它的、打不开时：连同文件的副本移到旁边的文件夹，什么也不删。看板要先停下。"""
    with plain_errors():
        aside = set_log_aside(db, now())
    moved_files = f"日志（{aside.size / 2**20:,.1f} MB，{minute_text(aside.changed_at)}）和 {db.name} 的副本"
    click.echo(f"{moved_files}在 {aside.folder}")
    if aside.lines:
        click.echo(f"日志里另有 {aside.lines} 行留痕，是文件里没有的：这些操作现在不在库里。")
    elif aside.lines == 0:
        click.echo("日志里没有文件所没有的留痕：没有丢数据的改动，可能丢了登录状态，请重新登录。")
    else:
        click.echo("日志和文件合不到一起，看不出里面有什么。")
    with opened(db) as store:
        detail = f"移开日志 {aside.folder.name}"
        with trail_transaction(store.conn, actor=actor(), action="restore", detail=detail, now=now()):
            pass
        click.echo(f"现在打得开：{store.bureau}，第 {store.data_version()} 版。请再运行 fengjing check --db {db}")
    click.echo(f"若日志本来是它的：fengjing restore {aside.folder / db.name} --db 新文件，合成一个再比较。")
