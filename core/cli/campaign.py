"""`fengjing campaign`: how far a campaign has come."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from core.catalogue.model import Catalogue
from core.cli.asker import as_user, asker
from core.cli.main import cli, database, day_option, opened, plain_errors, print_table
from core.engine.campaign.answers import Progress
from core.engine.campaign.text import LINE_HEADS, cells, heading, mark_note
from core.store.store import Store


def named(catalogue: Catalogue, text: str | None) -> str:
    """The id of a campaign by id or name; without one the first that has dates. Raises LookupError (Chinese)."""
    campaigns = catalogue.campaigns
    if text is None:
        dated = [name for name, one in campaigns.items() if one.first is not None]
        if not dated:
            raise LookupError("没有定了起止日期的专项行动：在本局的目录文件里写 [campaigns.…] first、last")
        return max(dated, key=lambda name: str(campaigns[name].first))
    by_name = {one.zh: name for name, one in campaigns.items()}
    if text not in campaigns and text not in by_name:
        raise LookupError(f"没有专项行动“{text}”，可用：{'、'.join(campaigns)}")
    return by_name.get(text, text)


def _print(store: Store, found: Progress) -> None:
    click.echo(heading(found))
    focus = found.units[0]
    rows = [
        [zh, *cells(store.catalogue, found.lines[kpi, focus.id])]
        for zh, kpis in found.parts
        for kpi in kpis
        if (kpi, focus.id) in found.lines
    ]
    if rows:
        print_table(("部分", *LINE_HEADS), rows, right=("计数", "目标", "完成"))
        click.echo(mark_note(found))
    for text in filter(None, (*found.notes, found.decided and f"目标{found.decided}", found.remark)):
        click.echo(text)
    if store.demo:
        click.echo("演示数据，全部虚构。")


@cli.command("campaign")
@click.argument("name", required=False)
@database
@click.option("--unit", help="单位名称或编号；不写即全局")
@day_option("--as-of", "数据截止日；不写即各来源各自的最后一天")
@as_user
def campaign_command(name: str | None, db: Path, unit: str | None, as_of: datetime | None, user: str | None) -> None:
    """专项行动（百日行动等）：各项计数、完成进度与时间进度。不写 NAME 即最近开始的一项。"""
    with opened(db, read_only=True) as store, plain_errors():
        found = asker(store, user).campaign(named(store.catalogue, name), unit, as_of.date() if as_of else None)
        _print(store, found)
