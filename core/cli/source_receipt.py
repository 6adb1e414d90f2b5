"""Sources and their runs: as text for people and as JSON for scripts."""

from __future__ import annotations

import click

from core.cli.import_receipt import MOST_CAUSES, board_document, cause_document, print_board, print_causes
from core.features.previews.tiles import BoardChange
from core.intake.mapping.choose import AUTO
from core.sources.status import DataSourceStatus, RunState
from core.sources.tally import RunTally
from core.store.data_sources import DataSource, SourceRun
from core.time.days import minute_text

LIST_HEADS = ("来源", "读什么", "对照", "多久一次", "上次", "结果", "下次")
FORMS = {"database": "数据库", "folder": "文件夹"}


def run_counts(run: SourceRun) -> str:
    """Say what a run brought."""
    brought = f"读入 {run.read} 行，新增 {run.new}，更正 {run.changed}，未变 {run.same}"
    return f"{brought}，撤出 {run.withdrawn}，拒收 {run.refused}"


def state_text(status: DataSourceStatus) -> str:
    """Say how a source stands."""
    run = status.source.run
    if run is None:
        return "还没有读过"
    if status.state is RunState.RUNNING:
        return "正在读，或上次读到一半中断（下次接着读）"
    if status.state is RunState.FAILED:
        return f"出错：{run.error}"
    return run_counts(run) + (f"（第 {'、'.join(map(str, run.batches))} 批）" if run.batches else "，没有新的内容")


def source_row(status: DataSourceStatus) -> tuple[str, ...]:
    """Return the cells of a source in a list."""
    source, run = status.source, status.source.run
    return (
        source.name,
        f"{FORMS[source.form]} {status.what}",
        str(source.settings["mapping"]),
        source.rhythm or "手工",
        minute_text(run.started_at) if run else "—",
        state_text(status),
        "—" if source.due_at is None else minute_text(source.due_at),
    )


def source_document(status: DataSourceStatus) -> dict[str, object]:
    """Return a source for scripts."""
    source = status.source
    return {
        "name": source.name,
        "form": source.form,
        "place": source.place,
        "settings": source.settings,
        "every": source.rhythm or None,
        "added_at": source.added_at,
        "added_by": source.added_by,
        "position": source.position,
        "state": status.state.value,
        "run": None if source.run is None else run_document(source.run),
        "due_at": source.due_at,
    }


def run_document(run: SourceRun) -> dict[str, object]:
    """Return a run for scripts, in the words of an import's receipt."""
    return {
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "batches": list(run.batches),
        "read": run.read,
        "new": run.new,
        "changed": run.changed,
        "same": run.same,
        "withdrawn": run.withdrawn,
        "refused": run.refused,
        "refused_files": list(run.refused_files),
        "warnings": list(run.warnings),
        "error": run.error or None,
    }


def receipt_document(name: str, run: SourceRun, tally: RunTally, board: BoardChange | None) -> dict[str, object]:
    """Return the receipt of a run for scripts; `board` of a rehearsal, of which no batch has come."""
    document = {"source": name, "dry_run": board is not None, **run_document(run)}
    if board is not None:
        document["batches"] = []
    causes = [cause_document(cause) for cause in tally.causes()]
    return document | {"causes": causes, "board": board_document(board)}


def print_run(source: DataSource, run: SourceRun, tally: RunTally, board: BoardChange | None) -> None:
    """Print the receipt of a run for people."""
    name, mapping = source.name, source.settings["mapping"]
    click.echo(f"{'预览，什么也没有写入。' if board is not None else ''}{name}：{run_counts(run)}")
    if board is None:
        if run.batches:
            numbers = "、".join(map(str, run.batches[-MOST_CAUSES:]))
            click.echo(f"第 {numbers} 批；要撤销：fengjing batch undo {run.batches[-1]}")
        else:
            click.echo("没有新的内容，什么也没有写入。")
    for warning in run.warnings:
        click.echo(f"注意：{warning}")
    print_causes(tally.causes())
    for path in run.refused_files:
        by = "" if mapping == AUTO else f" --map {mapping}"
        click.echo(f"拒收的行和原因在 {path}：改正后 fengjing import auto {path}{by}")
    if board is not None:
        print_board(board)
