"""`fengjing slip`: reminder slips for the communities of a unit, as a file to print and to send."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from core.cli.common import database, day_option, opened, plain_errors, write_file
from core.cli.viewer_option import engine_for, user_option
from core.features.slips.documents import slips_html, slips_text

ENDINGS = (".html", ".txt")


@click.command("slip")
@database
@click.option("--unit", required=True, help="社区，或派出所（其各社区各一张），名称或编号")
@day_option("--as-of", "数据截止日；不写即警情已覆盖的最后一天。取此日之前已满的一期（每四周一期）")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="写入文件：.html 一张一页 A4，可直接打印；.txt 纯文本。不写即显示在屏幕上",
)
@user_option
def slip_command(db: Path, unit: str, as_of: date | None, out: Path | None, user: str | None) -> None:
    """警情提醒单：最近满的一期（四周）里哪些警情疑似上升、集中在什么时段、怎么防范。

    社区只说判断不列起数；起数和时段都是全所的。防范建议在目录的 [advice] 里，本局可改。
    """
    if out is not None and out.suffix not in ENDINGS:
        raise click.BadParameter(f"文件名以 {' 或 '.join(ENDINGS)} 结尾", param_hint="--out")
    with opened(db, read_only=True) as store, plain_errors():
        slips = engine_for(store, user).slips(unit, as_of)
    if not slips:
        raise click.ClickException("这个单位没有下属社区，不出提醒单。")
    document = slips_html(slips) if out is not None and out.suffix == ".html" else slips_text(slips)
    if out is None:
        click.echo(document)
        return
    write_file(out, document)
    risen_count = sum(bool(slip.risen_lines) for slip in slips)
    click.echo(f"已写入 {out}：{len(slips)} 张，其中 {risen_count} 张有上升")
