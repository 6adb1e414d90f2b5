"""`fengjing compare`: one KPI of like units, compared fairly."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click

from core.cli.common import (
    bundle_options,
    database,
    day_option,
    echo_demo_notice,
    echo_json,
    format_option,
    group_option,
    opened,
    plain_errors,
    print_table,
)
from core.cli.figures import kpi_ids, require_members
from core.cli.viewer_option import engine_for, user_option
from core.comparison.summary_text import summary
from core.comparison.types import AgainstGroup, Comparison, RankedUnit
from core.comparison.value_text import estimate_text, value_text
from core.comparison.words import against_text, position_text, reason_text
from core.metrics.display import NO_DATA
from core.metrics.reporting_period import ACCEPTED_FORMS

NOTE, BLANK = "说明：", "　　　"
TITLES = (
    *("名次", "区间", "单位", "数值", "分子", "分母", "比全组平均"),
    *("各单位之间通常的差别", "标准化", "定级", "说明"),
)


def unit_json(comparison: Comparison, ranked: RankedUnit) -> dict[str, Any]:
    """One unit as a JSON row."""
    return {
        "unit": ranked.unit.name,
        "unit_code": ranked.unit.code,
        "numerator": ranked.numerator,
        "denominator": ranked.denominator,
        "value": ranked.value,
        "display": value_text(comparison, ranked.exact),
        "low": ranked.low,
        "high": ranked.high,
        "expected": ranked.expected,
        "limits_95": ranked.limits95,
        "limits_998": ranked.limits998,
        "z": ranked.z,
        "against_group": str(ranked.against_group or AgainstGroup.UNCLEAR),
        "error_phi": ranked.error_phi,
        "position": ranked.position,
        "side": ranked.side,
        "rank": ranked.rank,
        "rank_low": ranked.rank_low,
        "rank_high": ranked.rank_high,
        "verdict": ranked.verdict,
        "reason": ranked.reason,
        "standardised": None
        if ranked.standardised is None
        else {
            "value": ranked.standardised.value,
            "low": ranked.standardised.low,
            "high": ranked.standardised.high,
            "reason": ranked.standardised.reason,
        },
    }


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """All of a comparison but its curve, for scripts."""
    return {
        "kpi": comparison.kpi,
        "demo": comparison.demo,
        "what": comparison.quantity_zh,
        "unit_kind": comparison.unit_kind,
        "group": {"id": comparison.group.id, "zh": comparison.group.zh, "basis": comparison.group.basis},
        "period_start": comparison.period.start.isoformat(),
        "period_end": comparison.period.end.isoformat(),
        "complete": comparison.complete,
        "as_of": comparison.as_of.isoformat(),
        "sort": comparison.kind,
        "value_unit": comparison.unit,
        "numerator": comparison.numerator,
        "denominator": comparison.denominator,
        "level": comparison.level,
        "phi": comparison.phi,
        "spread": comparison.spread,
        "error_phi": comparison.error_phi,
        "summary": summary(comparison),
        "compared": len(comparison.ranked_units),
        "no_verdicts": comparison.no_verdicts,
        "notes": comparison.notes,
        "reversals": comparison.reversals,
        "left_out": [
            {"unit": listed.unit.name, "unit_code": listed.unit.code, "reason": listed.reason}
            for listed in comparison.left_out
        ],
        "units": [unit_json(comparison, listed) for listed in comparison.ranked_units],
    }


def _print(comparison: Comparison) -> None:
    first, last = comparison.period.start, comparison.period.end
    click.echo(f"{comparison.group.zh}（{comparison.group.basis}），{first} 至 {last}，数据截至 {comparison.as_of}")
    if comparison.exact_level is not None:
        click.echo(f"全组：{comparison.quantity_zh} {value_text(comparison, comparison.exact_level)}")
    if sentence := summary(comparison):
        click.echo(sentence)
    cells = [_cells(comparison, ranked) for ranked in comparison.ranked_units]
    columns = [column for column in range(len(TITLES)) if any(row[column] not in ("", NO_DATA) for row in cells)]
    print_table(
        [TITLES[column] for column in columns],
        [[row[column] for column in columns] for row in cells],
        right=("名次", "数值", "分子", "分母"),
    )
    for left in comparison.left_out:
        click.echo(f"未参加比较：{left.unit.name}，{left.reason}")
    for text in comparison.reversals:
        click.echo(text)
    for number, text in enumerate(filter(None, (comparison.no_verdicts, *comparison.notes)), 1):
        click.echo(f"{NOTE if number == 1 else BLANK}{number}. {text}")


def _cells(comparison: Comparison, ranked: RankedUnit) -> list[str]:
    return [
        str(ranked.rank),
        f"{ranked.rank_low}–{ranked.rank_high}",
        ranked.unit.name,
        value_text(comparison, ranked.exact),
        f"{ranked.numerator:,.0f}",
        "" if ranked.denominator is None else f"{ranked.denominator:,.0f}",
        against_text(ranked.against_group, comparison.reading) or NO_DATA,
        position_text(ranked) or NO_DATA,
        estimate_text(comparison, ranked.standardised.value) if ranked.standardised else NO_DATA,
        ranked.verdict or NO_DATA,
        reason_text(ranked),
    ]


class CompareOptions(NamedTuple):
    """Options of `fengjing compare`."""

    period: str
    group: str
    unit: str | None
    as_of: date | None
    output_format: str
    user: str | None


@click.command("compare")
@click.argument("kpi")
@database
@click.option("--period", required=True, help=ACCEPTED_FORMS)
@group_option()
@click.option("--unit", help="比较哪个单位下面的派出所；不写即全局")
@day_option("--as-of", "数据截止日；不写即各来源都已覆盖的最后一天")
@format_option("table", "json")
@user_option
@bundle_options(CompareOptions)
def compare_command(kpi: str, db: Path, options: CompareOptions) -> None:
    """同类单位公平比较一个指标：比全组平均、各单位之间通常的差别、名次区间；证据够强才定好差。"""
    with opened(db, read_only=True) as store, plain_errors():
        engine = engine_for(store, options.user)
        (name,) = kpi_ids(store.catalogue, [kpi])
        comparison = engine.comparison(name, options.period, options.as_of, options.group, options.unit)
        require_members([*comparison.ranked_units, *comparison.left_out], options.unit)
        if options.output_format == "json":
            echo_json(comparison_json(comparison))
            return
        _print(comparison)
        echo_demo_notice(store)
