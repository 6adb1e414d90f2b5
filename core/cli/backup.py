"""`fengjing backup`: the whole database as one checked file."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.common import actor, database, now, opened
from core.store.anchors import keep_anchors
from core.store.backup import back_up
from core.store.trail import trail_transaction


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@database
def backup_command(file: Path, db: Path) -> None:
    """备份成一个文件（看板照常打开），读回核对无误才留下。恢复：停下看板，用它换掉数据库文件。"""
    with opened(db) as store:
        backup = back_up(store, file)
        with trail_transaction(
            store.conn, actor=actor(), action="backup", detail=f"{file.name} {backup.sha256}", now=now()
        ):
            pass
        keep_anchors(store.conn, store.path, file.parent, now())
    click.echo(f"已备份并核对：{backup.path}（第 {backup.data_version} 版，{backup.size / 2**20:,.1f} MB）")
    click.echo(f"SHA-256 {backup.sha256}")
