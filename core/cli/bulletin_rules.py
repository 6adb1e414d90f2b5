"""`fengjing bulletin rules`: the bureau's own kinds of bulletin and rules of sentences."""

from __future__ import annotations

from pathlib import Path

import click

from core.bulletins.load import RuleFile, load_rules
from core.bulletins.sentence_page import sentence_page
from core.catalogue.load import load_catalogue
from core.cli.common import actor, database, now, opened, optional_database, plain_errors
from core.engine import Engine
from core.store.bulletin_rules import OwnRules, keep_rules, own_rules


@click.command("rules")
@database
@click.option(
    "--use",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="换用这个 TOML 文件：[kinds.编号] 是通报，[[figure]]、[[change]] 是措辞；有错即不换",
)
@click.option("--shipped", is_flag=True, help="恢复自带的通报和措辞")
def rules_command(db: Path, file: Path | None, shipped: bool) -> None:
    """本局自定的通报和措辞：换用、恢复；什么都不写即显示现用的文件。"""
    if file is not None and shipped:
        raise click.UsageError("写 --use 或 --shipped 之一")
    with opened(db, read_only=file is None and not shipped) as store, plain_errors():
        if file is not None:
            own = OwnRules(file.name, _text_of(file))
            load_rules(store.catalogue, RuleFile(*own))
            keep_rules(store.conn, own, actor=actor(), now=now())
            click.echo(f"已换用 {own.name}。")
        elif shipped:
            keep_rules(store.conn, OwnRules(), actor=actor(), now=now())
            click.echo("已恢复自带的通报和措辞。")
        else:
            own = own_rules(store.conn)
            click.echo(f"# {own.name}\n{own.text}" if own.text else "用的是自带的通报和措辞。")


@click.command("sentences")
@optional_database("用本局自定的措辞；不写即自带的")
def sentences_command(db: Path | None) -> None:
    """通报的句子各要什么证据：每种说法的界限两边各一例，只差一件。"""
    with plain_errors():
        if db is None:
            catalogue = load_catalogue()
            rules = load_rules(catalogue)
        else:
            with opened(db, read_only=True) as store:
                catalogue, rules = store.catalogue, Engine(store).bulletin_rules()
        click.echo(sentence_page(rules.sentences, catalogue), nl=False)


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LookupError(f"{file} 不是 UTF-8 的文本文件") from error
