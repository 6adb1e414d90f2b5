"""`fengjing batch`: what has been brought, batch by batch, looked at and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import click

from core.cli.common import actor, database, echo_json, format_option, now, opened, print_table
from core.cli.import_receipt import board_document, print_board, span_document
from core.engine import Engine
from core.features.previews.tiles import BoardChange, days_to_show, rehearse
from core.intake.undo import UndoReport, undo_batch
from core.intake.withdraw import withdraw_rows
from core.store.batches import Act, Batch, batches, find_batch
from core.store.confirmations import LaterBatch, confirmed_later, resting_on
from core.store.undo import changed_later
from core.time.day_spans import span_text
from core.time.days import minute_text

ACTS: dict[Act, str] = {"import": "导入", "withdraw": "撤出", "change": "变更"}
_HEADS = ("批次", "时间", "谁", "做了什么", "文件", "期间", "读入", "新增", "更正", "未变", "撤出", "拒收", "状态")
_NUMBERS = ("批次", "读入", "新增", "更正", "未变", "撤出", "拒收")
NUMBER = click.IntRange(1, 2**31)


@click.group("batch")
def batch_group() -> None:
    """批次：每次导入和撤出都有编号，可以查看、撤销。"""


@batch_group.command("list")
@database
@format_option("table", "json")
def list_command(db: Path, output_format: str) -> None:
    """列出全部批次，新的在前。"""
    with opened(db, read_only=True) as store:
        listed = batches(store)
    if output_format == "json":
        echo_json([_document(batch) for batch in listed])
    elif listed:
        print_table(_HEADS, [_row(batch) for batch in listed], right=_NUMBERS)
    else:
        click.echo("还没有批次：用 fengjing import 导入第一个文件。")


@batch_group.command("show")
@click.argument("number", type=NUMBER)
@database
@format_option("table", "json")
def show_command(number: int, db: Path, output_format: str) -> None:
    """查看一批，以及后来哪些批次碰过它的行。"""
    with opened(db, read_only=True) as store:
        batch = find_batch(store, number)
        changed, confirmed = changed_later(store, number), confirmed_later(store, number)
        resting = resting_on(store, number)
    if output_format == "json":
        echo_json(
            _document(batch)
            | {"changed_later": _later_document(changed), "same_later": _later_document(confirmed)}
            | {"resting_later": _later_document(resting)}
        )
        return
    print_table(_HEADS, [_row(batch)], right=_NUMBERS)
    for later in changed:
        click.echo(f"第 {later.number} 批后来改动了 {later.rows} 行：撤销本批时，这些行以第 {later.number} 批为准。")
    for later in confirmed:
        click.echo(
            f"第 {later.number} 批也证实了 {later.rows} 行（内容相同，或同样没有）：撤销本批时，"
            "这些行照旧，归后来的批次。"
        )
    for later in resting:
        click.echo(
            f"第 {later.number} 批也说到其中 {later.rows} 行，没有说全：要撤销本批，先撤销第 {later.number} 批。"
        )


@batch_group.command("undo")
@click.argument("number", type=NUMBER)
@database
@click.option("--dry-run", is_flag=True, help="只预览：哪些行会变，看板上哪些数会变；不写入")
@format_option("text", "json")
def undo_command(number: int, db: Path, dry_run: bool, output_format: str) -> None:
    """撤销一批：记录、汇总、齐全的天数、新鲜度和拒收的注记都回到没有这一批的样子。后来的更正保留。"""
    board: BoardChange | None = None
    with opened(db) as store:
        act = partial(undo_batch, store, number, now=now(), actor=actor())
        calendar = store.catalogue.reporting_calendar
        if dry_run:
            report, board = rehearse(store, Engine, act, lambda made: days_to_show(made.batch, calendar))
        else:
            report = act()
    if output_format == "json":
        echo_json(_undo_document(report, board, dry_run=dry_run))
        return
    _print_undo(report, dry_run=dry_run)
    if board is not None:
        print_board(board)


@batch_group.command("withdraw")
@click.argument("kind", metavar="KIND")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@database
@format_option("text", "json")
def withdraw_command(kind: str, ids: tuple[str, ...], db: Path, output_format: str) -> None:
    """按编号撤出单条记录，自成一批，可以撤销。任职写“工号@到岗日期”，报表的行写“单位/计数项/期间”。"""
    with opened(db) as store:
        report = withdraw_rows(store, kind, ids, now=now(), actor=actor())
    if output_format == "json":
        echo_json({"batch": report.batch, "kind": report.kind, "withdrawn": report.withdrawn})
    else:
        click.echo(f"已撤出 {report.withdrawn} 行，第 {report.batch} 批；要放回：fengjing batch undo {report.batch}")


def _document(batch: Batch) -> dict[str, object]:
    counts = batch.counts
    return {
        "batch": batch.number,
        "at": batch.at,
        "actor": batch.actor,
        "act": batch.act,
        "kind": batch.kind,
        "file": batch.file,
        "covers": span_document(batch.days),
        "read": counts.read,
        "new": counts.new,
        "changed": counts.changed,
        "same": counts.same,
        "withdrawn": counts.withdrawn,
        "refused": counts.refused,
        "undone_at": batch.undone_at,
        "undone_by": batch.undone_by,
    }


def _row(batch: Batch) -> tuple[str, ...]:
    counts = batch.counts
    numbers = (counts.read, counts.new, counts.changed, counts.same, counts.withdrawn, counts.refused)
    state = "在用" if batch.undone_at is None else f"已撤销（{minute_text(batch.undone_at)}，{batch.undone_by}）"
    return (
        str(batch.number),
        minute_text(batch.at),
        batch.actor,
        f"{ACTS[batch.act]} {batch.kind}",
        batch.file or "—",
        span_text(batch.days) if batch.days else "—",
        *map(str, numbers),
        state,
    )


def _later_document(later: Iterable[LaterBatch]) -> list[dict[str, int]]:
    return [{"batch": batch.number, "rows": batch.rows} for batch in later]


def _undo_document(report: UndoReport, board: BoardChange | None, *, dry_run: bool) -> dict[str, object]:
    return {
        "batch": report.batch.number,
        "dry_run": dry_run,
        "removed": report.counts.removed,
        "reverted": report.counts.reverted,
        "returned": report.counts.returned,
        "kept": _later_document(report.kept),
        "carried": _later_document(report.carried),
        "board": board_document(board),
    }


def _print_undo(report: UndoReport, *, dry_run: bool) -> None:
    counts, number = report.counts, report.batch.number
    done = f"预览，什么也没有写入。撤销第 {number} 批" if dry_run else f"已撤销第 {number} 批"
    click.echo(
        f"{done}（{report.batch.kind} {report.batch.file or '撤出'}）："
        f"拿掉 {counts.removed} 行，恢复原样 {counts.reverted} 行，放回 {counts.returned} 行"
    )
    for later in report.kept:
        click.echo(f"第 {later.number} 批后来改动的 {later.rows} 行，以第 {later.number} 批为准，保留。")
    for later in report.carried:
        click.echo(f"第 {later.number} 批也证实了其中 {later.rows} 行：照旧，归第 {later.number} 批。")
