"""`fengjing instruct`: instructions from the terminal, and what is late for a scheduler to send on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from core.catalogue.model import Catalogue
from core.cli.common import actor, database, day_option, echo_json, format_option, now, opened, print_table
from core.cli.figures import kpi_ids
from core.engine import Engine
from core.features.follow_up.evidence import content_with_evidence
from core.features.follow_up.pooled import text as pooled_text
from core.features.follow_up.pooled.rows import pooled_document
from core.features.follow_up.tally import tally, tally_text
from core.instructions.actions import send_instruction, take_step
from core.instructions.model import (
    Actor,
    InstructionContent,
    Side,
    Step,
    StepRequest,
    WatchOutcome,
)
from core.instructions.read import Instruction, instruction, instructions, overdue
from core.instructions.record_outcomes import record_outcomes
from core.instructions.states import RULES
from core.store.store import Store
from core.store.units import unit_tree
from core.time.days import day_number, minute_text, second_after, to_date

STEPS = {step.label: step for step in Step if step not in (Step.SEND, Step.WATCH)}


@click.group("instruct")
def instruct() -> None:
    """指令：派发、签收、反馈、审核、归档；list --late 列出应督办的。"""


def time_of(store: Store) -> int:
    """Return the time; of a demonstration the same time of day on the day after its data end, as its pages have it."""
    return second_after(day_number(Engine(store).as_of()), now()) if store.demo else now()


@instruct.command("list")
@database
@click.option("--late", "only_late", is_flag=True, help="只列超过期限的（督办）")
@click.option("--open", "only_open", is_flag=True, help="只列没有了结的")
def list_command(db: Path, only_late: bool, only_open: bool) -> None:
    """列出指令，最近派发的在前。"""
    with opened(db, read_only=True) as store:
        listed = overdue(store, time_of(store)) if only_late else instructions(store, time_of(store))
        names = {number: unit.name for number, unit in unit_tree(store).units.items()}
    rows = [
        _row(listed_instruction, names)
        for listed_instruction in listed
        if not (only_open and listed_instruction.state.is_over)
    ]
    print_table(("编号", "承办单位", "状态", "逾期", "办结期限", "任务"), rows)


def _row(instruction: Instruction, names: dict[int, str]) -> tuple[str, ...]:
    due = instruction.state.deadlines.finish
    return (
        instruction.number,
        names[instruction.state.content.unit],
        instruction.state.stage.label,
        "、".join(instruction.expired_clocks),
        "—" if due is None else str(to_date(due)),
        instruction.state.content.task,
    )


@instruct.command("show")
@click.argument("number")
@database
def show_command(number: str, db: Path) -> None:
    """一条指令的证据和经过。"""
    with opened(db, read_only=True) as store:
        requested = instruction(store, number, time_of(store))
        follow_up = Engine(store).follow_up([requested], time_of(store))[number]
        names = {unit: ref.name for unit, ref in unit_tree(store).units.items()}
    content, stage = requested.state.content, requested.state.stage
    click.echo(f"{requested.number} {names[content.unit]} {stage.label} {'、'.join(requested.expired_clocks)}")
    fields = [
        ("指标", _kpi_name(store.catalogue, content.kpi)),
        ("时段", content.period_shown),
        ("数值", content.after),
        ("区间", content.interval),
        ("标准", content.standard),
        ("基期", content.before),
        ("判断", content.verdict),
        ("来由", content.notice),
    ]
    for label, text in fields:
        if text:
            click.echo(f"{label}：{text}")
    if follow_up.effective_outcome is not None:
        click.echo("观察：" + "；".join(filter(None, _outcome_texts(follow_up.effective_outcome))))
    elif follow_up.window is not None:
        click.echo(
            f"观察：{follow_up.window.start} 至 {follow_up.window.end}，{follow_up.waiting_reason or '期满后有结果'}"
        )
    for event in requested.events:
        figures = "；".join(f"{label} {value}" for label, value in event.figures)
        note = " ".join(filter(None, (event.text, figures)))
        click.echo(f"{event.number} {minute_text(event.at)} {event.step.label} {event.actor.name} {note}")


@instruct.command("watch")
@database
@click.option("--seal", "sealing", is_flag=True, help="把期满的观察结果写进经过，从此不变（宜每天定时运行）")
def watch_command(db: Path, sealing: bool) -> None:
    """归档后指标有没有变化：逐条的观察结果和合计；只说动没动，不说是不是指令办出来的。"""
    with opened(db, read_only=not sealing) as store:
        finished = [follow_up for follow_up in instructions(store, time_of(store)) if follow_up.state.is_over]
        watches = Engine(store).follow_up(finished, time_of(store))
        names = {unit: ref.name for unit, ref in unit_tree(store).units.items()}
        if sealing:
            due = {
                number: follow_up.outcome
                for number, follow_up in watches.items()
                if follow_up.outcome and not follow_up.sealed
            }
            click.echo(f"已封存 {len(record_outcomes(store, due, time_of(store)))} 条")
            return
    rows = [
        (
            follow_up.number,
            names[follow_up.state.content.unit],
            _kpi_name(store.catalogue, follow_up.state.content.kpi),
            *_outcome_texts(watched.effective_outcome),
        )
        for follow_up in finished
        if (watched := watches[follow_up.number]).effective_outcome is not None
    ]
    print_table(("编号", "承办单位", "指标", "结果", "数值", "与其他所比", "理由"), rows)
    click.echo(tally_text(tally(watches.values())))


def _kpi_name(catalogue: Catalogue, kpi: str | None) -> str:
    """Returns the name of the KPI of an instruction; its id where the catalogue has it no more."""
    if kpi is None:
        return ""
    return catalogue.kpis[kpi].zh if kpi in catalogue.kpis else kpi


def _outcome_texts(outcome: WatchOutcome | None) -> tuple[str, ...]:
    """Returns the verdict, the figures, how they compare with the others, and the reason."""
    if outcome is None:
        return ()
    figures = f"{outcome.before}→{outcome.after}" if outcome.base else ""
    return outcome.label, figures, outcome.comparison, outcome.reason


@instruct.command("effect")
@database
@format_option("table", "json")
def effect_command(db: Path, output_format: str) -> None:
    """办完的指令合起来看，指标有没有变化：逐项和合计，附区间、能看出的最小变化、安慰剂和自然回落。"""
    with opened(db, read_only=True) as store:
        answer, demo = Engine(store).pooled_follow_up(time_of(store)), store.demo
    if output_format == "json":
        echo_json(pooled_document(answer, demo=demo))
        return
    print_table(pooled_text.HEADS, [pooled_text.cells(line) for line in answer.answers])
    for line in answer.answers:
        click.echo(pooled_text.answer_text(line))
    for kpi, reason in answer.skipped:
        click.echo(f"{kpi}：不合并，{reason}")
    for text in (pooled_text.METHOD, pooled_text.ERROR_NOTE):
        click.echo(text)


@instruct.command("send")
@database
@click.option("--unit", required=True, help="承办单位，名称或编号")
@click.option("--task", required=True, help="任务")
@click.option("--kpi", help="所据指标，代号或名称；数值和判断随指令冻结")
@click.option("--period", default="ytd", show_default=True, help="统计时段")
@day_option("--due", "办结期限；不写即目录所定的工作日数")
def send_command(db: Path, unit: str, task: str, kpi: str | None, period: str, due: date | None) -> None:
    """以本局名义派发一条指令。"""
    with opened(db) as store:
        engine = Engine(store)
        to = engine.unit(unit).id
        day = day_number(due) if due else None
        order = InstructionContent(to, task, due=day)
        if kpi:
            (kpi_id,) = kpi_ids(store.catalogue, [kpi])
            board = engine.board(to, period, kpis=[kpi_id], units=[], months=1)
            order = content_with_evidence(board, store.catalogue, kpi_id, to, task, day)
        number = send_instruction(store, order, Actor(actor(), engine.units.root.id, Side.ISSUER), now=time_of(store))
    click.echo(f"已派发 {number}")


@instruct.command("do")
@click.argument("number")
@click.argument("step", type=click.Choice(list(STEPS)), metavar="STEP")
@database
@click.option("--text", default="", help="情况说明或理由")
@click.option("--figure", "figures", multiple=True, type=(str, int), metavar="名称 数值", help="反馈的数字，可给多项")
@day_option("--day", "申请延期、重新办理的期限")
def do_command(
    number: str, step: str, db: Path, text: str, figures: tuple[tuple[str, int], ...], day: date | None
) -> None:
    """办理一步。STEP：签收、拒收退回、进展反馈、办结反馈、申请延期、批准延期、不批延期、督办、审核通过、审核退回、归档、重新办理、撤销。"""
    with opened(db) as store:
        target = instruction(store, number, time_of(store))
        side = RULES[STEPS[step]].side
        unit = target.state.issuer if side is Side.ISSUER else target.state.content.unit
        acting = Actor(actor(), unit, side)
        requested_day = day_number(day) if day else None
        request = StepRequest(STEPS[step], text, figures, requested_day)
        after = take_step(store, number, request, acting, last_seen=target.state.last_event_number, now=time_of(store))
    click.echo(f"{number} {after.stage.label}")
