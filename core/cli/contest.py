"""`fengjing contest`: areas by how their alerts changed, with the evidence."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click

from core.catalogue.model import Catalogue
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
from core.cli.figures import require_members
from core.cli.viewer_option import engine_for, user_option
from core.features.contests.text import base_text, cells, headline, heads, remarks, situation_heads
from core.features.contests.types import Contest
from core.metrics.reporting_period import ACCEPTED_FORMS

# Scripts read these keys: they stay as they were first written.
JSON_KEYS = {"alpha": "share", "decisions": "decided", "grade": "naming", "situation": "beside"}


def contest_id(catalogue: Catalogue, text: str | None) -> str:
    """The id of a contest by id or name; the first without one. Raises LookupError (Chinese)."""
    if text is None:
        return next(iter(catalogue.contests))
    by_name = {contest.zh: name for name, contest in catalogue.contests.items()}
    if text not in catalogue.contests and text not in by_name:
        raise LookupError(f"没有比武“{text}”，可用：{'、'.join(catalogue.contests)}")
    return by_name.get(text, text)


def contest_json(contest: Contest) -> dict[str, Any]:
    """All of a contest, for scripts."""
    document = {JSON_KEYS.get(name, name): value for name, value in asdict(contest).items()}
    document["lines"] = [{JSON_KEYS.get(name, name): cell for name, cell in line.items()} for line in document["lines"]]
    for name in ("period", "base"):
        window = getattr(contest, name)
        document[name] = {"start": window.start.isoformat(), "end": window.end.isoformat()}
    document["as_of"] = contest.as_of.isoformat()
    for line, area_line in zip(document["lines"], contest.lines, strict=True):
        line["members"] = [unit.code for unit in area_line.members]
    return document


def _print(catalogue: Catalogue, contest: Contest) -> None:
    click.echo(headline(contest))
    click.echo(base_text(contest))
    titles = [*heads(contest), *situation_heads(catalogue, contest)]
    rows = [cells(contest, line) for line in contest.lines]
    print_table(titles, rows, right=("本期", "基期", "变化"))
    for left in contest.left_out:
        click.echo(f"未参加比较：{left.zh}，{left.reason}")
    for text in remarks(contest):
        click.echo(text)


class ContestOptions(NamedTuple):
    """Options of `fengjing contest`."""

    period: str
    group: str
    unit: str | None
    as_of: date | None
    output_format: str
    user: str | None


@click.command("contest")
@click.argument("name", required=False)
@database
@click.option("--period", required=True, help=ACCEPTED_FORMS)
@group_option("；目录里写明了片区的比武不用")
@click.option("--unit", help="比较哪个单位下面的片区；不写即全局")
@day_option("--as-of", "数据截止日；不写即警情来源覆盖的最后一天")
@format_option("table", "json")
@user_option
@bundle_options(ContestOptions)
def contest_command(name: str | None, db: Path, options: ContestOptions) -> None:
    """控警比武：各片警情与自己的去年比、与同类比；证据够强才定领先、落后，分不出先后的并列。"""
    with opened(db, read_only=True) as store, plain_errors():
        engine, contest = engine_for(store, options.user), contest_id(store.catalogue, name)
        result = engine.contest(contest, options.period, options.as_of, options.group, options.unit)
        require_members([*result.lines, *result.left_out], options.unit)
        if options.output_format == "json":
            echo_json(contest_json(result))
            return
        _print(store.catalogue, result)
        echo_demo_notice(store)
