"""The command `fengjing demo`: generates a demonstration where there is none, and opens its dashboards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from core.access.kiosks import link_query
from core.cli.common import day_option, now, opened, plain_errors, today
from core.store.sqlite import StoreError
from core.store.store import Store
from core.time.days import day_number, first_second
from core.time.reporting_calendar import CALENDAR
from dashboards.cli.seed_command import planned, progress_bar
from dashboards.cli.serve_command import LOOPBACK, PORT, serve_at
from seed.alive import alive_plan
from seed.bureau import SIZES, Plan
from seed.make import make
from seed.plan_store import stored_plan

DEMO_DB = Path("fengjing-demo.db")
WALLS = {
    "大屏轮播": link_query(carousel=True, seams=None),
    "2×2 拼接屏": link_query(carousel=False, seams="2x2"),
}


@click.command("demo")
@click.option("--size", type=click.Choice(list(SIZES)), default="county", show_default=True, help="规模")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机种子，定则数据定")
@day_option("--as-of", "数据截止日；不写即昨天，加 --calm 即上月末")
@click.option("--calm", is_flag=True, help="平静的局：什么也不埋，积案有长尾，供测试和对照")
@click.option("--db", type=click.Path(path_type=Path), default=DEMO_DB, show_default=True, help="演示数据库文件")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="端口")
@click.option("--no-serve", is_flag=True, help="只生成，不打开看板")
def demo_command(size: str, seed: int, as_of: date | None, calm: bool, db: Path, port: int, no_serve: bool) -> None:
    """生成演示数据（全部虚构）并打开局长看板；已有的演示库直接打开，不重做。

    造的是一个正在过日子的局：有上升也有下降，有迟报、未达标和逾期，都是程序埋的，
    用 fengjing stories --answers 看答案。
    """
    with plain_errors():
        is_new = not db.exists()
        if is_new:
            plan = demo_plan(size, seed, as_of, calm=calm)
            with progress_bar("生成演示数据") as tell:
                make(db, plan, now=now() if calm else first_minute_after(plan), progress=tell)
        with opened(db) as store:
            if not store.demo:
                raise StoreError(f"{db} 是真实数据库，不能当演示打开：请用 fengjing serve --db {db}")
            if not is_new:
                _say_what_differs(store, size, seed, as_of, calm=calm)
            click.echo(f"演示数据：{store.bureau}，{db}（第 {store.data_version()} 版）")
    if not no_serve:
        for name, query in WALLS.items():
            click.echo(f"{name}：http://{LOOPBACK}:{port}/{query}")
        serve_at(db, LOOPBACK, port)


def demo_plan(size: str, seed: int, as_of: date | None, *, calm: bool) -> Plan:
    """The plan of a demonstration. Raises ClickException (Chinese) if there can be none."""
    if calm:
        return planned(size, seed, as_of or CALENDAR.previous_month_end(today()))
    try:
        return alive_plan(size, seed, as_of or today() - timedelta(days=1))
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def first_minute_after(plan: Plan) -> int:
    """The time at which an alive bureau is made, so that the same plan gives the same data whenever it is made."""
    return first_second(day_number(plan.as_of) + 1) + 60


def _say_what_differs(store: Store, size: str, seed: int, as_of: date | None, *, calm: bool) -> None:
    """Say where a database that is there already is not the one asked for, or not of yesterday any more."""
    stored = stored_plan(store)
    if (stored.size, stored.seed, stored.alive) != (size, seed, not calm) or as_of not in (None, stored.as_of):
        click.echo("注意：打开的是已有的演示库，规模、种子或日期与所给的不同；要另造请换 --db，或先移走它。")
    elif as_of is None and not calm and stored.as_of < today() - timedelta(days=1):
        click.echo(f"注意：打开的是已有的演示库，数据截至 {stored.as_of}；要截至昨天的请换 --db，或先移走它。")
