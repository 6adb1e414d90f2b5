"""`fengjing init`, `template`, `import` and `check`: a bureau's own data."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.catalogue import catalogue_of
from core.cli.common import actor, database, now, opened, plain_errors, print_table
from core.instructions.check import check_instructions
from core.intake.importer import ImportReport, import_file
from core.intake.refusal import FileRefused, Refusal
from core.intake.template import KINDS, column_guides, template
from core.store.check import check_store
from core.store.create import create_store
from core.store.cube_sizes import cube_sizes
from core.store.store import Store
from core.store.table_sizes import table_sizes
from core.time.day_spans import DaySpan
from core.time.period_context import context_of
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period
from core.time.reporting_calendar import ReportingCalendar

BIGGEST = 20  # so many parts of a file are listed
KIND = click.Choice(list(KINDS))


@click.command("init")
@database
@click.option("--bureau", required=True, help="本局名称，即单位树的根")
@click.option(
    "--catalogue",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="本局自己的目录文件（TOML），可给多个；内容存入数据库",
)
def init_command(db: Path, bureau: str, files: tuple[Path, ...]) -> None:
    """建立真实数据库。"""
    with plain_errors():
        overlays = {file.name: file.read_text("utf-8") for file in files}
        create_store(db, bureau=bureau, demo=False, now=now(), overlays=overlays).close()
    click.echo(f"已建立 {db}（{bureau}）。下一步：fengjing template units > 单位.csv")


@click.command("template")
@click.argument("kind", type=KIND, metavar="KIND")
@click.option("--describe", "described", is_flag=True, help="逐列说明：格式、必填、可填的值")
@click.option("--db", type=click.Path(path_type=Path), help="用这个数据库的目录；不写即自带目录")
def template_command(kind: str, described: bool, db: Path | None) -> None:
    """导入表的中文表头（CSV，一行）。KIND：units、officers、ledger，或 alert、dispute 等记录。"""
    catalogue = catalogue_of(db)
    if not described:
        click.echo(template(kind, catalogue), nl=False)
        return
    print_table(("列", "格式", "必填", "可填的值"), column_guides(kind, catalogue))


@click.command("import")
@click.argument("kind", type=KIND, metavar="KIND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
@click.option("--covers", help="文件完整覆盖的期间，如 2026-11-01..2026-11-22；不写即文件里最早到最晚的一天")
@click.option("--complete", is_flag=True, help="文件对全部单位完整：没有记录的单位就是 0")
def import_command(kind: str, file: Path, db: Path, covers: str | None, complete: bool) -> None:
    """导入一个 CSV 文件：好的行一次写入，有问题的逐行列出。KIND 同 template。"""
    with opened(db) as store:
        days = _covered_days(covers, file, store.catalogue.reporting_calendar)
        try:
            report = import_file(store, kind, file, now=now(), actor=actor(), covers=days, complete=complete)
        except FileRefused as error:
            raise click.ClickException(str(error)) from error
    _print_report(report)
    if report.refused:
        raise SystemExit(1)


def _covered_days(covers: str | None, file: Path, calendar: ReportingCalendar) -> DaySpan | None:
    try:
        return parse_period(covers, calendar, context_of(file.name)) if covers else None
    except PeriodTextError as error:
        raise click.BadParameter(f"读不懂期间“{covers}”：{error}", param_hint="--covers") from error


def _print_report(report: ImportReport) -> None:
    click.echo(
        f"{report.file}：读入 {report.rows_read} 行，新增 {report.new}，更正 {report.changed}，"
        f"未变 {report.unchanged}，拒收 {report.refused_rows}"
    )
    for warning in report.warnings:
        click.echo(f"注意：{warning}")
    for refusal in report.refused:
        click.echo(refusal_text(refusal))


def refusal_text(refusal: Refusal, counted: str = "行") -> str:
    """Returns a refusal on one line; its number counts rows, or other things named in Chinese."""
    return f"第 {refusal.row} {counted} [{refusal.column}] “{refusal.value}”：{refusal.rule} → {refusal.mend}"


@click.command("check")
@database
@click.option("--sizes", "sized", is_flag=True, help="再列出汇总各层的格数（对比记录数），以及文件各部分的大小")
def check_command(db: Path, sized: bool) -> None:
    """核对：文件完好、引用完整、汇总与重算一致。有问题则返回 1。"""
    with opened(db) as store:
        faults = [*check_store(store), *check_instructions(store)]
        for fault in faults:
            click.echo(fault)
        if sized:
            _print_sizes(store)
        if faults:
            raise SystemExit(1)
        click.echo(f"完好：{store.bureau}，第 {store.data_version()} 版，汇总与重算一致")


def _print_sizes(store: Store) -> None:
    grains = [
        (grain, f"{cells:,}", f"{facts:,}", "—" if share is None else f"{share:.3f}")
        for grain, cells, facts, share in cube_sizes(store)
    ]
    print_table(("汇总层", "格数", "记录数", "格/记录"), grains, right=("格数", "记录数", "格/记录"))
    biggest = [(size.name, size.table, f"{size.bytes / 2**20:,.1f}") for size in table_sizes(store)[:BIGGEST]]
    print_table(("表或索引", "所属表", "MB"), biggest, right=("MB",))
