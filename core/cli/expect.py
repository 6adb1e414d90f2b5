"""`fengjing expect`: is a day or a week normal?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, get_args

import click

from core.access.scoped_engine import ScopedEngine
from core.catalogue.model import Catalogue
from core.cli.common import (
    bundle_options,
    database,
    day_option,
    echo_demo_notice,
    echo_json,
    format_option,
    opened,
    print_table,
)
from core.cli.figures import Row, count_kpi_ids
from core.cli.viewer_option import engine_for, user_option
from core.engine import Engine
from core.features.expected_range.text import range_note, range_text, span_text
from core.features.expected_range.types import ExpectedRange, RangeSpan


class ExpectOptions(NamedTuple):
    """Options of `fengjing expect`."""

    unit: str | None
    day: date | None
    span: RangeSpan
    so_far: bool
    output_format: str
    user: str | None


@click.command("expect")
@click.argument("ids", nargs=-1)
@database
@click.option("--unit", help="单位名称或编号；不写即全局")
@day_option("--day", "哪一天；不写即记录齐全的最后一天")
@click.option(
    "--span", type=click.Choice(get_args(RangeSpan)), default="day", show_default=True, help="一天，或到这天为止的七天"
)
@click.option("--so-far", is_flag=True, help="当天截至最近整点，与往日同一钟点比（当天的记录要已导入）")
@format_option("table", "json")
@user_option
@bundle_options(ExpectOptions)
def expect_command(ids: tuple[str, ...], db: Path, options: ExpectOptions) -> None:
    """今天正常吗：一天（或七天）的件数，和这样的日子通常有多少。

    通常范围按星期几、季节和近 12 周的水平推算，100 个平常日子里约有 97 个落在其中。
    节假日、调休和春节前后只与往年同样的日子比；没有可比的就不给范围。
    """
    if options.so_far and (options.day or options.span != "day"):
        raise click.UsageError("--so-far 说的就是今天到现在：不能与 --day、--span week 一起用")
    with opened(db, read_only=True) as store:
        engine = engine_for(store, options.user)
        kpis = count_kpi_ids(store.catalogue, ids)
        if not options.so_far:
            engine.as_of(kpis)  # says so where there are no data at all
        answers = [_answer(engine, kpi, options) for kpi in kpis]
        if options.output_format == "json":
            echo_json([_row(answer) for answer in answers])
            return
        _print_table(store.catalogue, answers)
        echo_demo_notice(store)


def _answer(engine: Engine | ScopedEngine, kpi: str, options: ExpectOptions) -> ExpectedRange:
    if options.so_far:
        return engine.expected_so_far(kpi, options.unit)
    return engine.expected_range(kpi, options.unit, options.day, options.span)


def _row(answer: ExpectedRange) -> Row:
    """Returns an answer as a JSON row; absent values are null, and `reason` says why."""
    counted, state = answer.range, answer.state
    return {
        "kpi": answer.kpi,
        "unit": answer.unit.name,
        "unit_code": answer.unit.code,
        "first_day": None if answer.is_undated else answer.first_day.isoformat(),
        "day": None if answer.is_undated else answer.day.isoformat(),
        "hour": answer.hour,
        "low": counted.low if counted else None,
        "mid": round(counted.mid, 2) if counted else None,
        "high": counted.high if counted else None,
        "value": answer.value,
        "state": state.name.lower() if state else None,
        "kind": answer.kind.name.lower(),
        "seasonal": answer.seasonal,
        "reason": answer.reason,
    }


def _print_table(catalogue: Catalogue, answers: Sequence[ExpectedRange]) -> None:
    lines = []
    for answer in answers:
        kpi = catalogue.kpis[answer.kpi]
        value = "—" if answer.value is None else f"{answer.value:,} {kpi.unit}"
        judged = (range_text(answer), answer.state or "", range_note(answer))
        lines.append((answer.unit.name, kpi.zh, span_text(answer), value, *judged))
    print_table(("单位", "指标", "日期", "件数", "通常", "判断", "说明"), lines, right=("件数", "通常"))
