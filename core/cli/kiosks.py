"""`fengjing kiosk`: walls that show the chief's board without anybody signing in."""

from __future__ import annotations

from pathlib import Path

import click

from core.access.kiosks import LINK_SECONDS, SEAM_GRIDS, add_kiosk, kiosks, link_query, revoke_kiosk
from core.cli.common import actor, database, now, opened, print_table
from core.store.units import unit_tree
from core.time.days import minute_text

STATES = {"waiting": "链接待用", "expired": "链接已到期", "open": "已打开", "revoked": "已作废"}


@click.group("kiosk")
def kiosk_group() -> None:
    """大屏：不必登录、只看数据看板的长期只读链接。"""


@kiosk_group.command("add")
@click.argument("name")
@database
@click.option("--unit", help="显示哪个单位及其以下（名称或编号）；不写即全局")
@click.option("--url", default="http://127.0.0.1:8501", show_default=True, help="大屏上访问看板的地址")
@click.option("--carousel", is_flag=True, help="一打开就轮播各场景")
@click.option("--seams", type=click.Choice(list(SEAM_GRIDS)), help="拼接屏的列数x行数，缝上不排字；1 行 3 列的不用写")
def add_command(name: str, db: Path, unit: str | None, url: str, carousel: bool, seams: str | None) -> None:
    """添加大屏，印出一次性链接：在大屏的浏览器里打开它。"""
    with opened(db) as store:
        tree = unit_tree(store)
        shown_unit = tree.find(unit) if unit else tree.root
        token = add_kiosk(store.conn, name, shown_unit.id, actor=actor(), now=now())
    click.echo(f"大屏“{name}”（{shown_unit.name}）。请在 {LINK_SECONDS // 3600} 小时内在大屏上打开，只能用一次：")
    click.echo(f"{url.rstrip('/')}/kiosk/{token}{link_query(carousel=carousel, seams=seams)}")


@kiosk_group.command("list")
@database
def list_command(db: Path) -> None:
    """列出大屏。"""
    with opened(db, read_only=True) as store:
        rows = [
            (kiosk.name, kiosk.unit_name, minute_text(kiosk.created_at), STATES[kiosk.state])
            for kiosk in kiosks(store.conn, now())
        ]
        print_table(("大屏", "单位", "建立", "状态"), rows)


@kiosk_group.command("revoke")
@click.argument("name")
@database
def revoke_command(name: str, db: Path) -> None:
    """作废大屏：屏上立即回到登录页。"""
    with opened(db) as store:
        revoke_kiosk(store.conn, name, actor=actor(), now=now())
    click.echo(f"已作废大屏“{name}”")
