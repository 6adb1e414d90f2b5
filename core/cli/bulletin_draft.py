"""`fengjing bulletin draft` and what follows: a bulletin written into by people and signed before it is issued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from core.bulletins.drafts import (
    approve_draft,
    draft_document,
    drop_draft,
    edit_draft,
    make_draft,
    refresh_draft,
    return_draft,
)
from core.bulletins.formats import marks
from core.bulletins.hand_text import unwritten_sections
from core.bulletins.issue import Act
from core.cli.bulletin import BY, PERIOD, TO, UNIT, act_of, check_ending, give
from core.cli.common import Command, database, echo_json, format_option, opened, plain_errors, print_table
from core.engine import Engine
from core.store.bulletin_drafts import Draft, draft, drafts
from core.store.bulletin_rules import own_template
from core.store.trail import signed_name
from core.time.days import minute_text


def _number(command: Command) -> Command:
    return click.argument("number", type=click.IntRange(min=1))(command)


def _echo(read: Draft) -> None:
    click.echo(f"第 {read.number} 号草稿，{read.state.label}：{read.title}")
    if read.is_open and (unwritten := unwritten_sections(draft_document(read))):
        click.echo(f"待人工填写：{'、'.join(unwritten)}")


@click.command("draft")
@click.argument("kind")
@database
@PERIOD
@UNIT
@BY
@click.option("--correct", "reason", default="", metavar="原因", help="已印发过的一期：更正的原因")
def draft_command(kind: str, db: Path, period: str, unit: str | None, name: str, reason: str) -> None:
    """起草一份通报：各数算好，留出由人填写的部分；改好、由另一人签发后再印发。"""
    with opened(db) as store, plain_errors():
        engine = Engine(store)
        rules = engine.bulletin_rules()
        _echo(make_draft(engine, rules, rules.kind_id(kind), period, unit, act_of(name, reason)))


@click.command("drafts")
@click.argument("number", type=click.IntRange(min=1), required=False)
@database
@TO
@format_option("table", "json")
def drafts_command(number: int | None, db: Path, to: Path | None, output_format: str) -> None:
    """各份草稿，新的在前；写了号的，是这一份的内容和经过。"""
    check_ending(to)
    with opened(db, read_only=True) as store, plain_errors():
        listed = drafts(store.conn) if number is None else [draft(store.conn, number)]
        template = own_template(store.conn).content
    if output_format == "json":
        echo_json([_json(read) for read in listed])
    elif number is None:
        rows = [[str(read.number), read.title, read.state.label, minute_text(read.newest.at)] for read in listed]
        print_table(("号", "通报", "状态", "时间"), rows, right=("号",))
    else:
        give(draft_document(listed[0]), to, marks.DRAFT, template)
        steps = [(minute_text(step.at), step.act.label, signed_name(step.actor), step.note) for step in listed[0].steps]
        print_table(("时间", "经过", "办理人", "说明"), steps)


def _json(read: Draft) -> dict[str, object]:
    steps = [
        {"act": step.act, "at": step.at, "actor": step.actor, "note": step.note, "digest": step.digest}
        for step in read.steps
    ]
    return {"number": read.number, "kind": read.subject.kind, "title": read.title, "state": read.state, "steps": steps}


@click.command("edit")
@_number
@database
@click.option("--section", required=True, help="部分的名称，如 重要警情")
@click.option("--text", help="这一部分的文字；没有的，写“无”")
@click.option(
    "--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="文字所在的文本文件（UTF-8）"
)
@BY
def edit_command(number: int, db: Path, section: str, text: str | None, file: Path | None, name: str) -> None:
    """填写一份草稿里由人填写的部分；系统算出的数和判断不能改。"""
    if (text is None) == (file is None):
        raise click.UsageError("写 --text 或 --file 之一")
    with opened(db) as store, plain_errors():
        words = text if text is not None else _text_of(file)
        _echo(edit_draft(Engine(store), number, {section: words or ""}, act_of(name)))


def _text_of(file: Path | None) -> str:
    assert file is not None
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LookupError(f"{file} 不是 UTF-8 的文本文件") from error


class StepOption(NamedTuple):
    """The option by which a step is told why."""

    help: str
    required: bool = False


TakeStep = Callable[[Engine, int, Act], Draft]


def _step_command(name: str, text: str, take: TakeStep, reason: StepOption | None = None) -> click.Command:
    """Return the command of a step that a draft takes as a whole."""

    def command(number: int, db: Path, name: str, reason: str = "") -> None:
        with opened(db) as store, plain_errors():
            _echo(take(Engine(store), number, act_of(name, reason)))

    options = [_number, database, BY]
    if reason is not None:
        default = None if reason.required else ""
        options.insert(2, click.option("--reason", help=reason.help, required=reason.required, default=default))
    for option in reversed(options):
        command = option(command)
    return click.command(name, help=text)(command)


refresh_command = _step_command(
    "refresh",
    "数据有变时重算草稿里的数；人写的文字保留，要重新签发。",
    lambda engine, number, act: refresh_draft(engine, engine.bulletin_rules(), number, act),
)
approve_command = _step_command(
    "approve",
    "签发一份草稿：先核验各数；起草和修改过的人不能签。",
    lambda engine, number, act: approve_draft(engine, engine.bulletin_rules(), number, act),
)
return_command = _step_command(
    "return", "退回一份草稿，要写明理由。", return_draft, StepOption("退回的理由", required=True)
)
drop_command = _step_command("drop", "作废一份草稿；经过仍在。", drop_draft, StepOption("作废的理由"))


DRAFT_COMMANDS = (
    draft_command,
    drafts_command,
    edit_command,
    refresh_command,
    approve_command,
    return_command,
    drop_command,
)
