"""The command `fengjing seed`: generates a demo database, and checks it against the calibration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from core.cli.common import bundle_options, day_option, now, opened, plain_errors, print_table, today, write_file
from core.store.sqlite import StoreError
from core.time.reporting_calendar import CALENDAR
from seed.bureau import SIZES, Plan, plan
from seed.make import make, part_of, remove
from seed.plan_store import FillError, stored_plan
from seed.province import ALERTS
from seed.report.page import COLUMNS, line_cells, render_page
from seed.report.report import make_report
from seed.stories.story import KINDS, StoryError, Wish
from seed.stories.story_text import parse_wish

PROVINCE = "province"
Tell = Callable[[str, float], None]
STORY_HELP = (
    "埋入一个故事，供讲课和检验预警用，可给多个：类型[:单位[:开始日期[:强度[:天数]]]]，空着的由种子定，"
    f"如 fraud_surge::2026-10-01 。类型：{'，'.join(f'{name} {kind.zh}' for name, kind in KINDS.items())}"
)


@contextmanager
def progress_bar(title: str) -> Iterator[Tell]:
    """Show a progress bar on the error stream."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=1.0)
        yield lambda label, done: progress.update(task, description=label, completed=done)


class SeedOptions(NamedTuple):
    """Options of `seed`, by their names."""

    size: str
    seed: int
    as_of: date | None
    db: Path | None
    folder: Path | None
    alerts: int
    report: Path | None
    stories: tuple[str, ...]
    reset: bool


@click.command("seed")
@click.option("--size", type=click.Choice([*SIZES, PROVINCE]), default="county", show_default=True, help="规模")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机种子，定则数据定")
@day_option("--as-of", "数据截止日；不写即上月末")
@click.option("--db", type=click.Path(path_type=Path, dir_okay=False), help="演示数据库文件；province 不用")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="province 的 Parquet 文件存放的文件夹"
)
@click.option("--alerts", type=click.IntRange(1000), default=ALERTS, show_default=True, help="province 的警情约数")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="检验报告（HTML）写到此文件")
@click.option("--story", "stories", multiple=True, help=STORY_HELP)
@click.option("--reset", is_flag=True, help="已有的演示库作废重做")
@bundle_options(SeedOptions)
def seed_command(options: SeedOptions) -> None:
    """生成演示数据库（全部虚构）；中断后再运行即接着做；--report 把生成的数据与依据逐项比对。

    --size province 是一个省（十个市），直接写成 facts export 那样的 Parquet 文件，由 fengjing build 汇总成看板。
    """
    day = options.as_of or CALENDAR.previous_month_end(today())
    if options.size == PROVINCE:
        _write_province(options, day)
        return
    if options.db is None or options.folder is not None:
        raise click.UsageError(f"--size {options.size} 要写 --db 文件；--to 只用于 --size {PROVINCE}。")
    with plain_errors():
        try:
            wishes = [parse_wish(story) for story in options.stories]
            _ensure(options.db, planned(options.size, options.seed, day, wishes), options.reset)
            if options.report:
                _report(options.db, options.report)
        except (FillError, StoryError) as error:
            raise click.ClickException(str(error)) from error


def _write_province(options: SeedOptions, as_of: date) -> None:
    """Write a province's records as Parquet, or go on with it."""
    if options.folder is None or options.db or options.report or options.stories or options.reset:
        raise click.UsageError(f"--size {PROVINCE} 要写 --to 文件夹，不用 --db、--report、--story 和 --reset。")
    from seed.province import plan_province
    from seed.province_facts import write_province

    with plain_errors():
        try:
            province = plan_province(options.seed, as_of, options.alerts)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        with progress_bar("生成演示数据") as tell:
            manifest = write_province(province, options.folder, now=now(), report=tell)
    rows = sum(file.rows for file in manifest.records.values())
    size = sum(file.bytes for file in manifest.files) / 2**20
    click.echo(
        f"已生成：{options.folder}（{manifest.bureau}，截至 {as_of}，演示数据），记录 {rows:,} 条，{size:,.0f} MB"
    )
    click.echo(f"汇总成看板文件：fengjing build --facts {options.folder} --out province.db")


def planned(size: str, seed: int, as_of: date, stories: Sequence[Wish] = ()) -> Plan:
    """Return the plan of a bureau. Raises ClickException (Chinese) if there can be none."""
    try:
        return plan(size, seed, as_of, stories=stories)
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def is_same_plan(stored: Plan, requested: Plan) -> bool:
    """Return True if a database has the plan requested; stories count only where some are requested."""
    return (replace(stored, stories=()) if not requested.stories else stored) == requested


def _ensure(db: Path, requested: Plan, reset: bool) -> None:
    """Make the database of a plan, continue it, or leave it if it is complete."""
    as_of = requested.as_of
    if db.exists():
        with opened(db) as store:
            if not store.demo:
                raise StoreError(f"{db} 是真实数据库，不能改作演示库：请换一个路径。")
            if not reset and not is_same_plan(stored_plan(store), requested):
                raise StoreError(f"{db} 是另一个演示库：换一个路径，或加 --reset 重做。")
        if not reset:
            click.echo(f"已有：{db}（{requested.bureau}，截至 {as_of}），未重做")
            return
        remove(db)
    if reset:
        remove(part_of(db))
    with progress_bar("生成演示数据") as tell:
        continued = make(db, requested, now=now(), progress=tell)
    click.echo(f"{'接着上次，' if continued else ''}已生成：{db}（{requested.bureau}，截至 {as_of}，演示数据）")


def _report(db: Path, path: Path) -> None:
    with opened(db, read_only=True) as store, progress_bar("检验") as tell:
        report = make_report(store, tell)
    click.echo(f"{report.bureau}（演示数据）生成数据检验")
    print_table(
        ("类", *(column.zh for column in COLUMNS)), [[line.target.group, *line_cells(line)] for line in report.lines]
    )
    click.echo(report.summary)
    write_file(path, render_page(report))
    click.echo(f"检验报告：{path}")
