"""`fengjing signals`: the signals that are on, as on the page 预警."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from core.cli.common import database, day_option, opened, print_table
from core.engine import Engine
from core.features.signals.text import promise_text, since_text
from core.features.signals.types import Signal, Signals


@click.command("signals")
@database
@day_option("--as-of", "截至哪一天；不写即数据截至日")
def signals_command(db: Path, as_of: date | None) -> None:
    """预警：确有上升、社区聚集、数据异常和错录、时间错位、化解存疑、标准未达、来源迟报、清单逾期、重复入库、反复报警。"""
    with opened(db, read_only=True) as store:
        answer = Engine(store).signals(as_of)
        rules = {name: rule.zh for name, rule in store.catalogue.signals.items()}
    print_table(("规则", "单位", "自", "预警"), [_row(signal, rules) for signal in answer.active])
    click.echo(_foot(answer))


def _row(signal: Signal, rules: dict[str, str]) -> tuple[str, ...]:
    return rules[signal.rule], signal.unit.name, since_text(signal), signal.why


def _foot(answer: Signals) -> str:
    return f"截至 {answer.as_of}，{len(answer.active)} 条。{promise_text(answer)}"
