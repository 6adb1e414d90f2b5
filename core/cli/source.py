"""`fengjing source`: databases and watched folders that are kept under a name: added, listed, removed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from core.cli.common import actor, bundle_options, database, echo_json, format_option, now, opened, print_table
from core.cli.source_receipt import LIST_HEADS, source_document, source_row
from core.cli.source_run import run_command
from core.cli.source_suggest import suggest_command
from core.intake.mapping.choose import AUTO
from core.sources.add import NewSource, add_database, add_folder
from core.sources.settings import DEFAULT_OVERLAP, DatabaseSettings, FolderSettings
from core.sources.status import source_status
from core.store.data_sources import data_sources, find_data_source, remove_data_source

LONGEST_OVERLAP = 10_080  # minutes: a week


class AddChoices(NamedTuple):
    """Hold what may be said of a source that is added."""

    url: str | None
    folder: Path | None
    table: str
    mapping: str
    kind: str
    rising: str
    key: str
    overlap: int
    is_whole: bool
    password_file: Path | None
    every: str


@click.group("source")
def source_group() -> None:
    """来源：直接从业务数据库或监视的文件夹里读，手工或定时；走同样的对照、核对、批次。"""


@source_group.command("add")
@click.argument("name")
@database
@click.option("--url", help="数据库地址，不写密码：postgresql://、mysql://、oracle://、mssql://、dm://、kingbase://")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), help="监视的文件夹：新来的文件各导入一次，不移动"
)
@click.option("--table", default="", help="只读这一张表或视图，可写 模式.表")
@click.option("--map", "mapping", required=True, metavar="NAME", help="按这个存下的对照读；文件夹可写 auto，由表头认")
@click.option("--kind", default=AUTO, show_default=True, help="文件夹里是哪一类文件；auto 由表头认")
@click.option("--rising", default="", metavar="COLUMN", help="随每次新增或修改变大的列：更新时间，或自增编号")
@click.option("--key", default="", metavar="COLUMN", help="唯一认出一行的列；不写即对照里的编号，再不然是主键")
@click.option(
    "--overlap",
    type=click.IntRange(0, LONGEST_OVERLAP),
    default=DEFAULT_OVERLAP,
    show_default=True,
    help="每次往回多读几分钟，以免漏掉晚提交的行",
)
@click.option("--complete", "is_whole", is_flag=True, help="这里有全局的记录：没有记录的单位就是 0")
@click.option("--password-file", type=click.Path(path_type=Path), help="密码在这个只有本人能读的文件的第一行")
@click.option("--every", default="", help="多久读一次：30m、1h、1d，或每天的钟点 06:30；由 run --due 执行")
@bundle_options(AddChoices)
def add_command(name: str, db: Path, options: AddChoices) -> None:
    """添加来源 NAME：当场连上核对表、列、对照和账号权限（能改写对方数据库的账号不用）。"""
    if (options.url is None) == (options.folder is None):
        raise click.UsageError("写 --url（数据库）或 --folder（文件夹），两样里一样。")
    if options.url is not None and not options.table:
        raise click.UsageError("数据库要写 --table：读哪一张表或视图。")
    new = NewSource(name, options.every, now(), actor())
    with opened(db) as store:
        if options.folder is not None:
            added = add_folder(
                store, new, options.folder, FolderSettings(options.mapping, options.kind, options.is_whole)
            )
        else:
            added = add_database(store, new, options.url or "", _settings(options))
    click.echo(f"已添加来源“{name}”。先看会读进什么：fengjing source run {name} --dry-run --db {db}")
    for line in added:
        click.echo(f"注意：{line}")


def _settings(options: AddChoices) -> DatabaseSettings:
    file = str(options.password_file.resolve()) if options.password_file else ""
    return DatabaseSettings(
        options.table, options.mapping, options.rising, options.key, options.overlap, options.is_whole, file
    )


@source_group.command("list")
@database
@format_option("table", "json")
def list_command(db: Path, output_format: str) -> None:
    """列出来源：读什么、上次的结果、下次何时。"""
    with opened(db, read_only=True) as store:
        listed = [source_status(source) for source in data_sources(store)]
    if output_format == "json":
        echo_json([source_document(status) for status in listed])
    elif listed:
        print_table(LIST_HEADS, [source_row(status) for status in listed])
    else:
        click.echo("还没有来源：用 fengjing source add 添加。")


@source_group.command("show")
@click.argument("name")
@database
@format_option("text", "json")
def show_command(name: str, db: Path, output_format: str) -> None:
    """查看一个来源的设置、读到哪里、上次的结果。"""
    with opened(db, read_only=True) as store:
        status = source_status(find_data_source(store, name))
    if output_format == "json":
        echo_json(source_document(status))
        return
    for head, cell in zip(LIST_HEADS, source_row(status), strict=True):
        click.echo(f"{head}：{cell}")
    for key, value in status.source.settings.items():
        click.echo(f"{key} = {value}")
    click.echo(f"position = {status.source.position}")


@source_group.command("remove")
@click.argument("name")
@database
def remove_command(name: str, db: Path) -> None:
    """移除来源：不再读它；已导入的数据不动。"""
    with opened(db) as store:
        remove_data_source(store, name, actor=actor(), now=now())
    click.echo(f"已移除来源“{name}”；它带来的批次都在，可用 fengjing batch 查看和撤销。")


source_group.add_command(run_command)
source_group.add_command(suggest_command)
