"""`fengjing import`: a table goes in, as it came or by a mapping."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from core.cli.common import actor, bundle_options, database, echo_json, format_option, now, opened
from core.cli.import_receipt import print_receipt, receipt_document, save_refused
from core.cli.table_options import table_options
from core.features.previews.tiles import BoardChange, rehearse
from core.intake.import_plan import ImportOptions
from core.intake.importer import ImportReport, import_table
from core.intake.mapping.choose import choose_reading, expected_headers, headers_of_mapping
from core.intake.table import HeaderChoice, Table, names_around, read_table
from core.store.store import Store
from core.time.day_spans import DaySpan
from core.time.period_context import context_of
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period
from core.time.reporting_calendar import ReportingCalendar


class ImportChoices(NamedTuple):
    """Hold what may be said of a file, and how the receipt is wanted."""

    mapping: str | None
    covers: str | None
    sheet: str | None
    header: HeaderChoice | None
    complete: bool
    withdraw: bool
    new_ids: bool
    not_listed_is_zero: bool
    dry_run: bool
    refused_file: Path | None
    output_format: str


@click.command("import")
@click.argument("kind", metavar="KIND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
@click.option("--map", "mapping", metavar="NAME|FILE", help="按这个对照读：存下的名称，或 .toml 文件；不写则由表头认")
@click.option("--covers", help="文件完整覆盖的期间，如 2026-11-01..2026-11-22；不写即文件里最早到最晚的一天")
@table_options
@click.option("--complete", is_flag=True, help="文件对全部单位完整：没有记录的单位就是 0")
@click.option("--withdraw", is_flag=True, help="齐全的文件里不再有的记录，随本批撤出（与 --complete 一起用）")
@click.option("--new-ids", is_flag=True, help="内容与库里相同、只有编号不同的行，确是另外的记录")
@click.option("--not-listed-is-zero", is_flag=True, help="统计报表：--covers 之内，应报的单位没有列出的数就是 0")
@click.option("--dry-run", is_flag=True, help="只预览：会新增、更正、撤出、拒收什么，看板上哪些数会变；不写入")
@click.option(
    "--refused-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="拒收的行写成这个 .xlsx 文件；不写即放在数据库旁边（预览时不写即不生成）",
)
@format_option("text", "json")
@bundle_options(ImportChoices)
def import_command(kind: str, file: Path, db: Path, options: ImportChoices) -> None:
    """导入一张表（Excel、WPS、ODS、CSV、Parquet）：好的行作为一批写入，不好的按原因列出。

    KIND 同 template，或写 auto：由存下的对照或模板的表头认出是哪一类。
    """
    if options.refused_file is not None and options.refused_file.exists():
        raise click.BadParameter("文件已存在，请换一个名字", param_hint="--refused-file")
    board, refused_file = None, None
    with opened(db) as store:
        headers = [*expected_headers(store.catalogue, kind), *headers_of_mapping(store, options.mapping)]
        came = read_table(file, options.sheet, options.header, headers)
        days = _covered_days(options.covers, came, store.catalogue.reporting_calendar)
        is_new = options.new_ids or options.dry_run
        import_options = ImportOptions(days, options.complete, options.withdraw, is_new, rows_may_go=True)
        kind, table = choose_reading(
            store,
            kind,
            came,
            named=options.mapping,
            covers=days,
            not_listed_is_zero=options.not_listed_is_zero,
        )
        act = partial(import_table, store, kind, table, now=now(), actor=actor(), options=import_options)
        report, board = _rehearsed(store, act) if options.dry_run else (act(), None)
    if not options.dry_run or options.refused_file is not None:
        refused_file = save_refused(report, db, options.refused_file)
    if options.output_format == "json":
        echo_json(receipt_document(report, refused_file, board, dry_run=options.dry_run))
    else:
        print_receipt(report, refused_file, board, dry_run=options.dry_run)
    if report.refused:
        raise SystemExit(1)


def _rehearsed(store: Store, act: Callable[[], ImportReport]) -> tuple[ImportReport, BoardChange]:
    from core.engine import Engine  # only a look at the board needs all that judges figures, which is slow to start

    return rehearse(store, Engine, act, lambda made: made.covers)


def _covered_days(covers: str | None, table: Table, calendar: ReportingCalendar) -> DaySpan | None:
    """The days of a period; a year that it lacks is that of the title, the sheet or the file's name."""
    try:
        return parse_period(covers, calendar, context_of(*names_around(table))) if covers else None
    except PeriodTextError as error:
        raise click.BadParameter(f"读不懂期间“{covers}”：{error}", param_hint="--covers") from error
