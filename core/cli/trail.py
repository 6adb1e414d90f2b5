"""`fengjing trail`: the trail verified, anchored outside, exported to a file and sent to syslog."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.common import database, now, opened
from core.store.anchors import Anchor, anchor_file, current_anchor, keep_anchor, read_anchors, restores, trail_faults
from core.store.file_faults import file_fault
from core.store.sqlite import StoreError
from core.store.trail_chain import chain_head, clock_steps
from core.store.trail_export import FORMATS, export_trail
from core.store.trail_syslog import SyslogTarget, send_new_lines
from core.time.days import minute_text

FILE = click.Path(path_type=Path, dir_okay=False)
PLACE = click.Path(path_type=Path)
MOST_STEPS = 5  # of clocks, that are told one by one
ANCHORS = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("trail")
def trail_group() -> None:
    """留痕：逐行成链，可核验、可导出。"""


@trail_group.command("verify")
@database
@click.option("--anchors", multiple=True, type=ANCHORS, help="另存的锚点文件，可给多个")
def verify_command(db: Path, anchors: tuple[Path, ...]) -> None:
    """核验：每一行都接得上前一行，也和留在库外的锚点相符。有问题则返回 1。"""
    with opened(db, read_only=True) as store:
        kept_anchors = read_anchors(anchor_file(store.path))
        more = [anchor for path in anchors for anchor in read_anchors(path)]
        faults = list(trail_faults(store, more))
        for fault in faults:
            click.echo(fault)
        if faults:
            raise SystemExit(1)
        head, restored, steps = chain_head(store.conn), restores(store.conn), clock_steps(store.conn)
    assert head is not None, "an empty trail is a fault"
    click.echo(f"留痕完好：{head.line} 行接成一链，核对了 {len(kept_anchors) + len(more)} 个锚点")
    for line in restored:
        click.echo(f"第 {line.line} 行是一次恢复：{minute_text(line.at)} {line.actor} {line.detail}")
    for step in steps[:MOST_STEPS]:
        click.echo(f"第 {step.line} 行的时间比前一行早 {_span(step.seconds)}：钟在那时拨回过，或之前拨快过")
    if len(steps) > MOST_STEPS:
        click.echo(f"这样的行共 {len(steps)} 行")
    click.echo(f"最后一行 {head.line}，{head.algorithm} {head.hash}")


def _span(seconds: int) -> str:
    """A length of time in the largest unit that it has one of."""
    size, unit = next((size, unit) for size, unit in ((86_400, "天"), (3_600, "小时"), (60, "分钟")) if seconds >= size)
    return f"{seconds // size} {unit}"


@trail_group.command("export")
@click.argument("file", type=FILE)
@database
def export_command(file: Path, db: Path) -> None:
    """把全部留痕写成文件：.csv（表格软件）或 .jsonl（每行一个 JSON，连同链上的散列，可在别处核验）。"""
    if file.suffix not in FORMATS:
        raise click.UsageError(f"文件名要以 {' 或 '.join(FORMATS)} 结尾")
    with opened(db, read_only=True) as store:
        count = export_trail(store, file)
    click.echo(f"已导出 {count} 行：{file}")


@trail_group.command("anchor")
@click.argument("places", type=PLACE, nargs=-1, metavar="[FILE|FOLDER]...")
@database
def anchor_command(places: tuple[Path, ...], db: Path) -> None:
    """把链的最后一环记到库外：默认在数据库旁边，最好另存到别的机器。之后末尾被删、整链被改写都看得出。

    可给多处，文件或文件夹；一处写不了，其余照写，返回 1。装成服务后每天自动记一次。
    """
    with opened(db, read_only=True) as store:
        anchor = current_anchor(store.conn, now())
        if anchor is None:
            raise click.ClickException("留痕是空的。")
        paths = [anchor_file(store.path, place) if place.is_dir() else place for place in places]
        failures = [_keep(path, anchor) for path in paths or [anchor_file(store.path)]]
    if any(failures):
        raise click.ClickException("\n".join(filter(None, failures)))


def _keep(path: Path, anchor: Anchor) -> str | None:
    """Keep an anchor in one place and say so; return what hindered it (Chinese), if anything."""
    try:
        keep_anchor(path, anchor)
    except StoreError as error:
        return f"{path} 写不了：{error}"
    except OSError as error:
        return file_fault(error, path)
    click.echo(f"已记下第 {anchor.line} 行：{path}")
    return None


@trail_group.command("syslog")
@database
@click.option("--to", "target", required=True, metavar="ADDRESS", help="unix:/dev/log、udp:主机:514 或 tcp:主机:514")
def syslog_command(db: Path, target: str) -> None:
    """把还没送过的留痕送到 syslog（RFC 5424），一行一条，最后附上链的最后一环。可由定时任务每几分钟运行。"""
    with opened(db) as store:
        try:
            count = send_new_lines(store.conn, SyslogTarget.parse(target), now())
        except OSError as error:
            raise StoreError(f"送不到 {target}：{error}") from error
    click.echo(f"已送出 {count} 行")
