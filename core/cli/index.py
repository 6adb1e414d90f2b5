"""`fengjing index`, `publish` and `published`: indices, codes, and the month's lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import click

from core.catalogue.index_model import IndexUnit
from core.catalogue.model import Catalogue
from core.cli.common import (
    DEMO_NOTICE,
    actor,
    database,
    echo_demo_notice,
    echo_json,
    format_option,
    now,
    opened,
    plain_errors,
    print_table,
)
from core.engine import Engine
from core.features.indices.calculator import code_index
from core.features.indices.publish import publish
from core.features.indices.published_table import PublishedTable, read_published
from core.features.indices.rows import Row, as_csv, part_rows, published_row, score_row
from core.features.indices.text import (
    basis_text,
    change_text,
    code_label,
    code_text,
    distance_text,
    interval_text,
    known_weight_text,
    score_text,
    trend_text,
)
from core.features.indices.types import IndexTable
from core.metrics.display import rounded_estimate
from core.store.publication import Publication, publications
from core.store.trail import signed_name
from core.time.days import minute_text, month_text, to_time
from core.time.period_refusal import PeriodTextError
from core.time.period_text import parse_period
from core.time.reporting_calendar import CALENDAR

KINDS = click.Choice(["bureau", "station", "community"])
FORMAT = format_option("table", "json", "csv")


def parse_month(text: str | None) -> int | None:
    """A month number from 2026-10 or any other way to write a month."""
    if text is None:
        return None
    try:
        days = parse_period(text)
    except PeriodTextError as error:
        raise click.BadParameter(f"读不懂月份“{text}”：{error}", param_hint="--month") from error
    month = CALENDAR.month_of(days[0])  # the number of the month, whatever the bureau's months begin with
    if days != CALENDAR.month_days(month):
        raise click.BadParameter(f"“{text}”不是一个月，写成“2026-10”", param_hint="--month")
    return month


MONTH = click.option("--month", metavar="YYYY-MM", help="月份；不写即最近一个完整的月")


def _echo_rows(rows: Sequence[Row], output_format: str) -> bool:
    """Writes rows for a program; whether it did."""
    if output_format == "json":
        echo_json(rows)
    elif output_format == "csv" and rows:
        click.echo(as_csv(rows), nl=False)
    return output_format != "table"


def _remarks(remarks: Sequence[str], *, demo: bool) -> None:
    for remark in remarks:
        click.echo(f"注：{remark}。")
    if demo:
        click.echo(DEMO_NOTICE)


@click.command("index")
@click.argument("index_id", metavar="[ID]", required=False)
@database
@MONTH
@click.option("--by", "kind", type=KINDS, default="bureau", help="bureau 全局各指数；station、community 分单位")
@click.option("--unit", help="单位名称或编号：展开它的得分由哪些指标构成")
@FORMAT
def index_command(
    index_id: str | None, db: Path, month: str | None, kind: str, unit: str | None, output_format: str
) -> None:
    """指数和三色码：全局各指数、各单位的得分和码，或一个单位的构成。权重和分数线写在目录里，自带的是示例口径。"""
    with opened(db, read_only=True) as store, plain_errors():
        engine = Engine(store)
        month_number = parse_month(month) or engine.last_month()
        if index_id is not None and index_id not in store.catalogue.indices:
            raise LookupError(f"没有指数“{index_id}”，有：{'、'.join(store.catalogue.indices)}")
        if unit is not None:
            _composition(engine, index_id, month_number, unit, output_format)
        elif kind == "bureau":
            _lines(engine, index_id, month_number, output_format)
        else:
            table = engine.index_table(index_id or code_index(engine.catalogue, kind), month_number, kind)
            rows = [score_row(table, score) for score in table.scores.values()]
            if not _echo_rows(rows, output_format):
                _print_table(engine, table)


def _lines(engine: Engine, index_id: str | None, month: int, output_format: str) -> None:
    lines = [line for line in engine.index_trends(month, 1) if index_id in (None, line.index_id)]
    rows = [
        {
            "index": line.index_id,
            "index_zh": line.index.zh,
            "month": month_text(month),
            "score": line.scores[-1].value,
            "low": line.scores[-1].low,
            "high": line.scores[-1].high,
            "known": line.scores[-1].known_weight,
            "yoy_change": line.change.change,
            "yoy_raw": line.change.raw,
            "yoy_low": line.change.low,
            "yoy_high": line.change.high,
            "verdict": line.change.verdict,
            "reason": line.scores[-1].reason or line.change.reason,
            "remarks": "；".join(line.remarks),
            "demo": engine.store.demo,
        }
        for line in lines
    ]
    if _echo_rows(rows, output_format):
        return
    cells = [
        [
            line.index_id,
            line.index.zh,
            score_text(line.scores[-1].value),
            interval_text(line.scores[-1].low, line.scores[-1].high),
            known_weight_text(line.scores[-1]),
            trend_text(line),
        ]
        for line in lines
    ]
    click.echo(f"{engine.unit(None).name} {month_text(month)}")
    print_table(("编号", "指数", "得分", "95% 区间", "有数的权重", "说明"), cells, right=("得分", "有数的权重"))
    remarks = [(line.index.zh, [basis_text(line.scores[-1]), *line.remarks]) for line in lines]
    _remarks([f"{zh}：{'；'.join(filter(None, texts))}" for zh, texts in remarks], demo=engine.store.demo)


def _print_table(engine: Engine, table: IndexTable) -> None:
    window = table.window
    click.echo(f"{table.index.zh} {month_text(table.month)}（{window.start} 至 {window.end}）")
    cells = []
    for score in table.scores.values():
        code = table.codes.get(score.unit.id)
        reason = score.reason or "；".join(filter(None, (code.reason if code else "", distance_text(code))))
        ends = interval_text(score.low, score.high)
        cells.append(
            [score.unit.name, score_text(score.value), ends, code_label(code), (code and code.list) or "", reason]
        )
    print_table(("单位", "得分", "95% 区间", "码", "榜", "说明"), cells, right=("得分",))
    _remarks(table.remarks, demo=table.demo)


def _composition(engine: Engine, index_id: str | None, month: int, unit: str, output_format: str) -> None:
    catalogue: Catalogue = engine.catalogue
    focus = engine.unit(unit)
    name = index_id or code_index(engine.catalogue, focus.kind)
    table = engine.index_table(name, month, focus.kind)
    if focus.kind not in table.index.units:
        raise LookupError(f"“{table.index.zh}”不给{focus.name}这类单位计分")
    score = table.scores[focus.id]
    rows = part_rows(catalogue, table, score)
    if _echo_rows(rows, output_format):
        return
    code = table.codes.get(focus.id)
    score_line = f"{score_text(score.value)} 分（95% 区间 {interval_text(score.low, score.high)}）"
    click.echo(f"{focus.name} {table.index.zh} {month_text(month)}：{score.reason or score_line} {code_label(code)}")
    if code:
        click.echo(code.reason)
    cells = [
        [
            row["kpi_zh"],
            row["figure"],
            *("" if row[k] is None else f"{row[k]:,.0f}" for k in ("numerator", "denominator")),
            f"{row['weight']:g}",
            "未计入" if row["share"] is None else f"{rounded_estimate(row['share'] * 100, 1)}%",
            score_text(row["points"]),
            score_text(row["contribution"]),
            row["reason"] or "",
        ]
        for row in rows
    ]
    titles = ("指标", "数值", "分子", "分母", "权重", "实际占比", "得分", "贡献", "说明")
    print_table(titles, cells, right=titles[1:-1])
    _remarks(table.remarks, demo=table.demo)


@click.command("publish")
@database
@MONTH
@click.option("--by", "name", required=True, help="发布人")
@click.option("--correct", "reason", default="", metavar="原因", help="更正已发布的月份：另发一号，原报保留")
def publish_command(db: Path, month: str | None, name: str, reason: str) -> None:
    """发布一个月的指数和红黄黑榜：存档不可改，之后数据有变就以原报、现值并列。"""
    if not name.strip():
        raise click.BadParameter("要写明发布人", param_hint="--by")
    with opened(db) as store, plain_errors():
        engine = Engine(store)
        month_number = parse_month(month) or engine.last_month()
        done = publish(engine, month_number, actor=f"{name.strip()}（{actor()}）", now=now(), reason=reason.strip())
    click.echo(f"已发布 {month_text(done.month)} {done.label}。查看：fengjing published --db {db}")


@click.command("published")
@database
@MONTH
@click.option("--by", "kind", type=KINDS, default="station", show_default=True, help="哪一类单位的榜")
@click.option("--index", "index_id", help="指数编号；不写即定三色码的那个")
@FORMAT
def published_command(db: Path, month: str | None, kind: str, index_id: str | None, output_format: str) -> None:
    """已发布的榜：原报与现值并列，更正逐号列出；不写 --month 即列出全部发布。"""
    with opened(db, read_only=True) as store, plain_errors():
        engine = Engine(store)
        matching = publications(store.conn, parse_month(month))
        if month is None:
            cells = [
                [month_text(act.month), act.label, minute_text(act.at), signed_name(act.actor), act.reason]
                for act in matching
            ]
            if not _echo_rows([_act(p) for p in matching], output_format):
                print_table(("月份", "发布", "时间", "发布人", "更正原因"), cells)
            return
        if not matching:
            raise LookupError(f"{month} 还没有发布过")
        chosen_index = index_id or code_index(engine.catalogue, kind)
        lists = [read_published(engine, comparison, chosen_index, cast(IndexUnit, kind)) for comparison in matching]
        rows = [published_row(comparison, line, demo=store.demo) for comparison in lists for line in comparison.lines]
        if not _echo_rows(rows, output_format):
            for comparison in lists:
                _print_published(comparison)
            echo_demo_notice(store)


def _act(publication: Publication) -> Row:
    return {
        "month": month_text(publication.month),
        "publication": publication.label,
        "at": to_time(publication.at).isoformat(),
        "actor": publication.actor,
        "reason": publication.reason,
        "data_version": publication.data_version,
    }


def _print_published(comparison: PublishedTable) -> None:
    act = comparison.publication
    because = f"，更正原因：{act.reason}" if act.reason else ""
    by = f"{signed_name(act.actor)} 于 {minute_text(act.at)} 发布"
    click.echo(f"{month_text(act.month)} {comparison.index.zh} {act.label}，{by}{because}")
    cells = []
    for line in comparison.lines:
        then, score, code = line.published, line.score, line.code
        cells.append(
            [
                then.name,
                then.list or "",
                code_text(then.shape, then.word),
                score_text(then.value),
                code_label(code),
                score_text(score.value if score else None),
                change_text(line.change),
                "有变" if line.differs else "",
            ]
        )
    print_table(
        ("单位", "榜", "原报", "原报得分", "现值", "现值得分", "差", ""), cells, right=("原报得分", "现值得分", "差")
    )
    _remarks((*comparison.index.remarks, *comparison.notes), demo=False)
