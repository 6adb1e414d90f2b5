"""`fengjing backup` and `restore`: the whole database as one checked file, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from core.access.factor_key import key_fault
from core.cli.common import actor, bundle_options, database, now, opened, plain_errors
from core.cli.key_choice import key_or_new
from core.intake.decode import text_of
from core.store.anchors import keep_anchors
from core.store.backup import Backup, back_up
from core.store.backup_folder import back_up_into
from core.store.board_file import BoardIsReadOnly
from core.store.errors import NeedsUpgrade, OwnFilesRefused
from core.store.open import open_store
from core.store.restore import restore
from core.store.sqlite import connect
from core.store.store import Store
from core.store.trail import trail_transaction
from core.store.trail_chain import is_chained
from core.time.days import CHINA

if TYPE_CHECKING:
    from sqlite3 import Connection

NOT_UPGRADED = "数据库是旧版本的，没有升级，照原样备份。"
AS_IT_IS = "本局目录文件不合本程序，照原样备份，恢复时用 --catalogue 换下：{faults}"
WITHOUT_TRAIL = "数据库还没有更新到本程序，这次备份没有记入留痕。"


class BackupOptions(NamedTuple):
    """Options of `backup`, by their names."""

    second: Path | None
    keep: int | None
    encrypt: bool


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@database
@click.option(
    "--second",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="再存一份的文件夹（另一块盘或另一台机器）；FILE 要是文件夹",
)
@click.option("--keep", type=click.IntRange(min=1), help="每个文件夹里只留最新的几份；FILE 要是文件夹")
@click.option("--encrypt", is_flag=True, help="备份加密（密钥同 --key-file；还没有时新建）；加密的数据库本来就这样")
@bundle_options(BackupOptions)
def backup_command(file: Path, db: Path, options: BackupOptions) -> None:
    """备份成一个文件（看板照常打开），读回核对无误才留下；FILE 是文件夹时，按时间起名。恢复：fengjing restore。"""
    if not file.is_dir() and (options.second is not None or options.keep is not None):
        raise click.UsageError("用 --second 或 --keep 时，FILE 要是已有的文件夹")
    with _opened_as_it_is(db) as store:
        key = key_or_new(click.echo) if options.encrypt else None
        if not file.is_dir():
            _record(store, back_up(store, file, key))
            return
        backups = back_up_into(store, file, now=now(), key=key, second=options.second, keep=options.keep)
        _record(store, backups.backup)
        if backups.copy is not None:
            click.echo(f"第二份：{backups.copy}")
        if backups.removed:
            click.echo(f"已删去 {len(backups.removed)} 份旧的")


class FileAsItIs(NamedTuple):
    """A database of an older program, or whose own catalogue files this one refuses: it is copied, not upgraded."""

    path: Path
    conn: Connection


@contextmanager
def _opened_as_it_is(db: Path) -> Iterator[Store | FileAsItIs]:
    """Open a database to be backed up; one that this program cannot use as it stands, and say so."""
    with ExitStack() as held:
        held.enter_context(plain_errors(db))
        source: Store | FileAsItIs
        try:
            if db.is_dir():
                raise BoardIsReadOnly
            source = held.enter_context(closing(open_store(db)))
        except (NeedsUpgrade, OwnFilesRefused) as error:
            text = AS_IT_IS.format(faults=error.faults) if isinstance(error, OwnFilesRefused) else NOT_UPGRADED
            click.echo(text)
            source = FileAsItIs(db, held.enter_context(closing(connect(db, read_only=False))))
        yield source


def _record(store: Store | FileAsItIs, backup: Backup) -> None:
    if is_chained(store.conn):
        detail = f"{backup.path.name} {backup.sha256}"
        with trail_transaction(store.conn, actor=actor(), action="backup", detail=detail, now=now()):
            pass
        keep_anchors(store.conn, store.path, backup.path.parent, now())
    else:
        click.echo(WITHOUT_TRAIL)
    click.echo(f"已备份并核对：{backup.path}（第 {backup.data_version} 版，{backup.size / 2**20:,.1f} MB）")
    click.echo(f"SHA-256 {backup.sha256}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@database
@click.option("--dry-run", is_flag=True, help="只核对这份备份能不能恢复，什么也不改")
@click.option(
    "--catalogue",
    "own_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="换下备份里的本局目录文件，它不合本程序时用（可写多次）",
)
def restore_command(file: Path, db: Path, dry_run: bool, own_files: tuple[Path, ...]) -> None:
    """用备份恢复数据库：先整个核对、升级到本程序，再换上；原来的文件移到旁边，不删。看板要先停下。"""
    with plain_errors():
        texts = {own_file.name: text_of(own_file) for own_file in own_files} or None
        restored = restore(file, db, actor=actor(), now=now(), dry_run=dry_run, own_files=texts)
    until = datetime.fromtimestamp(restored.last_line_at, CHINA)
    click.echo(f"{restored.bureau}，第 {restored.data_version} 版，最后一次操作 {until:%Y-%m-%d %H:%M}，核对无误")
    click.echo(f"SHA-256 {restored.sha256}")
    if dry_run:
        click.echo("只是核对，什么也没有改。")
        return
    click.echo(f"已恢复到 {db}")
    with opened(db, read_only=True) as store:
        fault = key_fault(store.conn)
    if fault is not None:
        click.echo(fault)
    if restored.aside is not None:
        click.echo(f"原来的文件在 {restored.aside}，确认无误后可删")
    if restored.anchors is not None:
        click.echo(f"原来的留痕锚点在 {restored.anchors}；恢复已记入留痕，fengjing trail verify 会说")
