"""`fengjing pace`: where does the year end?"""

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
from core.cli.figures import Row, answered, count_kpi_ids
from core.cli.viewer_option import engine_for, user_option
from core.features.year_end.text import amount_text, shares_text
from core.features.year_end.types import YearPace
from core.metrics.display import rounded


class PaceOptions(NamedTuple):
    """Options of `fengjing pace`."""

    unit: str | None
    as_of: date | None
    output_format: str
    user: str | None


@click.command("pace")
@click.argument("ids", nargs=-1)
@database
@click.option("--unit", help="单位名称或编号；不写即全局")
@day_option("--as-of", "截至哪一天；不写即指标数据的最后一天")
@format_option("table", "json")
@user_option
@bundle_options(PaceOptions)
def pace_command(ids: tuple[str, ...], db: Path, options: PaceOptions) -> None:
    """照此全年约多少：今年以来的件数，按往年同日占全年的份额推到年底，带 95% 区间。"""
    with opened(db, read_only=True) as store:
        engine = engine_for(store, options.user)
        kpis = count_kpi_ids(store.catalogue, ids)
        answers = answered(
            store.catalogue, kpis, lambda kpi: engine.pace(kpi, options.unit, options.as_of), tell=bool(ids)
        )
        if options.output_format == "json":
            echo_json([_row(answer) for answer in answers])
            return
        _print_table(store.catalogue, answers)
        echo_demo_notice(store)


def _row(answer: YearPace) -> Row:
    """Returns an answer as a JSON row; absent values are null, and `reason` says why."""
    return {
        "kpi": answer.kpi,
        "unit": answer.unit.name,
        "unit_code": answer.unit.code,
        "as_of": answer.as_of.isoformat(),
        "low": answer.low,
        "mid": None if answer.mid is None else round(answer.mid, 1),
        "high": answer.high,
        "value": answer.value,
        "shares": {str(year): round(share, 4) for year, share in answer.shares},
        "reason": answer.reason,
    }


def _print_table(catalogue: Catalogue, answers: Sequence[YearPace]) -> None:
    lines = []
    for answer in answers:
        kpi = catalogue.kpis[answer.kpi]
        value = "—" if answer.value is None else f"{rounded(answer.value, 0)} {kpi.unit}"
        note = answer.reason or shares_text(answer)
        lines.append((answer.unit.name, kpi.zh, str(answer.as_of), value, amount_text(answer, kpi.unit) or "—", note))
    print_table(("单位", "指标", "截至", "今年以来", "照此全年", "说明"), lines, right=("今年以来",))
