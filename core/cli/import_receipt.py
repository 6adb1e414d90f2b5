"""The receipt of an import, and the preview of one: as text for people and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from core.cli.common import print_table
from core.features.previews.tiles import BoardChange, TileChange
from core.intake.causes import RefusalCause, refusal_causes
from core.intake.importer import ImportReport
from core.intake.refused_file import RefusedTable, refused_path, write_refused
from core.store.sqlite import StoreError
from core.time.day_spans import DaySpan, span_text
from core.time.days import to_date

MOST_CAUSES = 20  # told on the screen; the file of refused rows has all


def save_refused(report: ImportReport, database: Path, chosen: Path | None) -> Path | None:
    """Writes the refused rows of an import beside the database, or where they are wanted; returns where they are.

    What cannot be written is told among the report's warnings: the import itself has been made.
    """
    table: RefusedTable | None = report.refused_table
    if table is None:
        return None
    path = chosen or refused_path(database, report.file, report.batch)
    try:
        written = write_refused(table, path)
    except StoreError as error:
        report.warnings.append(str(error))
        return None
    if written < len(table.rows):
        report.warnings.append(f"拒收的行太多，文件里只有前 {written:,} 行")
    return path


def receipt_document(
    report: ImportReport, refused_file: Path | None, board: BoardChange | None, *, dry_run: bool
) -> dict[str, object]:
    """Returns the receipt for scripts; of a rehearsal no batch has come."""
    return {
        "kind": report.kind,
        "file": report.file,
        "dry_run": dry_run,
        "batch": None if dry_run else report.batch,
        "read": report.rows_read,
        "new": report.new,
        "changed": report.changed,
        "same": report.unchanged,
        "withdrawn": report.withdrawn,
        "refused": report.refused_rows,
        "refused_file": str(refused_file) if refused_file else None,
        "warnings": report.warnings,
        "covers": span_document(report.covers),
        "causes": [cause_document(cause) for cause in refusal_causes(report.refused)],
        "board": board_document(board),
    }


def span_document(days: DaySpan | None) -> dict[str, str] | None:
    """Returns the first and last day for scripts."""
    return None if days is None else {"first": to_date(days[0]).isoformat(), "last": to_date(days[1]).isoformat()}


def board_document(board: BoardChange | None) -> dict[str, object] | None:
    """Returns the tiles before and after for scripts; None where nothing was rehearsed."""
    if board is None:
        return None
    days = (board.day_before, board.day_after)
    return {
        "as_of": [day.isoformat() if day else None for day in days],
        "tiles": [_tile_document(tile) for tile in board.tiles],
        "days": span_document(board.days),
        "tiles_of_days": [_tile_document(tile) for tile in board.tiles_of_days],
    }


def _tile_document(tile: TileChange) -> dict[str, str]:
    return {"kpi": tile.kpi, "name": tile.zh, "before": tile.before, "after": tile.after}


def cause_document(cause: RefusalCause) -> dict[str, object]:
    """Returns a cause of refusals for scripts."""
    return {
        "column": cause.column,
        "rule": cause.rule,
        "mend": cause.mend,
        "rows": cause.rows,
        "first_rows": [{"row": refusal.row, "value": refusal.value} for refusal in cause.first],
    }


def print_receipt(report: ImportReport, refused_file: Path | None, board: BoardChange | None, *, dry_run: bool) -> None:
    """Prints the receipt for people."""
    click.echo(
        f"{'预览，什么也没有写入。' if dry_run else ''}{report.file}：读入 {report.rows_read} 行，新增 {report.new}，"
        f"更正 {report.changed}，未变 {report.unchanged}，撤出 {report.withdrawn}，拒收 {report.refused_rows}"
    )
    if report.covers is not None:
        click.echo(f"所述期间：{span_text(report.covers)}")
    if not dry_run:
        if report.batch is None:
            click.echo("没有新的内容，什么也没有写入。")
        else:
            click.echo(f"第 {report.batch} 批；要撤销：fengjing batch undo {report.batch}")
    for warning in report.warnings:
        click.echo(f"注意：{warning}")
    print_causes(refusal_causes(report.refused))
    if refused_file is not None:
        click.echo(f"拒收的行和原因在 {refused_file}：改正后照样导入即可。")
    if board is not None:
        print_board(board)


def print_causes(causes: list[RefusalCause]) -> None:
    """Prints why rows were refused, by cause."""
    for cause in causes[:MOST_CAUSES]:
        places = "、".join(str(refusal.row) for refusal in cause.first)
        more = "等" if cause.rows > len(cause.first) else ""
        value = f"，如“{cause.first[0].value}”" if cause.first[0].value else ""
        click.echo(f"拒收 {cause.rows} 行 [{cause.column}] {cause.rule}（第 {places} 行{more}{value}）→ {cause.mend}")
    if len(causes) > MOST_CAUSES:
        click.echo(f"另有 {len(causes) - MOST_CAUSES} 种原因，各行的原因见拒收的文件。")


def print_board(board: BoardChange) -> None:
    """Prints the tiles that would change."""
    if board.day_before != board.day_after:
        days = [day.isoformat() if day else "（还没有）" for day in (board.day_before, board.day_after)]
        click.echo(f"看板的数据截至：{days[0]} → {days[1]}")
    _print_tiles("本年以来", board.tiles)
    if board.days is not None:
        _print_tiles(span_text(board.days), board.tiles_of_days)


def _print_tiles(period: str, tiles: Sequence[TileChange]) -> None:
    changed = [(tile.zh, tile.before, tile.after) for tile in tiles if tile.before != tile.after]
    if not changed:
        click.echo(f"看板上{period}的 {len(tiles)} 项数都不变。")
        return
    click.echo(f"看板上{period}的 {len(tiles)} 项数，{len(changed)} 项会变：")
    print_table(("指标", "现在", "之后"), changed, right=("现在", "之后"))
