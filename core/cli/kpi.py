"""`fengjing kpi`: figures for people and scripts."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from core.access.scoped_engine import ScopedEngine
from core.board.change_text import render
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.cli.common import cli, database, day_option, opened, print_table
from core.cli.viewer_option import engine_for, user_option
from core.engine import Engine
from core.judgement.verdict_text import KIND_NAMES
from core.metrics.display import change_text, figure_text, unfinished_note
from core.metrics.reporting_period import ACCEPTED_FORMS, resolve_period
from core.metrics.types import Board, Change, ChangeKind, Judgement, StandardAnswer
from core.store.sqlite import StoreError
from core.store.units import UnitRef
from core.time.days import month_number, month_text, to_date
from core.time.period_text import parse_fixed

Row = dict[str, Any]
COMPARISONS: tuple[ChangeKind, ...] = ("yoy", "mom", "lunar")
NOT_NEAR_SPRING = "本期和去年同期都不在春节前后，或都含整个春节前后，直接看同比"
COMPARISON_FIELDS = (
    "base_start",
    "base_end",
    "base_value",
    "change",
    "change_unit",
    "change_per_day",
    "low",
    "high",
    "phi",
    "verdict",
    "tone",
    "verdict_reason",
    "display",
    "text",
    "reason",
    "note",
)


def kpi_ids(catalogue: Catalogue, requested: Sequence[str]) -> list[str]:
    """KPI ids from ids or Chinese names; all of them if none are named. Raises LookupError (Chinese)."""
    by_name = {kpi.zh: name for name, kpi in catalogue.kpis.items()}
    for text in requested:
        if text not in catalogue.kpis and text not in by_name:
            near = get_close_matches(text, [*catalogue.kpis, *by_name], n=3, cutoff=0.4)
            raise LookupError(f"没有指标“{text}”" + (f"，相近的有：{'、'.join(near)}" if near else ""))
    return [by_name.get(text, text) for text in requested] or list(catalogue.kpis)


def _comparison(kpi: Kpi, change: Change, judged: Judgement) -> Row:
    texts = render(kpi, change, judged)
    interval = f"（{texts.interval}）" if texts.interval else ""
    return {
        "base_start": change.base.start.isoformat(),
        "base_end": change.base.end.isoformat(),
        "base_value": change.base_figure.value,
        "change": change.change,
        "change_unit": change.unit,
        "change_per_day": change.per_day,
        "low": judged.low,
        "high": judged.high,
        "phi": judged.phi,
        "verdict": judged.verdict,
        "tone": judged.tone,
        "verdict_reason": judged.reason,
        "display": change_text(change),
        "text": f"{texts.span}，{texts.change}{interval} {texts.marked_verdict}",
        "reason": change.reason,
        "note": texts.note or None,
    }


def _no_aligned_change() -> Row:
    """What stands for an aligned comparison where the plain one is fair."""
    blank = dict.fromkeys(COMPARISON_FIELDS)
    return {**blank, "text": "—", "reason": NOT_NEAR_SPRING}


def figure_row(catalogue: Catalogue, board: Board, kpi: str, unit: UnitRef, compare: Sequence[ChangeKind]) -> Row:
    """One figure as a JSON row. What is absent is null, and `reason` says why."""
    figure = board.figures[kpi, unit.id]
    row: Row = {
        "unit": unit.name,
        "unit_code": unit.code,
        "kpi": kpi,
        "period_start": board.period.start.isoformat(),
        "period_end": board.period.end.isoformat(),
        "complete": board.is_complete,
        "unfinished": unfinished_note(board) or None,
        "as_of": board.as_of.isoformat(),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "display": figure_text(catalogue.kpis[kpi], figure),
        "counted_on": figure.as_of.isoformat() if figure.as_of else None,
        "reason": figure.reason,
        "note": figure.note,
    }
    row["standard"] = _standard(board.standards.get((kpi, unit.id)))
    for kind in compare:
        key = (kpi, unit.id, kind)
        has_changes = key in board.changes
        row[kind] = (
            _comparison(catalogue.kpis[kpi], board.changes[key], board.judgements[key])
            if has_changes
            else _no_aligned_change()
        )
    return row


def _standard(answer: StandardAnswer | None) -> Row:
    """Whether the standard is met; all null where there is none, or it does not speak of such a unit."""
    if answer is None:
        return dict.fromkeys(("verdict", "low", "high", "reason", "sentence"))
    return {
        "verdict": answer.status,
        "low": answer.low,
        "high": answer.high,
        "reason": answer.reason,
        "sentence": answer.sentence,
    }


def figure_rows(
    engine: Engine | ScopedEngine,
    kpis: Sequence[str],
    unit: str | None,
    period: str,
    by: str | None,
    as_of: date | None,
    compare: Sequence[ChangeKind],
) -> Iterator[Row]:
    """The rows asked for. Each KPI has its own last complete day unless one is given.

    A KPI of the chief's board is judged as there, in one family with the others of the board; any other alone.
    """
    focus = engine.unit(unit)
    units = [focus]
    tree = engine.units
    if by == "unit":
        units = tree.stations(focus.id) or tree.children(focus.id)
    elif by == "department":
        units = [below for below in tree.below(focus.id) if below.kind == "department"]
    for kpi in kpis:
        day = as_of or _day_of(engine, kpi, period)
        together = engine.catalogue.board if compare and kpi in engine.catalogue.board else [kpi]
        for text in _months(period, day) if by == "month" else [period]:
            board = engine.board(focus.id, text, day, together, months=0, units=[u.id for u in units])
            for below in units:
                yield figure_row(engine.catalogue, board, kpi, below, compare)


def _day_of(engine: Engine | ScopedEngine, kpi: str, period: str) -> date:
    """The KPI's last complete day; for a fixed period with no data so far, its end: the figure is then absent.

    Raises StoreError where a running period is asked for and there are no data at all.
    """
    fixed = parse_fixed(period)
    try:
        day = engine.as_of([kpi])
    except StoreError:
        return to_date(fixed[1]) if fixed else engine.as_of(list(engine.catalogue.kpis))
    return to_date(fixed[1]) if fixed and day < to_date(fixed[0]) else day


def _months(period: str, as_of: date) -> list[str]:
    window = resolve_period(period, as_of).window
    return [month_text(month) for month in range(month_number(window.start), month_number(window.end) + 1)]


def _flat(row: Row) -> Row:
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


@cli.command("kpi")
@click.argument("ids", nargs=-1)
@database
@click.option("--unit", help="单位名称或编号；不写即全局")
@click.option("--period", required=True, help=ACCEPTED_FORMS)
@click.option(
    "--by", type=click.Choice(["unit", "department", "month"]), help="分单位（所，或所的社区）、分机关部门或分月"
)
@click.option("--compare", default="", help="yoy（同比）、mom（环比）、lunar（春节对齐同比），逗号分开")
@day_option("--as-of", "数据截止日；不写即各来源都已覆盖的最后一天")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True, help="输出格式"
)
@user_option
def kpi_command(
    ids: tuple[str, ...],
    db: Path,
    unit: str | None,
    period: str,
    by: str | None,
    compare: str,
    as_of: datetime | None,
    form: str,
    user: str | None,
) -> None:
    """指标的数值，可分单位、分月，带同比环比及其判断。

    看板上的指标与看板其他指标一并检验，结论与看板相同；不在看板上的各自检验；--by unit 则与各单位一并检验。
    """
    kinds: list[ChangeKind] = []
    for text in filter(None, (piece.strip() for piece in compare.split(","))):
        kind = next((known_kind for known_kind in COMPARISONS if known_kind == text), None)
        if kind is None:
            raise click.BadParameter(f"没有比较方式“{text}”，可用 {'、'.join(COMPARISONS)}", param_hint="--compare")
        kinds.append(kind)
    with opened(db, read_only=True) as store:
        engine = engine_for(store, user)
        requested = kpi_ids(store.catalogue, ids)
        rows = list(figure_rows(engine, requested, unit, period, by, as_of.date() if as_of else None, kinds))
        if form == "json":
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        elif form == "csv":
            flat = [_flat(row) for row in rows]
            writer = csv.DictWriter(sys.stdout, list(flat[0]))
            writer.writeheader()
            writer.writerows(flat)
        else:
            _print_table(store.catalogue, rows, kinds)
            if store.demo:
                click.echo("演示数据，全部虚构。")
