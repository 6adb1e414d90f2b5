"""`fengjing bulletin`: bulletins made, issued, listed and shown."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from core.access.scoped_engine import ScopedEngine
from core.bulletins.build import build_document
from core.bulletins.corrections import corrections_since, current_document, issued_document
from core.bulletins.document import BulletinDocument
from core.bulletins.drafts import issue_draft
from core.bulletins.formats import marks
from core.bulletins.formats.write import FORMATS, file_content
from core.bulletins.issue import Act, issue_bulletin
from core.bulletins.load import load_rules
from core.bulletins.self_audit import audit_document, audit_rows
from core.catalogue.load import load_catalogue
from core.cli.common import (
    actor,
    bundle_options,
    database,
    echo_demo_notice,
    echo_json,
    format_option,
    now,
    opened,
    optional_database,
    plain_errors,
    print_table,
    write_file,
)
from core.cli.viewer_option import engine_for, user_option
from core.engine import Engine
from core.export import BYTE_ORDER_MARK, csv_text
from core.features.campaigns.document import CLAIM_HEADS
from core.store.bulletin_rules import own_template
from core.store.bulletins import issued_bulletin, issued_bulletins
from core.store.sqlite import StoreError
from core.store.trail import signed_name
from core.time.days import minute_text, to_date

TO = click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), help=f"写到文件：{'、'.join(FORMATS)}；不写即显示在屏幕上"
)
PERIOD_HELP = "期间：日如 2026-10-31，周如 2026-W44，月如 2026-10，季如 2026Q3，年如 2026"
PERIOD = click.option(
    "--period", required=True, help="期间：日如 2026-10-31，周如 2026-W44，月如 2026-10，季如 2026Q3，年如 2026"
)
UNIT = click.option("--unit", help="单位名称或编号；不写即全局（一所一报要写）")
BY = click.option("--by", "name", required=True, help="办理人的姓名，写进留痕")
PERIOD_NAMES = {"day": "每日", "week": "按周", "month": "按月", "quarter": "按季", "year": "按年"}


def act_of(name: str, reason: str = "") -> Act:
    """Return the act of whoever runs the command, under the name that they give."""
    if not name.strip():
        raise click.BadParameter("要写明姓名", param_hint="--by")
    return Act(f"{name.strip()}（{actor()}）", now(), reason.strip())


@click.group("bulletin")
def bulletin_group() -> None:
    """通报：每日警情、每周警情分析、月通报、形势分析、战报、考评通报等。每个数先经勾稽核验，印发后存档不可改。"""


@bulletin_group.command("kinds")
@optional_database("连同本局自定的通报；不写只列自带的")
@format_option("table", "json")
def kinds_command(db: Path | None, output_format: str) -> None:
    """有哪些通报：编号、名称、按月还是按周、给哪类单位、有哪些部分。"""
    with plain_errors():
        if db is None:
            rules = load_rules(load_catalogue())
        else:
            with opened(db, read_only=True) as store:
                rules = Engine(store).bulletin_rules()
    if output_format == "json":
        echo_json([{"id": name, **kind.model_dump()} for name, kind in rules.kinds.items()])
        return
    rows = [
        [name, kind.zh, PERIOD_NAMES[kind.period], "、".join(section.heading for section in kind.sections)]
        for name, kind in rules.kinds.items()
    ]
    print_table(("编号", "通报", "期间", "部分"), rows)


class MakeOptions(NamedTuple):
    """Options of `fengjing bulletin make`."""

    period: str
    unit: str | None
    to: Path | None
    claims: Path | None
    user: str | None


@bulletin_group.command("make")
@click.argument("kind")
@database
@PERIOD
@UNIT
@TO
@click.option(
    "--claims",
    type=click.Path(path_type=Path, dir_okay=False),
    help="印出的每个数连同所据计数写成 CSV，可用 fengjing audit 勾稽核验",
)
@user_option
@bundle_options(MakeOptions)
def make_command(kind: str, db: Path, options: MakeOptions) -> None:
    """做一份通报的草稿，不印发。有不能成立的数就不写文件。"""
    check_ending(options.to)
    with opened(db, read_only=True) as store, plain_errors():
        engine, template = engine_for(store, options.user), own_template(store.conn).content
        rules = engine.bulletin_rules()
        document = build_document(engine, rules, rules.kind_id(kind), options.period, options.unit)
        result = audit_document(document, engine.catalogue)
        if result.faults:
            raise StoreError("\n".join([result.line, *("　".join(fault[:3]) for fault in result.faults)]))
        if isinstance(engine, ScopedEngine) and options.to is not None:
            engine.record_export(document.title, "命令行 bulletin make")
    give(document, options.to, marks.DRAFT, template)
    if options.claims:
        rows = [CLAIM_HEADS, *audit_rows(document)]
        write_file(options.claims, BYTE_ORDER_MARK + csv_text(rows))
        click.echo(f"核验用表：{options.claims}")
    click.echo(result.line)


class IssueOptions(NamedTuple):
    """Options of `fengjing bulletin issue`."""

    period: str | None
    unit: str | None
    draft: int | None
    number: int | None
    name: str
    correct: str


@bulletin_group.command("issue")
@click.argument("kind", required=False)
@database
@click.option("--period", help=PERIOD_HELP)
@UNIT
@click.option("--draft", type=click.IntRange(min=1), help="印发这一号已签发的草稿；这时不写通报和期间")
@click.option("--number", type=int, metavar="序号", help="发文字号的序号；本局的格式 [form] 写了 number 的才要")
@BY
@click.option("--correct", default="", metavar="原因", help="更正已印发的一期：另发一号，原报保留")
@bundle_options(IssueOptions)
def issue_command(kind: str | None, db: Path, options: IssueOptions) -> None:
    """核验并印发一份通报：编号、存档，此后不可改；期间没有过完、有数不能成立的不能印发。有草稿的，签发以后印发草稿。"""
    by_name = kind is not None and options.period is not None
    if by_name == (options.draft is not None) or (options.draft and (kind or options.period or options.unit)):
        raise click.UsageError("写通报和 --period，或只写 --draft")
    with opened(db) as store, plain_errors():
        engine = Engine(store)
        rules = engine.bulletin_rules()
        act = act_of(options.name, options.correct)
        if options.draft is not None:
            issued = issue_draft(engine, rules, options.draft, act, options.number)
        else:
            assert kind is not None and options.period is not None  # as asked above
            kind_id = rules.kind_id(kind)
            issued = issue_bulletin(engine, rules, kind_id, options.period, options.unit, act, options.number)
    click.echo(f"已印发第 {issued.id} 号（{issued.label}）：{issued.title}。{issued.audit}")


@bulletin_group.command("list")
@database
@format_option("table", "json")
def list_command(db: Path, output_format: str) -> None:
    """已印发的通报，新的在前。"""
    with opened(db, read_only=True) as store, plain_errors():
        issued = issued_bulletins(store.conn)
        if output_format == "json":
            echo_json(
                [
                    {
                        "number": bulletin.id,
                        "kind": bulletin.subject.kind,
                        "title": bulletin.title,
                        "first": to_date(bulletin.subject.first).isoformat(),
                        "last": to_date(bulletin.subject.last).isoformat(),
                        "edition": bulletin.edition,
                        "at": bulletin.at,
                        "actor": bulletin.actor,
                        "reason": bulletin.reason,
                        "audit": bulletin.audit,
                        "digest": bulletin.digest,
                    }
                    for bulletin in issued
                ]
            )
            return
        rows = [
            [
                str(bulletin.id),
                bulletin.title,
                bulletin.label,
                minute_text(bulletin.at),
                signed_name(bulletin.actor),
                bulletin.reason,
            ]
            for bulletin in issued
        ]
        print_table(("号", "通报", "发布", "时间", "印发人", "更正原因"), rows, right=("号",))
        echo_demo_notice(store)


@bulletin_group.command("show")
@click.argument("number", type=click.IntRange(min=1))
@database
@TO
def show_command(number: int, db: Path, to: Path | None) -> None:
    """一份已印发的通报，照印发时的原样；此后有变的数以原报、现值并列。"""
    check_ending(to)
    with opened(db, read_only=True) as store, plain_errors():
        issued = issued_bulletin(store.conn, number)
        document, template = issued_document(issued), own_template(store.conn).content
        engine = Engine(store)
        rules = engine.bulletin_rules()
        current = current_document(engine, rules, document)
    give(document, to, marks.imprint_of(issued), template)
    by = f"{signed_name(issued.actor)} 于 {minute_text(issued.at)} 印发"
    click.echo(f"第 {number} 号（{issued.label}），{by}。{issued.audit}")
    corrected = corrections_since(document, current)
    if not corrected:
        click.echo("印发以来各数没有变化。")
        return
    click.echo(f"印发以来有 {len(corrected)} 处变化：")
    print_table(("单位", "指标", "项", "原报", "现值"), corrected, right=("原报", "现值"))


def check_ending(to: Path | None) -> None:
    """Refuse a file whose ending names no format."""
    if to is not None and to.suffix.lower() not in FORMATS:
        raise click.BadParameter(f"文件名应以 {'、'.join(FORMATS)} 结尾", param_hint="--to")


def give(document: BulletinDocument, to: Path | None, imprint: marks.Imprint, template: bytes) -> None:
    """Write a bulletin to a file, or show it."""
    if to is None:
        _print(document, imprint)
        return
    with plain_errors():
        content = file_content(document, imprint, to.suffix.lower(), template)
    write_file(to, content)
    click.echo(f"通报：{to}")


def _print(document: BulletinDocument, imprint: marks.Imprint) -> None:
    click.echo(document.title)
    click.echo(marks.issue_line(document, imprint))
    for place, section in enumerate(document.sections, 1):
        click.echo(f"\n{marks.heading_text(place, section.heading)}")
        for paragraph in section.paragraphs:
            click.echo(marks.by_hand_text(paragraph.text) if paragraph.by_hand else paragraph.text)
        for chart in section.charts:
            click.echo(f"（图）{chart.title}")
        for table in section.tables:
            if len(section.tables) > 1:
                click.echo(table.title)
            print_table(table.headers, table.rows, right=table.headers[1:])
    click.echo(f"\n{marks.NOTES}")
    for note in document.notes:
        click.echo(note.text)
