"""`fengjing kpi`: figures for people and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

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
from core.cli.figures import COMPARISONS, FiguresRequest, Row, figure_rows, kpi_ids
from core.cli.viewer_option import engine_for, user_option
from core.export import BYTE_ORDER_MARK, csv_text
from core.judgement.verdict_text import KIND_NAMES
from core.metrics.reporting_period import ACCEPTED_FORMS
from core.metrics.types import ChangeKind


class KpiOptions(NamedTuple):
    """Options of `fengjing kpi`."""

    unit: str | None
    period: str
    by: str | None
    compare: str
    as_of: date | None
    output_format: str
    user: str | None


def _flat(row: Row) -> Row:
    """Returns a row without nesting, for CSV."""
    flat: Row = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat.update({f"{key}_{inner}": item for inner, item in value.items()})
        else:
            flat[key] = value
    return flat


def _print_table(catalogue: Catalogue, rows: list[Row], compare: Sequence[ChangeKind]) -> None:
    titles = ["单位", "指标", "期间", "数值", "分子", "分母"]
    titles += [KIND_NAMES[kind] for kind in compare]
    standards = any(row["standard"]["verdict"] for row in rows)
    lines = []
    for row in rows:
        span = f"{row['period_start']}..{row['period_end']}" + (f"（{row['unfinished']}）" if row["unfinished"] else "")
        amounts = ["" if row[key] is None else f"{row[key]:,}" for key in ("numerator", "denominator")]
        changes = [row[kind]["text"] for kind in compare]
        met = [row["standard"]["verdict"] or ""] if standards else []
        remark = "；".join(text for text in (row["reason"], row["note"]) if text)
        lines.append(
            [row["unit"], catalogue.kpis[row["kpi"]].zh, span, row["display"], *amounts, *changes, *met, remark]
        )
    print_table([*titles, *(["标准"] if standards else []), "说明"], lines, right=("数值", "分子", "分母"))


@click.command("kpi")
@click.argument("ids", nargs=-1)
@database
@click.option("--unit", help="单位名称或编号；不写即全局")
@click.option("--period", required=True, help=ACCEPTED_FORMS)
@click.option(
    "--by", type=click.Choice(["unit", "department", "month"]), help="分单位（所，或所的社区）、分机关部门或分月"
)
@click.option("--compare", default="", help="yoy（同比）、mom（环比）、lunar（春节对齐同比），逗号分开")
@day_option("--as-of", "数据截止日；不写即各来源都已覆盖的最后一天")
@format_option("table", "json", "csv")
@user_option
@bundle_options(KpiOptions)
def kpi_command(ids: tuple[str, ...], db: Path, options: KpiOptions) -> None:
    """指标的数值，可分单位、分月，带同比环比及其判断。

    结论处处相同：看板上的指标与看板各项一并检验，其余与同领域各项一并检验；派出所等不止一个的单位，每个数单独检验，
    定额按本单位各项和同类各单位两种分法里较严的。受理归期的指标还会有办结报来的，说明里标未到期。
    """
    kinds = _change_kinds(options.compare)
    with opened(db, read_only=True) as store:
        engine = engine_for(store, options.user)
        request = FiguresRequest(options.unit, options.period, options.by, options.as_of, kinds)
        rows = list(figure_rows(engine, kpi_ids(store.catalogue, ids), request))
        if options.output_format == "json":
            echo_json(rows)
        elif options.output_format == "csv":
            flat = [_flat(row) for row in rows]
            headers = list(flat[0])
            lines = [[row[header] for header in headers] for row in flat]
            click.echo(BYTE_ORDER_MARK + csv_text([headers, *lines]), nl=False)
        else:
            _print_table(store.catalogue, rows, kinds)
            echo_demo_notice(store)


def _change_kinds(text: str) -> list[ChangeKind]:
    """Returns the kinds of change in a list such as yoy,mom. Raises BadParameter (Chinese)."""
    kinds: list[ChangeKind] = []
    for name in filter(None, (piece.strip() for piece in text.split(","))):
        kind = next((kind for kind in COMPARISONS if kind == name), None)
        if kind is None:
            raise click.BadParameter(f"没有比较方式“{name}”，可用 {'、'.join(COMPARISONS)}", param_hint="--compare")
        kinds.append(kind)
    return kinds
