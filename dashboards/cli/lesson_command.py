"""The command `fengjing lesson`: lessons on made-up bureaus, their check and their keys."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.common import opened, plain_errors, print_table
from core.engine import Engine
from dashboards.registry import ENTRIES
from seed.lessons.key import Classroom, KeyLine, lesson_key
from seed.lessons.lesson import Lesson, LessonError, lessons, read_lesson
from seed.plan_store import FillError, stored_plan


@click.group("lesson")
def lesson_command() -> None:
    """一堂课：一个虚构的局，一串问题；答案和解释由程序算出，从不写死。"""


@lesson_command.command("list")
def lesson_list() -> None:
    """有哪些课，用什么命令造出它的演示库。"""
    shipped = lessons().values()
    print_table(("编号", "课", "问", "分"), [_row(lesson) for lesson in shipped], right=("问", "分"))
    for lesson in shipped:
        click.echo(f"{lesson.name}：{lesson.command}")


def _row(lesson: Lesson) -> tuple[str, ...]:
    questions = lesson.text.questions
    return lesson.name, lesson.text.zh, str(len(questions)), str(sum(question.points for question in questions))


@lesson_command.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def lesson_check(file: Path) -> None:
    """检查一份自己写的课（TOML）：逐处说哪一问的哪一项不对、怎样改。"""
    lesson = _read(file)
    click.echo(f"这份课可以用：{lesson.text.zh}，{len(lesson.text.questions)} 问。造演示库：{lesson.command}")


@lesson_command.command("key")
@click.argument("name")
@click.option(
    "--db", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="这一课的演示库，任何种子都可以"
)
def lesson_key_command(name: str, db: Path | None) -> None:
    """一课的答案：NAME 是编号，或自己写的课的文件。答案出自给的演示库，换一个种子就另算。"""
    lesson = lessons().get(name) or _read_named(name)
    with plain_errors():
        try:
            if db is None:
                lines = lesson_key(lesson, None)
            else:
                with opened(db, read_only=True) as store:
                    lines = lesson_key(lesson, Classroom(Engine(store), stored_plan(store)))
        except (LessonError, FillError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{lesson.text.zh}\n{lesson.text.aim}\n")
    names = {entry.address: entry.name for entry in ENTRIES}
    for number, line in enumerate(lines, start=1):
        _echo_line(number, line, names.get(line.question.page, line.question.page))


def _echo_line(number: int, line: KeyLine, page: str) -> None:
    click.echo(f"{number}. {line.question.text}（{line.question.points} 分，看“{page}”）")
    if line.options:
        click.echo(f"   {line.form.label}：{' / '.join(line.options)}")
    click.echo(f"   答：{line.answer}\n   {line.why}\n")


def _read_named(name: str) -> Lesson:
    if not Path(name).is_file():
        raise click.ClickException(f"没有“{name}”这一课，有：{'、'.join(lessons())}；也可以给自己写的文件。")
    return _read(Path(name))


def _read(path: Path) -> Lesson:
    try:
        return read_lesson(path, {entry.address for entry in ENTRIES})
    except LessonError as error:
        raise click.ClickException(str(error)) from error
