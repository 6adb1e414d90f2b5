"""The command `fengjing class`: the classes of a demonstration, and what came of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.cli.common import actor, database, now, opened, print_table, write_file
from core.time.days import minute_text
from dashboards.classroom.files import ENDINGS, results_file
from dashboards.classroom.results_text import results_text
from dashboards.i18n.words import classroom as words
from seed.classes import entries, erase, read, store
from seed.classes.model import ClassState
from seed.classes.results import ClassResults, class_results

if TYPE_CHECKING:
    from sqlite3 import Connection


@click.group("class")
def class_command() -> None:
    """课堂：教官在演示库上开的课，学员用手机进来作答。开课和上课在浏览器里（教学页的“课堂”）。"""


@class_command.command("list")
@database
def class_list(db: Path) -> None:
    """列出课堂：课堂码、人数、到什么时候，名字和回答哪天删除；到期的这时就删。"""
    with opened(db) as opened_store:
        erased = erase.erase_overdue(opened_store.conn, now())
        rows = [_row(opened_store.conn, state) for state in read.classes(opened_store.conn)]
    if erased:
        click.echo(f"到期，已删除 {len(erased)} 个课堂的名字和回答。")
    if not rows:
        click.echo("没有课堂。")
        return
    print_table(("课堂码", "名称", "人数", "开课", "状态"), rows, right=("人数",))


def _row(connection: Connection, state: ClassState) -> tuple[str, ...]:
    code = entries.shown_code(state.code) if state.code else words.NO_MISREAD
    seats = "" if state.erased_at is not None else str(len(read.seats(connection, state.id)))
    return code, state.title, seats, minute_text(state.opened_at), state_text(state)


def state_text(state: ClassState) -> str:
    """Return how a class stands, in words."""
    if state.erased_at is not None:
        return words.STATE_ERASED.format(at=minute_text(state.erased_at))
    if state.is_open(now()):
        return words.STATE_OPEN.format(at=minute_text(state.ends_at))
    return words.STATE_ENDED.format(at=minute_text(state.erase_at))


@class_command.command("results")
@database
@click.argument("code")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写进这个文件：.xlsx 有名字、得分和各问的回答，.docx 不带名字、讲各问和误读；会留痕",
)
def class_results_command(db: Path, code: str, to: Path | None) -> None:
    """一个课堂的成绩：各问答对多少、误读最多的是什么、各组平均分；CODE 是课堂码。"""
    with opened(db) as opened_store:
        state = read.class_by_code(opened_store.conn, entries.tidy_code(code))
        if state is None:
            raise click.ClickException(
                "没有这个课堂码；用 fengjing class list 查看。名字和回答删除以后，成绩也没有了。"
            )
        results = class_results(opened_store.conn, state.id, now())
        if to is None:
            _echo(results)
            return
        if to.suffix not in ENDINGS:
            raise click.UsageError(f"--to 要以 {' 或 '.join(ENDINGS)} 结尾")
        file = results_file(results, to.suffix, taker=actor())
        store.note_export(opened_store.conn, state.id, to.name, actor=actor(), now=now())
        write_file(to, file.content)
    click.echo(f"已写入 {to}")


def _echo(results: ClassResults) -> None:
    text = results_text(results)
    for line in (text.lead, text.most_misread, text.teams_text):
        if line:
            click.echo(line)
    if text.teams:
        rows = [(name, str(size), mean) for name, size, mean in text.teams]
        print_table((words.TEAM_NAME, words.TEAM_SIZE, words.TEAM_MEAN), rows, right=(words.TEAM_SIZE, words.TEAM_MEAN))
    for row in text.rows:
        click.echo(f"{row.number}. {row.text}（{row.right}）{row.misread}")
