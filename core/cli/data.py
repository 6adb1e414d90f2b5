"""`fengjing init`, `template` and `check`: a bureau's own database."""

from __future__ import annotations

from pathlib import Path

import click

from core.access.factor_key import factor_key_file, key_fault, seal_old_secrets
from core.cli.catalogue import catalogue_of
from core.cli.common import database, now, opened, optional_database, plain_errors, print_table
from core.cli.fault_lines import fault_lines
from core.cli.key_choice import key_or_new
from core.instructions.check import check_instructions
from core.intake.decode import text_of
from core.intake.fields import file_kinds
from core.intake.refusal import Refusal
from core.intake.template import column_guides, template
from core.store.anchors import trail_faults
from core.store.board_file import is_board_file
from core.store.check import check_store
from core.store.create import create_store, require_vacant
from core.store.cube_sizes import cube_sizes
from core.store.key import database_key
from core.store.store import Store
from core.store.table_sizes import table_sizes
from core.store.upgrade_backup import UpgradeBackup

BIGGEST = 20  # so many parts of a file are listed


@click.command("init")
@database
@click.option("--bureau", required=True, help="本局名称，即单位树的根")
@click.option("--encrypt", is_flag=True, help="给整个文件加密（SQLCipher，AES-256）；密钥文件还没有时新建一个")
@click.option(
    "--catalogue",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="本局自己的目录文件（TOML），可给多个；内容存入数据库",
)
def init_command(db: Path, bureau: str, encrypt: bool, files: tuple[Path, ...]) -> None:
    """建立真实数据库。给了密钥的，整个文件加密。"""
    with plain_errors():
        overlays = {file.name: text_of(file) for file in files}
        require_vacant(db)
        key = key_or_new(click.echo) if encrypt else database_key()
        create_store(db, bureau=bureau, demo=False, now=now(), overlays=overlays, key=key).close()
    click.echo(f"已建立 {db}（{bureau}）。下一步：fengjing template units > 单位.csv")


@click.command("template")
@click.argument("kind", metavar="KIND")
@click.option("--describe", "described", is_flag=True, help="逐列说明：格式、必填、可填的值")
@optional_database("用这个数据库的目录；不写即自带目录")
def template_command(kind: str, described: bool, db: Path | None) -> None:
    """导入表的中文表头（CSV，一行）。KIND：units、officers、ledger，或 alert、dispute 等记录。"""
    catalogue = catalogue_of(db)
    if db is None and kind not in file_kinds(catalogue):
        kinds = "、".join(file_kinds(catalogue))
        raise click.ClickException(f"没有“{kind}”这一类文件，可用的有：{kinds}；本局自己的种类要加 --db 数据库")
    with plain_errors():
        guides = column_guides(kind, catalogue)
    if described:
        print_table(("列", "格式", "必填", "可填的值"), guides)
        return
    click.echo(template(kind, catalogue), nl=False)


def refusal_text(refusal: Refusal, counted: str = "行") -> str:
    """Returns a refusal on one line; its number counts rows, or other things named in Chinese."""
    return f"第 {refusal.row} {counted} [{refusal.column}] “{refusal.value}”：{refusal.rule} → {refusal.mend}"


@click.command("check")
@database
@click.option("--sizes", "sized", is_flag=True, help="再列出汇总各层的格数（对比记录数），以及文件各部分的大小")
@click.option("--all", "all_faults", is_flag=True, help="问题逐条列出；不写，同样的问题只列前 20 处和还有多少")
@click.option(
    "--backup-to",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="数据库是旧版本的：升级前的备份放进这个文件夹；不写，放在数据库旁边",
)
@click.option("--no-backup", "is_backed_up", is_flag=True, help="数据库是旧版本的：另有备份，升级前不再备份")
def check_command(db: Path, sized: bool, all_faults: bool, backup_to: Path | None, is_backed_up: bool) -> None:
    """核对：文件完好、引用完整、汇总与重算一致、留痕成链。有问题则返回 1。

    旧版本的数据库先备份、再升级。看板文件核对它自己；状态文件没有汇总，看板的汇总不在这里核对。
    """
    if backup_to is not None and is_backed_up:
        raise click.UsageError("--backup-to 和 --no-backup 只能写一个")
    if db.is_dir() or is_board_file(db):
        _check_board(db, all_faults=all_faults)
        return
    with opened(db, backup=UpgradeBackup(backup_to, is_wanted=not is_backed_up)) as store:
        if store.upgraded is not None:
            click.echo(f"已更新到本程序（{store.upgraded}）：结构变了的，旧版本从此打不开它，要退回就恢复更新前的备份")
        if sized and not store.has_own_sums:
            raise click.UsageError("状态文件没有记录和汇总：--sizes 只用于数据库")
        sealed = seal_old_secrets(store.conn)
        if sealed:
            click.echo(f"已把 {sealed} 个动态口令的密钥封存；钥匙在 {factor_key_file(store.path)}，请另抄一份")
        key = key_fault(store.conn)
        faults = [*check_store(store), *check_instructions(store), *trail_faults(store), *([key] if key else [])]
        for line in fault_lines(faults, all_of_them=all_faults):
            click.echo(line)
        if sized:
            _print_sizes(store)
        if faults:
            raise SystemExit(1)
        sums = "汇总与重算一致" if store.has_own_sums else "状态文件与看板对得上（看板的汇总不在这里核对）"
        click.echo(f"完好：{store.bureau}，第 {store.data_version()} 版，{sums}，留痕成链")


def _check_board(path: Path, *, all_faults: bool) -> None:
    """Check a board file, or the one that a folder shows, by itself."""
    from core.board_folder.board_checks import board_facts, board_faults
    from core.board_folder.shown_board import file_to_read

    with plain_errors():
        file = file_to_read(path)
        faults = board_faults(file)
        for line in fault_lines(faults, all_of_them=all_faults):
            click.echo(line)
        if faults:
            raise SystemExit(1)
        facts = board_facts(file)
    click.echo(f"完好：{facts.bureau}的看板文件 {file}，数据到 {facts.covers_to}，第 {facts.data_version} 版")


def _print_sizes(store: Store) -> None:
    grains = [
        (grain, f"{cells:,}", f"{facts:,}", "—" if share is None else f"{share:.3f}")
        for grain, cells, facts, share in cube_sizes(store)
    ]
    print_table(("汇总层", "格数", "记录数", "格/记录"), grains, right=("格数", "记录数", "格/记录"))
    biggest = [(size.name, size.table, f"{size.bytes / 2**20:,.1f}") for size in table_sizes(store)[:BIGGEST]]
    print_table(("表或索引", "所属表", "MB"), biggest, right=("MB",))
