"""`fengjing mapping`: how a stranger's headers, codes and shapes become ours; kept under a name."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.cli.common import (
    actor,
    bundle_options,
    database,
    echo_json,
    format_option,
    now,
    opened,
    optional_database,
    plain_errors,
    print_table,
    write_file,
)
from core.cli.table_options import table_options
from core.intake.decode import text_of
from core.intake.mapping.choose import AUTO, expected_headers, headers_of_kept
from core.intake.mapping.headers import header_key
from core.intake.mapping.names import KindNames, kind_name
from core.intake.mapping.read import read_mapping
from core.intake.mapping.suggest import suggest_kind, suggest_mapping
from core.intake.mapping.write import mapping_text
from core.intake.table import HeaderChoice, read_table
from core.store.mappings import StoredMapping, find_mapping, save_mapping, stored_mappings, withdraw_mapping
from core.store.units import UnitTree, unit_tree
from core.time.days import minute_text

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class SuggestChoices(NamedTuple):
    """Hold what may be said of a file for which a mapping is proposed, and where the proposal goes."""

    kind: str
    target: Path
    db: Path | None
    sheet: str | None
    header: HeaderChoice | None


@click.group("mapping")
def mapping_group() -> None:
    """对照：别人的表头、代码、单位名称和表式，怎样变成本系统的；按名称存下，下月的文件自动认得。"""


@mapping_group.command("suggest")
@click.argument("file", type=FILE)
@click.option(
    "--kind", default=AUTO, show_default=True, help="哪一类文件：units、officers、ledger、alert 等，auto 由表头认"
)
@click.option(
    "--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个 .toml 文件"
)
@optional_database("用这个数据库的目录和单位；不写即自带目录，不问单位")
@table_options
@bundle_options(SuggestChoices)
def suggest_command(file: Path, options: SuggestChoices) -> None:
    """看一个文件的表头和值，提出对照，写成可改的 TOML：有把握的写上，拿不准的写成带 # 的行。"""
    target = options.target
    if target.exists():
        raise click.ClickException(f"{target} 已经有了：请换一个文件名，以免盖掉改过的对照。")
    with plain_errors():
        catalogue, tree, kept_headers = _surroundings(options.db)
        headers = [*expected_headers(catalogue, options.kind), *kept_headers]
        table = read_table(file, options.sheet, options.header, headers)
        kind = suggest_kind(table, catalogue) if options.kind == AUTO else options.kind
        names = KindNames(kind, catalogue)
        proposal = suggest_mapping(table, kind, catalogue, tree)
    write_file(target, mapping_text(proposal, names, kind_name(kind, catalogue)), is_new=True)
    question_count = len(proposal.questions)
    zh, columns = kind_name(kind, catalogue), len(proposal.mapping.headers_read())
    click.echo(f"已写出 {target}：{zh}（{kind}），认出 {columns} 列，要核对的 {question_count} 处")
    click.echo(f"改好后：fengjing mapping save 名称 {target} --db 局.db")


def _surroundings(db: Path | None) -> tuple[Catalogue, UnitTree | None, list[str]]:
    """The catalogue, the units, and the headers that kept mappings know."""
    if db is None:
        return load_catalogue(), None, []
    with opened(db, read_only=True) as store:
        return store.catalogue, unit_tree(store), headers_of_kept(store)


@mapping_group.command("save")
@click.argument("name")
@click.argument("file", type=FILE)
@database
def save_command(name: str, file: Path, db: Path) -> None:
    """把核对过的对照（TOML）按 NAME 存下，成为新的一版；旧版留存。"""
    with opened(db) as store, plain_errors():
        text = text_of(file)
        mapping = read_mapping(file.name, text, store.catalogue)
        key = header_key(mapping.headers())
        same = [other.name for other in stored_mappings(store.conn) if other.headers == key and other.name != name]
        draft = StoredMapping(name, 0, mapping.kind, key, text, now(), actor())
        saved = save_mapping(store.conn, draft)
        kind = kind_name(mapping.kind, store.catalogue)
    click.echo(f"已存为“{saved.name}”第 {saved.version} 版（{kind}）：表头相同的文件，导入时自动用它")
    if same:
        click.echo(
            f"注意：“{'”“'.join(same)}”认的也是这些表头，导入时要用 --map 指明；不用的请 fengjing mapping remove"
        )


@mapping_group.command("list")
@database
@format_option("table", "json")
def list_command(db: Path, output_format: str) -> None:
    """存下的对照：名称、类别、版次、何时由谁存下。"""
    with opened(db, read_only=True) as store:
        stored = stored_mappings(store.conn)
        kinds = {m.kind: kind_name(m.kind, store.catalogue) for m in stored}
    if output_format == "json":
        echo_json(
            [{"name": m.name, "kind": m.kind, "version": m.version, "at": m.at, "actor": m.actor} for m in stored]
        )
        return
    rows = [(m.name, f"{kinds[m.kind]}（{m.kind}）", str(m.version), minute_text(m.at), m.actor) for m in stored]
    print_table(("名称", "类别", "版", "存下的时间", "由谁"), rows)


@mapping_group.command("show")
@click.argument("name")
@database
def show_command(name: str, db: Path) -> None:
    """一个对照的内容（TOML），可存成文件再改。"""
    with opened(db, read_only=True) as store:
        click.echo(find_mapping(store.conn, name).text, nl=False)


@mapping_group.command("remove")
@click.argument("name")
@database
def remove_command(name: str, db: Path) -> None:
    """撤下一个对照：不再自动认文件；已导入的数据不动，各版留存。"""
    with opened(db) as store:
        withdraw_mapping(store.conn, name, actor=actor(), now=now())
    click.echo(f"已撤下“{name}”")
