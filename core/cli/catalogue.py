"""`fengjing catalogue`: what is measured, and which of the documents' systems it serves."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from core.catalogue.entry_toml import kpi_toml
from core.catalogue.examples import example_heading, example_names, example_text
from core.catalogue.field_reference import field_descriptions, section_description, section_heading, sections
from core.catalogue.index_advice import catalogue_advice
from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.catalogue.system_coverage import system_coverage
from core.cli.common import (
    actor,
    database,
    echo_json,
    now,
    opened,
    optional_database,
    plain_errors,
    print_table,
    write_file,
)
from core.cli.figures import kpi_ids
from core.features.reference.documents import reference_html, reference_markdown
from core.features.reference.kpi_reference import kpi_references
from core.intake.decode import text_of
from core.metrics.display import dated_standard_text
from core.metrics.planner import KIND_WORDS
from core.store.overlays import replace_overlays
from core.store.unit_words import whole_word_of

Rows = list[dict[str, Any]]


def _print(rows: Rows, output_format: str, titles: dict[str, str]) -> None:
    if output_format == "json":
        echo_json(rows)
        return
    cells = [[row[key] for key in titles] for row in rows]
    print_table(titles.values(), [[_text(cell) for cell in line] for line in cells])


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if cell in (None, "", [], ()):
        return "—"
    return "、".join(map(str, cell)) if isinstance(cell, (list, tuple)) else str(cell)


def catalogue_of(db: Path | None) -> Catalogue:
    """The shipped catalogue, or a database's own."""
    if db is None:
        with plain_errors():
            return load_catalogue()
    with opened(db, read_only=True) as store:
        return store.catalogue


_FORMAT = click.option(
    "--format", "output_format", type=click.Choice(["table", "json"]), default="table", help="输出格式"
)
_DB = optional_database("用这个数据库的目录（含本局条目）；不写即自带目录")


@click.group("catalogue")
def catalogue_group() -> None:
    """指标目录：有什么、怎么定义、覆盖了哪些系统。"""


@catalogue_group.command("list")
@_DB
@_FORMAT
def list_command(db: Path | None, output_format: str) -> None:
    """全部指标。"""
    catalogue = catalogue_of(db)
    rows = [
        {
            "id": name,
            "zh": kpi.zh,
            "en": kpi.en,
            "domain": catalogue.domains[kpi.domain].zh,
            "kind": kpi.kind,
            "unit": kpi.unit,
            "assess": kpi.assess,
            "systems": kpi.systems,
        }
        for name, kpi in catalogue.kpis.items()
    ]
    titles = {"id": "编号", "zh": "指标", "domain": "领域", "kind": "类别", "unit": "单位", "systems": "系统"}
    _print(rows, output_format, titles)


@catalogue_group.command("measures")
@_DB
@_FORMAT
def measures_command(db: Path | None, output_format: str) -> None:
    """全部计数项：统计报表按它们填报。"""
    catalogue = catalogue_of(db)
    kinds = {"flow": "时期", "stock": "时点"}
    rows = [
        {
            "id": name,
            "zh": measure.zh,
            "unit": measure.unit,
            "kind": kinds[measure.kind],
            "fact": catalogue.facts[measure.fact].zh if measure.fact else "",
            "reported_by": [KIND_WORDS[kind] for kind in measure.reported_by],
        }
        for name, measure in catalogue.measures.items()
    ]
    titles = {"id": "编号", "zh": "计数项", "unit": "单位", "kind": "性质", "fact": "记录", "reported_by": "由谁报送"}
    _print(rows, output_format, titles)


@catalogue_group.command("show")
@click.argument("kpi_id", metavar="ID")
@_DB
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "toml"]),
    default="table",
    help="输出格式；toml 是目录文件的写法，连同它的计数项，可以照着改",
)
def show_command(kpi_id: str, db: Path | None, output_format: str) -> None:
    """一个指标的全部定义。"""
    catalogue = catalogue_of(db)
    with plain_errors():
        name = kpi_ids(catalogue, [kpi_id])[0]
    if output_format == "toml":
        click.echo(kpi_toml(catalogue, name), nl=False)
        return
    kpi = catalogue.kpis[name]
    entry: dict[str, Any] = {"id": name, **kpi.model_dump(mode="json")}
    entry["measures"] = {m: catalogue.measures[m].model_dump(mode="json", by_alias=True) for m in kpi.measures()}
    if output_format == "json":
        echo_json(entry)
        return
    entry["standard"] = "；".join(dated_standard_text(kpi, standard) for standard in kpi.standards) or None
    del entry["earlier_standards"]
    entry["measures"] = "；".join(f"{m}（{catalogue.measures[m].zh}）" for m in kpi.measures())
    for key, value in entry.items():
        click.echo(f"{key:15} {_text(value)}")


@catalogue_group.command("coverage")
@_DB
@_FORMAT
def coverage_command(db: Path | None, output_format: str) -> None:
    """文献里的三十个系统，各由什么来顶，在哪个业务页上看。"""
    rows = [asdict(row) for row in system_coverage(catalogue_of(db))]
    titles = {
        "id": "编号",
        "document": "文献",
        "zh": "系统",
        "here": "这里",
        "pages": "业务页",
        "kpis": "指标",
        "later": "待续",
    }
    _print(rows, output_format, titles)


@catalogue_group.command("reference")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_DB
@click.option(
    "--format", "output_format", type=click.Choice(["md", "html"]), default="html", show_default=True, help="文件格式"
)
def reference_command(file: Path, db: Path | None, output_format: str) -> None:
    """指标参考：每个指标的算式、判断方法、出处、局限和算例，写成一个文件。"""
    if db is None:
        references = kpi_references(catalogue_of(None))
    else:
        with opened(db, read_only=True) as store:
            references = kpi_references(store.catalogue, whole_word_of(store.bureau))
    document = reference_html(references) if output_format == "html" else reference_markdown(references)
    write_file(file, document)
    click.echo(f"已写出 {file}：{len(references)} 项指标")


@catalogue_group.command("schema")
@click.argument("section", required=False)
def schema_command(section: str | None) -> None:
    """本局目录文件（TOML）里可写什么：不写 SECTION 列出各节，写了列出该节的每个键。"""
    if section is None:
        print_table(("节", "说明"), [(name, section_description(name)) for name in sections()])
        return
    if section not in sections():
        raise click.BadParameter(f"没有“{section}”这一节，可写 {'、'.join(sections())}", param_hint="SECTION")
    click.echo(f"{section_heading(section)}  {section_description(section)}")
    print_table(
        ("键", "类型", "不写时", "说明"),
        [(n.key, n.type, n.default, n.description) for n in field_descriptions(section)],
    )


@catalogue_group.command("example")
@click.argument("name", required=False)
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), help="写成这个文件")
def example_command(name: str | None, file: Path | None) -> None:
    """现成的本局记录种类（如接警单）：不写 NAME 列出各份，写了打印或用 --to 写成文件，改好后用 catalogue use 换上。"""
    if name is None:
        print_table(("名称", "说明"), [(example, example_heading(example)) for example in example_names()])
        return
    with plain_errors():
        text = example_text(name)
    if file is None:
        click.echo(text)
        return
    write_file(file, text, is_new=True)
    click.echo(f"已写出 {file}：看过、改好后运行 fengjing catalogue use {file} --db 数据库")


@catalogue_group.command("use")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
def use_command(files: tuple[Path, ...], db: Path) -> None:
    """换用本局自己的目录文件（不写文件即恢复自带目录），汇总随之重算。"""
    with plain_errors():
        texts = {file.name: text_of(file) for file in files}
    with opened(db, replacement=texts) as store:
        catalogue = replace_overlays(store, texts, actor=actor(), now=now()).catalogue
    click.echo(f"已换用 {len(files)} 个目录文件")
    for text in catalogue_advice(catalogue):
        click.echo(text)
