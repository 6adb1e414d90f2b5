"""The command `fengjing demo`: generates a demonstration where there is none, and opens its dashboards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import click

from core.access.kiosks import link_query
from core.cli.common import bundle_options, day_option, now, opened, plain_errors, today
from core.store.sqlite import StoreError
from core.time.days import day_number, first_second
from core.time.reporting_calendar import CALENDAR
from dashboards.cli.live import LiveFeed
from dashboards.cli.seed_command import planned, progress_bar
from dashboards.cli.serve_command import LOOPBACK, serve_at
from dashboards.settings import PORT
from seed.alive import alive_plan
from seed.bureau import SIZES, Plan
from seed.make import make
from seed.plan_store import stored_plan

DEMO_DB = Path("fengjing-demo.db")
WALLS = {
    "大屏轮播": link_query(carousel=True, seams=None),
    "2×2 拼接屏": link_query(carousel=False, seams="2x2"),
}


class BureauChoice(NamedTuple):
    """Options of the command that say which bureau it is, by their names."""

    size: str
    seed: int
    as_of: date | None
    calm: bool
    live: bool

    def plan(self) -> Plan:
        """The plan of the bureau. Raises ClickException (Chinese) if there can be none."""
        if self.calm:
            return planned(self.size, self.seed, self.as_of or CALENDAR.previous_month_end(today()))
        try:
            return alive_plan(self.size, self.seed, self.as_of or today() - timedelta(days=1))
        except ValueError as error:
            raise click.ClickException(str(error)) from error

    def differs(self, stored: Plan) -> bool:
        """Tell whether a stored plan is of another bureau, or of another day than the one that was named."""
        chosen = self.size, self.seed, not self.calm
        return (stored.size, stored.seed, stored.alive) != chosen or self.as_of not in (None, stored.as_of)

    def is_old(self, stored: Plan) -> bool:
        """Tell whether a bureau that could be of yesterday is of an earlier day."""
        return not (self.calm or self.live or self.as_of) and stored.as_of < today() - timedelta(days=1)


@click.command("demo")
@click.option("--size", type=click.Choice(list(SIZES)), default="county", show_default=True, help="规模")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机种子，定则数据定")
@day_option("--as-of", "数据截止日；不写即昨天，加 --calm 即上月末")
@click.option("--calm", is_flag=True, help="平静的局：什么也不埋，积案有长尾，供测试和对照")
@click.option("--live", is_flag=True, help="时间就是现在：警情按钟点陆续接入，零点照过；停了再开会追上")
@click.option("--db", type=click.Path(path_type=Path), default=DEMO_DB, show_default=True, help="演示数据库文件")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="端口")
@click.option("--no-serve", is_flag=True, help="只生成，不打开看板；与 --live 一起，追到现在就结束")
@bundle_options(BureauChoice)
def demo_command(db: Path, options: BureauChoice, port: int, no_serve: bool) -> None:
    """生成演示数据（全部虚构）并打开数据看板；已有的演示库直接打开，不重做。

    造的是一个正在过日子的局：有上升也有下降，有迟报、未达标和逾期，都是程序埋的，
    用 fengjing stories --answers 看答案。
    """
    if options.live and (options.calm or options.as_of):
        raise click.UsageError("--live 说的就是现在：不能与 --as-of、--calm 一起用")
    with plain_errors():
        is_new = not db.exists()
        if is_new:
            plan = options.plan()
            with progress_bar("生成演示数据") as tell:
                make(db, plan, now=now() if options.calm else first_minute_after(plan), progress=tell)
        with opened(db) as store:
            if not store.demo:
                raise StoreError(f"{db} 是真实数据库，不能当演示打开：请用 fengjing serve --db {db}")
            if not is_new:
                _say_what_differs(stored_plan(store), options)
            click.echo(f"演示数据：{store.bureau}，{db}（第 {store.data_version()} 版）")
        with _kept_at_now(db) if options.live else nullcontext():
            if not no_serve:
                for name, query in WALLS.items():
                    click.echo(f"{name}：http://{LOOPBACK}:{port}/{query}")
                serve_at(db, LOOPBACK, port)


def first_minute_after(plan: Plan) -> int:
    """The time at which an alive bureau is made, so that the same plan gives the same data whenever it is made."""
    return first_second(day_number(plan.as_of) + 1) + 60


def _say_what_differs(stored: Plan, options: BureauChoice) -> None:
    """Say where a database that is there already is not the one asked for, or not of yesterday any more."""
    if options.differs(stored):
        click.echo("注意：打开的是已有的演示库，规模、种子或日期与所给的不同；要另造请换 --db，或先移走它。")
    elif options.is_old(stored):
        click.echo(f"注意：打开的是已有的演示库，数据截至 {stored.as_of}；加 --live 追到现在，或换 --db 另造。")


@contextmanager
def _kept_at_now(db: Path) -> Iterator[None]:
    """Bring a database up to now, and keep it there until the dashboards are closed."""
    feed = LiveFeed(db)
    try:
        click.echo(f"时间就是现在：完整的数据截至 {feed.catch_up()}，今天的陆续接入。")
        feed.start()
        yield
    finally:
        feed.close()
