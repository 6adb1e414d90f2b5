"""`fengjing campaign`: how far a campaign has come, and its bulletins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from core.catalogue.model import Catalogue
from core.cli.common import (
    DEMO_NOTICE,
    bundle_options,
    database,
    day_option,
    echo_demo_notice,
    echo_json,
    format_option,
    opened,
    plain_errors,
    print_table,
    write_file,
)
from core.cli.viewer_option import engine_for, user_option
from core.export import BYTE_ORDER_MARK, Sheet, as_csv, as_xlsx, csv_text
from core.features.campaigns import document
from core.features.campaigns.bulletin import Bulletin, BulletinKind
from core.features.campaigns.effect import CampaignEffects
from core.features.campaigns.effect_rows import effects_document
from core.features.campaigns.effect_text import (
    EFFECT_HEADS,
    effect_cells,
    effects_sentence,
    method_text,
)
from core.features.campaigns.text import LINE_HEADS, cells, heading, mark_note
from core.features.campaigns.types import CampaignProgress
from core.store.store import Store


def campaign_id(catalogue: Catalogue, text: str | None) -> str:
    """The id of a campaign by id or name; without one the last begun that has dates. Raises LookupError (Chinese)."""
    campaigns = catalogue.campaigns
    if text is None:
        dated = [name for name, campaign in campaigns.items() if campaign.first is not None]
        if not dated:
            raise LookupError("没有定了起止日期的专项行动：在本局的目录文件里写 [campaigns.…] first、last")
        return max(dated, key=lambda name: str(campaigns[name].first))
    by_name = {campaign.zh: name for name, campaign in campaigns.items()}
    if text not in campaigns and text not in by_name:
        raise LookupError(f"没有专项行动“{text}”，可用：{'、'.join(campaigns)}")
    return by_name.get(text, text)


def _print(store: Store, progress: CampaignProgress) -> None:
    click.echo(heading(progress))
    focus = progress.units[0]
    rows = [
        [zh, *cells(store.catalogue, progress.lines[kpi, focus.id])]
        for zh, kpis in progress.sections
        for kpi in kpis
        if (kpi, focus.id) in progress.lines
    ]
    if rows:
        print_table(("部分", *LINE_HEADS), rows, right=("计数", "目标", "完成"))
        click.echo(mark_note(progress))
    for text in filter(None, (*progress.notes, progress.decision and f"目标{progress.decision}", progress.remark)):
        click.echo(text)
    echo_demo_notice(store)


def _print_effects(store: Store, effects: CampaignEffects) -> None:
    click.echo(effects_sentence(store.catalogue, effects))
    rows = [effect_cells(store.catalogue, effect) for effect in effects.effects]
    print_table(EFFECT_HEADS, rows, right=EFFECT_HEADS[1:3])
    click.echo(method_text(effects, store.bureau))
    echo_demo_notice(store)


def _text(store: Store, bulletin: Bulletin) -> str:
    lines = [document.title(bulletin), document.subtitle(bulletin), ""]
    lines += [f"{head}：{text}" for head, text in document.paragraphs(store.catalogue, bulletin)]
    lines += ["", *document.remarks(bulletin), *([DEMO_NOTICE] if store.demo else [])]
    return "\n".join(lines) + "\n"


def sheet(catalogue: Catalogue, bulletin: Bulletin, *, demo: bool) -> Sheet:
    """The bulletin as a table to take away."""
    subtitles = [
        bulletin.unit.name,
        document.subtitle(bulletin),
        *(["演示数据"] if demo else []),
        *document.remarks(bulletin),
    ]
    return Sheet(document.title(bulletin), subtitles, document.ROW_HEADS, document.rows(catalogue, bulletin))


def _write(store: Store, bulletin: Bulletin, to: Path) -> None:
    forms: dict[str, Callable[[], bytes]] = {
        ".xlsx": lambda: as_xlsx(sheet(store.catalogue, bulletin, demo=store.demo)),
        ".csv": lambda: as_csv(sheet(store.catalogue, bulletin, demo=store.demo)),
        ".txt": lambda: _text(store, bulletin).encode(),
    }
    if to.suffix.lower() not in forms:
        raise click.BadParameter(f"文件名应以 {'、'.join(forms)} 结尾", param_hint="--to")
    write_file(to, forms[to.suffix.lower()]())
    click.echo(f"战报：{to}")


class CampaignOptions(NamedTuple):
    """Options of `fengjing campaign`."""

    unit: str | None
    as_of: date | None
    kind: str | None
    to: Path | None
    claims: Path | None
    effect: bool
    output_format: str
    user: str | None


@click.command("campaign")
@click.argument("name", required=False)
@database
@click.option("--unit", help="单位名称或编号；不写即全局")
@day_option("--as-of", "数据截止日；战报即哪一天（周报为那一天所在的周）；不写即各来源各自的最后一天")
@click.option("--bulletin", "kind", type=click.Choice(["day", "week"]), help="战报：day（日报）或 week（周报）")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="战报写到文件：.xlsx、.csv 或 .txt")
@click.option(
    "--claims",
    type=click.Path(path_type=Path, dir_okay=False),
    help="战报里的每个数连同所据计数写成 CSV，可用 fengjing audit 勾稽核验",
)
@click.option("--effect", is_flag=True, help="行动以来的指标有没有变化：与去年同期相比，减去平常的同比（只看全局）")
@format_option("table", "json")
@user_option
@bundle_options(CampaignOptions)
def campaign_command(name: str | None, db: Path, options: CampaignOptions) -> None:
    """专项行动（百日行动等）：各项计数、完成进度与时间进度，及战报。不写 NAME 即最近开始的一项。"""
    if options.kind is None and (options.to or options.claims):
        raise click.UsageError("--to 和 --claims 要与 --bulletin 一起用")
    if options.output_format == "json" and not options.effect:
        raise click.UsageError("--format json 要与 --effect 一起用")
    if options.effect and (options.unit or options.as_of):
        raise click.UsageError("--effect 只看全局、到数据齐全的最后一天：不能与 --unit、--as-of 一起用")
    with opened(db, read_only=True) as store, plain_errors():
        engine, campaign = engine_for(store, options.user), campaign_id(store.catalogue, name)
        if options.effect:
            effects = engine.campaign_effects(campaign)
            if options.output_format == "json":
                echo_json(effects_document(store.catalogue, campaign, effects, demo=store.demo))
            else:
                _print_effects(store, effects)
            return
        if options.kind is None:
            _print(store, engine.campaign(campaign, options.unit, options.as_of))
            return
        kind: BulletinKind = "day" if options.kind == "day" else "week"
        _give_bulletin(store, engine.bulletin(campaign, kind, options.unit, options.as_of), options)


def _give_bulletin(store: Store, bulletin: Bulletin, options: CampaignOptions) -> None:
    if options.to is None:
        click.echo(_text(store, bulletin), nl=False)
    else:
        _write(store, bulletin, options.to)
    if options.claims:
        rows = [document.CLAIM_HEADS, *document.claims(store.catalogue, bulletin)]
        write_file(options.claims, BYTE_ORDER_MARK + csv_text(rows))
        click.echo(f"核验用表：{options.claims}")
