"""`fengjing source run`: reads one source, or all that are due."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from core.cli.common import actor, bundle_options, database, echo_json, format_option, now, opened, plain_errors
from core.cli.source_receipt import print_run, receipt_document, run_counts, run_document
from core.engine import Engine
from core.features.previews.tiles import rehearse
from core.sources.due import DueOutcome, run_due
from core.sources.lock import SourcesBusy, sources_lock
from core.sources.run import run_source
from core.sources.run_options import RunOptions
from core.store.data_sources import find_data_source
from core.time.days import minute_text


class RunChoices(NamedTuple):
    """Hold what may be said of a run."""

    is_due: bool
    dry_run: bool
    restart: bool
    new_ids: bool
    is_complete: bool
    output_format: str


@click.command("run")
@click.argument("name", required=False)
@database
@click.option("--due", "is_due", is_flag=True, help="读所有到点的来源，一个接一个；给定时器用")
@click.option("--dry-run", is_flag=True, help="只预览前面一段：会新增、更正、拒收什么，看板上哪些数会变；不写入")
@click.option("--restart", is_flag=True, help="从头再读：改了对照、撤销过批次之后用；相同的行不会重复")
@click.option("--new-ids", is_flag=True, help="内容与库里相同、只有编号不同的行，确是另外的记录")
@click.option(
    "--complete", "is_complete", is_flag=True, help="读完再核对全表的编号：本来源带来、对方已删掉的，撤出，自成一批"
)
@format_option("text", "json")
@bundle_options(RunChoices)
def run_command(name: str | None, db: Path, options: RunChoices) -> None:
    """读来源 NAME 里新增和修改的行，或到点的全部来源（--due）。有拒收或出错时返回 1。"""
    if (name is None) != options.is_due:
        raise click.UsageError("写来源的名称，或写 --due，两样里一样。")
    if name is None:
        if options.dry_run or options.restart or options.new_ids or options.is_complete:
            raise click.UsageError("--due 只和 --format 一起用。")
        _run_due(db, options.output_format)
    else:
        _run_one(name, db, options)


def _run_one(name: str, db: Path, options: RunChoices) -> None:
    started = now()
    run_options = RunOptions(
        options.restart, options.new_ids or options.dry_run, options.dry_run, is_complete=options.is_complete
    )
    with opened(db) as store, sources_lock(db):
        act = partial(run_source, store, name, clock=now, actor=actor(), options=run_options)
        if options.dry_run:
            tally, board = rehearse(store, Engine, act, lambda made: made.days)
        else:
            tally, board = act(), None
        source = find_data_source(store, name)
    run = tally.run(started, now())
    if options.output_format == "json":
        echo_json(receipt_document(name, run, tally, board))
    else:
        print_run(source, run, tally, board)
    if run.refused:
        raise SystemExit(1)


def _run_due(db: Path, output_format: str) -> None:
    outcomes: list[DueOutcome] = []
    with plain_errors():
        try:
            outcomes = run_due(db, clock=now, actor=actor())
        except SourcesBusy as busy:
            click.echo(str(busy), err=True)  # the timer comes again
    if output_format == "json":
        echo_json([{"source": outcome.name, **run_document(outcome.run)} for outcome in outcomes])
    else:
        for outcome in outcomes:
            run = outcome.run
            result = f"出错：{run.error}" if run.error else run_counts(run)
            click.echo(f"{minute_text(run.started_at)} {outcome.name}：{result}")
        if not outcomes:
            click.echo("没有到点的来源。")
    if any(outcome.run.error or outcome.run.refused for outcome in outcomes):
        raise SystemExit(1)
