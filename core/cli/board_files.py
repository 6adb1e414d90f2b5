"""`fengjing facts` and `fengjing build`: records as Parquet files, and board files summed from them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from core.board_files.order import RECORD_MONTHS, BoardOrder, EngineName
from core.cli.common import actor, bundle_options, database, now, opened, plain_errors
from core.intake.decode import text_of
from core.store.key import is_encrypted
from core.store.trail import trail_transaction


@click.group("facts")
def facts_group() -> None:
    """把记录导出成 Parquet 文件，供汇总成看板文件或交给数据平台。"""


@facts_group.command("export")
@database
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="存放的文件夹")
@click.option("--with-names", is_flag=True, help="带上民警姓名；不写只带工号")
def export_command(db: Path, folder: Path, with_names: bool) -> None:
    """导出记录，按种类和月份分文件；再导出一次只写有变化的月份。manifest.json 列出每个文件的行数和 SHA-256。"""
    from core.facts.export import export_facts  # which takes a while to load, as all that handles Parquet does

    with opened(db) as store:
        counts = export_facts(store, folder, with_names=with_names)
        detail = f"{folder.name} {counts.rows}"
        with trail_transaction(store.conn, actor=actor(), action="facts export", detail=detail, now=now()):
            pass
    click.echo(f"记录 {counts.rows:,} 条：写了 {counts.written} 个文件，{counts.kept} 个没有变化，在 {folder}")
    if is_encrypted(db):
        click.echo("注意：数据库是加密的，而导出的文件没有加密，请放在加密的磁盘上。")


@facts_group.command("prune")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def prune_command(folder: Path) -> None:
    """删去 manifest.json 不再提到的旧文件。此后 build --only-changed 若要用到它们，会整个重新汇总。"""
    from core.facts.prune import prune_facts

    with plain_errors():
        click.echo(f"删去 {prune_facts(folder)} 个旧文件")


class BuildOptions(NamedTuple):
    """Options of `build`, by their names."""

    engine: str | None
    facts: Path
    out: Path
    catalogue: tuple[Path, ...]
    record_months: int
    only_changed: bool
    memory: int | None


@click.command("build")
@click.option(
    "--engine",
    type=click.Choice([str(name) for name in EngineName]),
    help="用什么汇总，结果逐格相同；不写即 duckdb（没有安装则 sqlite）",
)
@click.option(
    "--facts",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="fengjing facts export 写成的文件夹",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="看板文件；已有的整个换掉")
@click.option(
    "--catalogue",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="换用这些目录文件（TOML）；不写即用导出时数据库里的",
)
@click.option(
    "--record-months",
    type=click.IntRange(1, 1200),
    default=RECORD_MONTHS,
    show_default=True,
    help="带上最近几个月的记录；未结的不论多久都带",
)
@click.option(
    "--only-changed", is_flag=True, help="在已有的看板文件上只重算有变化的部分，没有变化就不动文件；做不到时整个重算"
)
@click.option(
    "--memory",
    type=click.IntRange(256),
    metavar="MB",
    help="汇总最多用的内存，超出的暂存在看板文件旁边；不写即 duckdb 512、spark 2048，另有半个到一个 GB 不在此数",
)
@bundle_options(BuildOptions)
def build_command(options: BuildOptions) -> None:
    """由导出的记录汇总成看板文件：只读，有各层汇总、单位沿革、统计报表和最近的记录。fengjing serve --db 可以打开"""
    from core.board_files.build import build_board
    from core.board_files.engines import started_engine, usual_engine

    with plain_errors():
        overlays = {file.name: text_of(file) for file in options.catalogue} or None
        order = BoardOrder(options.facts, options.out, overlays, options.record_months, options.only_changed)
        name = EngineName(options.engine) if options.engine else usual_engine()
        with started_engine(name, options.out.resolve().parent, options.memory) as engine:
            counts = build_board(order, engine, actor=actor(), now=now())
    if counts.is_as_before:
        click.echo(f"没有变化，{options.out} 原样未动：{counts.parts} 个月份文件，带记录 {counts.records:,} 条")
        return
    how = "整个汇总" if counts.is_whole else "只重算有变化的"
    summed = f"{counts.parts} 个月份文件中汇总了 {counts.summed} 个"
    click.echo(f"已建成 {options.out}：{how}，{summed}，带记录 {counts.records:,} 条")
