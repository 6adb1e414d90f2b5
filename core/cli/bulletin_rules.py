"""`fengjing bulletin rules`: the bureau's own kinds of bulletin and rules of sentences."""

from __future__ import annotations

from pathlib import Path

import click

from core.bulletins.formats.docx import sample_docx
from core.bulletins.formats.word.template_check import check_template
from core.bulletins.load import RuleFile, load_rules
from core.bulletins.sentence_page import sentence_page
from core.catalogue.load import load_catalogue
from core.cli.common import actor, database, now, opened, optional_database, plain_errors, write_file
from core.engine import Engine
from core.store.bulletin_rules import OwnRules, OwnTemplate, keep_rules, keep_template, own_rules, own_template


@click.command("rules")
@database
@click.option(
    "--use",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="换用这个 TOML 文件：[kinds.编号] 是通报，[[figure]]、[[change]] 是措辞，[form] 是公文格式；有错即不换",
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


@click.command("template")
@optional_database("换用或取出这个库的模板")
@click.option(
    "--use",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="换用这个 .docx：{{标题}}、{{发布}}、{{正文}} 各一处；有宏、外部引用、没处理的修订等的不收",
)
@click.option("--shipped", is_flag=True, help="恢复自带的公文格式")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="取出现用的模板；没有就给一份可以改的样子")
def bulletin_template_command(db: Path | None, file: Path | None, shipped: bool, to: Path | None) -> None:
    """通报的 Word 模板：取一份样子，在 WPS 或 Word 里改好，再换用；标记按原文替换，模板里的东西都不运行。"""
    if sum((file is not None, shipped, to is not None)) != 1:
        raise click.UsageError("写 --use、--shipped、--to 之一")
    if to is not None:
        write_file(to, _template_content(db))
        click.echo(f"模板：{to}")
        return
    if db is None:
        raise click.UsageError("换用要写 --db")
    with opened(db) as store, plain_errors():
        own = OwnTemplate(file.name, file.read_bytes()) if file is not None else OwnTemplate()
        if own.content:
            check_template(own.name, own.content)
        keep_template(store.conn, own, actor=actor(), now=now())
    click.echo(f"已换用 {own.name}。" if own.content else "已恢复自带的公文格式。")


def _template_content(db: Path | None) -> bytes:
    with plain_errors():
        if db is not None:
            with opened(db, read_only=True) as store:
                own = own_template(store.conn)
            if own.content:
                return own.content
        return sample_docx()


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
