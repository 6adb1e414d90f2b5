"""`fengjing unit`: units renamed, moved, merged, split, closed from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from core.cli.common import actor, database, day_option, echo_json, format_option, now, opened, print_table
from core.intake.fields import UNIT_KINDS
from core.intake.unit_history.change import PlannedChange, UnitChangeReport, write_unit_change
from core.intake.unit_history.plans import plan_close, plan_merge, plan_move, plan_rename, plan_split
from core.store.units import UnitRef, UnitTree, unit_tree
from core.time.days import day_number, to_date

FROM = day_option("--from", "从这一天起（含）")
_HEADS = ("编号", "名称", "类别", "上级", "自", "至")


@click.group("unit")
def unit_group() -> None:
    """单位沿革：改名、划转、合并、分设、撤销，各从一天起；每次变更是一批，可以撤销（batch undo）。"""


@unit_group.command("rename")
@click.argument("unit")
@click.argument("name")
@FROM
@database
@format_option("text", "json")
def rename_command(unit: str, name: str, db: Path, output_format: str, **day: date | None) -> None:
    """改名：那天以前仍显示原名，编号和数字不变。"""
    first = _first(day)
    _change(db, output_format, lambda tree: plan_rename(tree, unit, name, first))


@unit_group.command("move")
@click.argument("unit")
@click.option("--to", "parent", required=True, metavar="UNIT", help="新的上级，编号或名称")
@FROM
@database
@format_option("text", "json")
def move_command(unit: str, parent: str, db: Path, output_format: str, **day: date | None) -> None:
    """划转：那天以前的数仍计在原上级，那天起计在新上级；下级一同划转。"""
    first = _first(day)
    _change(db, output_format, lambda tree: plan_move(tree, unit, parent, first))


@unit_group.command("merge")
@click.argument("units", nargs=-1, required=True, metavar="UNIT…")
@click.option(
    "--into", required=True, metavar="UNIT|编号=名称", help="新单位写 编号=名称；并入已有的单位写它的编号或名称"
)
@click.option("--parent", metavar="UNIT", help="新单位的上级；原单位的上级相同时不必写")
@FROM
@database
@format_option("text", "json")
def merge_command(
    units: tuple[str, ...], into: str, parent: str | None, db: Path, output_format: str, **day: date | None
) -> None:
    """合并：新单位的历史是原单位之和；并入已有的单位时，它的历史不变，跨越那天的比较标为不可比。"""
    first = _first(day)
    _change(db, output_format, lambda tree: plan_merge(tree, units, into, parent, first))


@unit_group.command("split")
@click.argument("unit")
@click.option(
    "--into", "parts", multiple=True, required=True, metavar="编号=名称", help="每个部分写一次；原单位保留时也写上它"
)
@click.option("--assign", multiple=True, metavar="单位=部分", help="下级单位归哪一部分，每个写一次")
@FROM
@database
@format_option("text", "json")
def split_command(
    unit: str, parts: tuple[str, ...], assign: tuple[str, ...], db: Path, output_format: str, **day: date | None
) -> None:
    """分设：各部分那天以前没有数（显示“—”），跨越那天的比较标为不可比；上级的数不受影响。"""
    first = _first(day)
    assigned = dict(_pair(text) for text in assign)
    _change(db, output_format, lambda tree: plan_split(tree, unit, parts, assigned, first))


@unit_group.command("close")
@click.argument("unit")
@FROM
@database
@format_option("text", "json")
def close_command(unit: str, db: Path, output_format: str, **day: date | None) -> None:
    """撤销：那天起不再比较、排名、催报；以前的数仍在上级之内。"""
    first = _first(day)
    _change(db, output_format, lambda tree: plan_close(tree, unit, first))


@unit_group.command("list")
@day_option("--on", "那一天的单位；不写即现在的")
@database
@format_option("table", "json")
def list_command(db: Path, output_format: str, **day: date | None) -> None:
    """列出单位，带存续的起止日。"""
    with opened(db, read_only=True) as store:
        tree = unit_tree(store)
    if (on := day["on"]) is not None:
        tree = tree.on(day_number(on))
    units = [tree.root, *tree.below(tree.root.id)]
    if output_format == "json":
        echo_json([_document(tree, unit) for unit in units])
    else:
        print_table(_HEADS, [tuple(text or "" for text in _document(tree, unit).values()) for unit in units])


@unit_group.command("history")
@click.argument("unit")
@database
@format_option("text", "json")
def history_command(unit: str, db: Path, output_format: str) -> None:
    """列出一个单位的沿革：用过的名称、上级，由谁合并而来，分成了谁。"""
    with opened(db, read_only=True) as store:
        tree = unit_tree(store)
        node = tree.find(unit)
    events = tree.events(node.id)
    if output_format == "json":
        echo_json([{"from": to_date(event.day).isoformat(), "text": event.text} for event in events])
    elif events:
        for event in events:
            click.echo(event.text)
    else:
        click.echo(f"{node.name}没有变更。")


def _first(day: dict[str, date | None]) -> int:
    """Returns the day number of --from, which is a word of Python's own."""
    if (first := day["from"]) is None:
        raise click.UsageError("写明从哪一天起：--from YYYY-MM-DD")
    return day_number(first)


def _pair(text: str) -> tuple[str, str]:
    unit, sign, new_unit = (piece.strip() for piece in text.partition("="))
    if not (sign and unit and new_unit):
        raise click.BadParameter(f"“{text}”要写作 单位=部分", param_hint="--assign")
    return unit, new_unit


def _change(db: Path, output_format: str, plan: Callable[[UnitTree], PlannedChange]) -> None:
    with opened(db) as store:
        report = write_unit_change(store, plan(unit_tree(store)), actor=actor(), now=now())
    _print(report, output_format)


def _print(report: UnitChangeReport, output_format: str) -> None:
    if output_format == "json":
        echo_json({"batch": report.batch, "change": report.text, "notes": report.notes})
        return
    click.echo(f"{report.text}。第 {report.batch} 批；要撤销：fengjing batch undo {report.batch}")
    for note in report.notes:
        click.echo(f"注意：{note}")


def _document(tree: UnitTree, unit: UnitRef) -> dict[str, str | None]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": UNIT_KINDS[unit.kind],
        "parent": tree.units[unit.parent].name if unit.parent is not None else None,
        "first": to_date(unit.first).isoformat() if unit.first is not None else None,
        "last": to_date(unit.last).isoformat() if unit.last is not None else None,
    }
