"""`fengjing months`: which months lie outside what the months before them let expect?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from core.catalogue.kpi_model import Kpi
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
from core.cli.figures import Row, answered, kpi_ids
from core.cli.viewer_option import engine_for, user_option
from core.features.month_chart.text import basis_text, chart_sentence, point_name, range_text
from core.features.month_chart.types import MonthChart, MonthPoint, MonthState
from core.metrics.display import NO_DATA, amount_estimate_text, amount_text


class MonthsOptions(NamedTuple):
    """Options of `fengjing months`."""

    unit: str | None
    as_of: date | None
    output_format: str
    user: str | None


@click.command("months")
@click.argument("ids", nargs=-1, required=True)
@database
@click.option("--unit", help="单位名称或编号；不写即全局")
@day_option("--as-of", "截至哪一天；不写即指标数据的最后一天")
@format_option("table", "json")
@user_option
@bundle_options(MonthsOptions)
def months_command(ids: tuple[str, ...], db: Path, options: MonthsOptions) -> None:
    """月图：最近的月份有没有超出按此前各月应有的范围，水平有没有移动。

    件数和单位量用 u′ 图，比率用 p′ 图（Laney），时点数和百分位数用单值与移动极差图（XmR）；
    连续八点在中线同一侧即为水平可能移动。受理归期的指标各月都按月末后 30 天所知，不到 30 天的标未到期。
    """
    with opened(db, read_only=True) as store:
        engine = engine_for(store, options.user)
        kpis = kpi_ids(store.catalogue, ids)
        charts = answered(
            store.catalogue,
            kpis,
            lambda kpi: (store.catalogue.kpis[kpi], engine.month_chart(kpi, options.unit, options.as_of)),
            tell=True,
        )
        if options.output_format == "json":
            echo_json([_row(kpi, chart) for kpi, chart in charts])
            return
        for kpi, chart in charts:
            _print_chart(kpi, chart)
        echo_demo_notice(store)


def _row(kpi: Kpi, chart: MonthChart) -> Row:
    """Returns a chart as JSON; absent values are null, and `reason` says why there are no limits."""
    return {
        "kpi": chart.kpi,
        "unit": chart.unit.name,
        "unit_code": chart.unit.code,
        "as_of": chart.as_of.isoformat(),
        "chart": chart.kind.name.lower(),
        "age": chart.age,
        "r": None if chart.r is None else round(chart.r, 2),
        "run": None if chart.run is None else chart.run.name.lower(),
        "sentence": chart_sentence(kpi, chart) or None,
        "reason": chart.reason,
        "months": [_point_row(point) for point in chart.points],
    }


def _point_row(point: MonthPoint) -> Row:
    return {
        "month": point_name(point),
        "known_by": point.known_by.isoformat(),
        "state": point.state.name.lower(),
        "value": point.value,
        "low": point.low,
        "mid": point.centre,
        "high": point.high,
        "outside": None if point.outside is None else point.outside.name.lower(),
        "reason": point.reason,
    }


def _print_chart(kpi: Kpi, chart: MonthChart) -> None:
    """Prints the sentence, if there is one; the months judged and those too young; what the limits rest on."""
    click.echo(f"{kpi.zh}（{chart.unit.name}）")
    if sentence := chart_sentence(kpi, chart):
        click.echo(sentence)
    points = [point for point in chart.points if point.state in (MonthState.JUDGED, MonthState.UNRIPE)]
    lines = [_line(kpi, point) for point in points]
    print_table(("月份", "数值", "中线", "界限", "判断", "说明"), lines, right=("数值", "中线", "界限"))
    click.echo(basis_text(chart))


def _line(kpi: Kpi, point: MonthPoint) -> tuple[str, ...]:
    value = NO_DATA if point.exact is None else amount_text(kpi, point.exact)
    centre = NO_DATA if point.centre is None else amount_estimate_text(kpi, point.centre)
    note = MonthState.UNRIPE if point.state is MonthState.UNRIPE else ""
    outside = "" if point.outside is None else f"超出界限（{point.outside}）"
    return point_name(point), value, centre, range_text(kpi, point) or NO_DATA, note or outside, point.reason or ""
