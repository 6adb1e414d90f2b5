"""`fengjing source suggest`: a mapping is proposed from the columns and first rows of a table."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from core.cli.common import bundle_options, opened, plain_errors, write_file
from core.intake.mapping.choose import AUTO
from core.intake.mapping.names import KindNames, kind_name
from core.intake.mapping.suggest import suggest_kind, suggest_mapping
from core.intake.mapping.write import mapping_text
from core.sources.sample import SAMPLE_ROWS, sample_table
from core.store.units import unit_tree


class SuggestChoices(NamedTuple):
    """Hold where a table is, and where the proposal goes."""

    url: str
    table: str
    db: Path
    kind: str
    password_file: Path | None
    target: Path


@click.command("suggest")
@click.option("--url", required=True, help="数据库地址，不写密码")
@click.option("--table", required=True, help="表或视图，可写 模式.表")
@click.option("--db", required=True, type=click.Path(path_type=Path), help="用这个数据库的目录和单位")
@click.option("--kind", default=AUTO, show_default=True, help="成为哪一类：alert、ledger 等，auto 由列名认")
@click.option("--password-file", type=click.Path(path_type=Path), help="密码在这个只有本人能读的文件的第一行")
@click.option(
    "--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个 .toml 文件"
)
@bundle_options(SuggestChoices)
def suggest_command(options: SuggestChoices) -> None:
    """看一张表的列和前面的行，提出对照，写成可改的 TOML；核对后 fengjing mapping save，再 source add。"""
    target = options.target
    if target.exists():
        raise click.ClickException(f"{target} 已经有了：请换一个文件名，以免盖掉改过的对照。")
    with opened(options.db, read_only=True) as store:
        catalogue, tree = store.catalogue, unit_tree(store)
    with plain_errors():
        table = sample_table(options.url, options.table, str(options.password_file or ""))
        kind = suggest_kind(table, catalogue) if options.kind == AUTO else options.kind
        proposal = suggest_mapping(table, kind, catalogue, tree)
        names, zh = KindNames(kind, catalogue), kind_name(kind, catalogue)
    write_file(target, mapping_text(proposal, names, zh), is_new=True)
    columns, question_count = len(proposal.mapping.headers_read()), len(proposal.questions)
    click.echo(
        f"已写出 {target}（看了前 {SAMPLE_ROWS} 行）：{zh}（{kind}），认出 {columns} 列，要核对的 {question_count} 处"
    )
    click.echo(f"改好后：fengjing mapping save 名称 {target} --db {options.db}")
