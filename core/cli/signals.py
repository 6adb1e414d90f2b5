"""`fengjing signals`: the signals that are on, as on the page 预警."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from core.cli.common import database, day_option, echo_json, format_option, opened, print_table
from core.engine import Engine
from core.features.signals.same_rise import told_once
from core.features.signals.text import promise_text, since_text
from core.features.signals.types import Signal


@click.command("signals")
@database
@day_option("--as-of", "截至哪一天；不写即数据截至日")
@format_option("table", "json")
def signals_command(db: Path, as_of: date | None, output_format: str) -> None:
    """预警：疑似突增和持续上升、社区聚集、数据异常和错录、标准未达、来源迟报、清单逾期、反复报警等。"""
    with opened(db, read_only=True) as store:
        answer = Engine(store).signals(as_of)
        rules = {name: rule.zh for name, rule in store.catalogue.signals.items()}
    if output_format == "json":
        echo_json([_document(signal) for signal in answer.active])
        return
    signals = told_once(answer.active)
    print_table(("规则", "单位", "自", "预警"), [_row(signal, rules) for signal in signals])
    click.echo(f"截至 {answer.as_of}，{len(signals)} 条。{promise_text(answer)}")


def _document(signal: Signal) -> dict[str, object]:
    return {
        "key": signal.key,
        "rule": signal.rule,
        "kind": signal.kind,
        "family": signal.family,
        "unit": signal.unit.name,
        "unit_code": signal.unit.code,
        "kpi": signal.kpi,
        "since": signal.since.isoformat(),
        "began_earlier": signal.began_earlier,
        "window_start": signal.window.start.isoformat(),
        "window_end": signal.window.end.isoformat(),
        "chance_a_month": signal.chance_a_month,
        "why": signal.why,
        "records": list(signal.records),
    }


def _row(signal: Signal, rules: dict[str, str]) -> tuple[str, ...]:
    return rules[signal.rule], signal.unit.name, since_text(signal), signal.why
