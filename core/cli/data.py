"""`fengjing init`, `template`, `import` and `check`: a bureau's own data."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from core.cli.catalogue import catalogue_of
from core.cli.common import (
    actor,
    bundle_options,
    database,
    echo_json,
    format_option,
    now,
    opened,
    plain_errors,
    print_table,
)
from core.cli.import_receipt import print_receipt, receipt_document, save_refused
from core.engine import Engine
from core.features.previews.tiles import rehearse
from core.instructions.check import check_instructions
from core.intake.fields import fields_of, known_headers
from core.intake.import_plan import ImportOptions
from core.intake.importer import import_table
from core.intake.refusal import FileRefused, Refusal
from core.intake.table import HeaderChoice, read_table
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


class HeaderRows(click.ParamType[HeaderChoice]):
    """One row of headers, or the first and the last one of several: 3 or 3-4."""

    name = "row"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> HeaderChoice:
        """Read the text."""
        match = re.fullmatch(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?", str(value))
        if match is None or int(match[2] or match[1]) < int(match[1]):
            self.fail(f"读不懂表头行“{value}”：写行号，如 3；两行表头写 3-4", param, ctx)
        return (int(match[1]), int(match[2])) if match[2] else int(match[1])


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


class ImportChoices(NamedTuple):
    """What may be said of a file, and how the receipt is wanted."""

    covers: str | None
    sheet: str | None
    header: HeaderChoice | None
    complete: bool
    withdraw: bool
    new_ids: bool
    dry_run: bool
    refused_file: Path | None
    output_format: str


@click.command("import")
@click.argument("kind", type=KIND, metavar="KIND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
@click.option("--covers", help="文件完整覆盖的期间，如 2026-11-01..2026-11-22；不写即文件里最早到最晚的一天")
@click.option("--sheet", help="工作簿里的哪个工作表；只有一个有内容的就不用写")
@click.option("--header", type=HeaderRows(), metavar="ROW", help="表头在第几行，如 3；两行表头写 3-4；不写就自己找")
@click.option("--complete", is_flag=True, help="文件对全部单位完整：没有记录的单位就是 0")
@click.option("--withdraw", is_flag=True, help="齐全的文件里不再有的记录，随本批撤出（与 --complete 一起用）")
@click.option("--new-ids", is_flag=True, help="内容与库里相同、只有编号不同的行，确是另外的记录")
@click.option("--dry-run", is_flag=True, help="只预览：会新增、更正、撤出、拒收什么，看板上哪些数会变；不写入")
@click.option(
    "--refused-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="拒收的行写成这个 .xlsx 文件；不写即放在数据库旁边（预览时不写即不生成）",
)
@format_option("text", "json")
@bundle_options(ImportChoices)
def import_command(kind: str, file: Path, db: Path, options: ImportChoices) -> None:
    """导入一张表（Excel、WPS、ODS、CSV、Parquet）：好的行作为一批写入，不好的按原因列出。KIND 同 template。"""
    if options.refused_file is not None and options.refused_file.exists():
        raise click.BadParameter("文件已存在，请换一个名字", param_hint="--refused-file")
    board, refused_file = None, None
    with opened(db) as store:
        days = _covered_days(options.covers, file, store.catalogue.reporting_calendar)
        said = ImportOptions(days, options.complete, options.withdraw, options.new_ids or options.dry_run)
        try:
            table = read_table(file, options.sheet, options.header, known_headers(fields_of(kind, store.catalogue)))
            act = partial(import_table, store, kind, table, now=now(), actor=actor(), options=said)
            report, board = rehearse(store, Engine, act, lambda made: made.covers) if options.dry_run else (act(), None)
        except FileRefused as error:
            raise click.ClickException(str(error)) from error
    if not options.dry_run or options.refused_file is not None:
        refused_file = save_refused(report, db, options.refused_file)
    if options.output_format == "json":
        echo_json(receipt_document(report, refused_file, board, dry_run=options.dry_run))
    else:
        print_receipt(report, refused_file, board, dry_run=options.dry_run)
    if report.refused:
        raise SystemExit(1)


def _covered_days(covers: str | None, file: Path, calendar: ReportingCalendar) -> DaySpan | None:
    try:
        return parse_period(covers, calendar, context_of(file.name)) if covers else None
    except PeriodTextError as error:
        raise click.BadParameter(f"读不懂期间“{covers}”：{error}", param_hint="--covers") from error


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
