"""The command `fengjing demo`: generates a demonstration where there is none, and opens its dashboards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from core.cli.common import day_option, now, opened, plain_errors, today
from core.store.sqlite import StoreError
from core.time.reporting_calendar import CALENDAR
from dashboards.cli.seed_command import is_same_plan, planned, progress_bar
from dashboards.cli.serve_command import LOOPBACK, PORT, serve_at
from seed.bureau import SIZES
from seed.make import make
from seed.plan_store import stored_plan

DEMO_DB = Path("fengjing-demo.db")


@click.command("demo")
@click.option("--size", type=click.Choice(list(SIZES)), default="county", show_default=True, help="规模")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机种子，定则数据定")
@day_option("--as-of", "数据截止日；不写即上月末")
@click.option("--db", type=click.Path(path_type=Path), default=DEMO_DB, show_default=True, help="演示数据库文件")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="端口")
@click.option("--no-serve", is_flag=True, help="只生成，不打开看板")
def demo_command(size: str, seed: int, as_of: date | None, db: Path, port: int, no_serve: bool) -> None:
    """生成演示数据（全部虚构）并打开数据看板；已有的演示库直接打开，不重做。"""
    with plain_errors():
        is_new = not db.exists()
        plan = planned(size, seed, as_of or CALENDAR.previous_month_end(today()))
        if is_new:
            with progress_bar("生成演示数据") as tell:
                make(db, plan, now=now(), progress=tell)
        with opened(db) as store:
            if not store.demo:
                raise StoreError(f"{db} 是真实数据库，不能当演示打开：请用 fengjing serve --db {db}")
            if not is_new and not is_same_plan(stored_plan(store), plan):
                click.echo("注意：打开的是已有的演示库，规模、种子或日期与所给的不同；要另造请换 --db，或先移走它。")
            click.echo(f"演示数据：{store.bureau}，{db}（第 {store.data_version()} 版）")
    if not no_serve:
        serve_at(db, LOOPBACK, port)
