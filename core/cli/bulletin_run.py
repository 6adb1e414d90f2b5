"""`fengjing bulletin run`: what is due comes out, by a timer of the system."""

from __future__ import annotations

from pathlib import Path

import click

from core.bulletins.delivery.run import run_due
from core.bulletins.delivery.settings import read_settings
from core.bulletins.issue import Act
from core.cli.common import actor, database, now, opened, plain_errors
from core.engine import Engine


@click.command("run")
@database
@click.option("--due", is_flag=True, required=True, help="出到期的：每条规则最近一个过完的期间，出过的不再出")
@click.option(
    "--settings",
    "file",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="TOML 文件：[[due]] 写通报、单位、草稿还是印发的、格式、文件夹和收件人，[smtp] 写邮件服务",
)
def run_command(db: Path, due: bool, file: Path) -> None:
    """到期自动出通报：草稿放进文件夹等人修改，或把人已印发的送出去。自动的只起草，从不签发。

    邮箱密码放在 password_file 指明的文件或环境变量 FENGJING_SMTP_PASSWORD 里，加密不成就不发。
    有一条没有办成返回 1，下次再办。
    """
    with opened(db) as store, plain_errors():
        settings = read_settings(file)
        engine = Engine(store)
        act = Act(f"定时（{actor()}）", now())
        delivered = list(run_due(engine, engine.bulletin_rules(), settings, act))
    for delivery in delivered:
        click.echo(delivery.text, err=delivery.is_failure)
    if any(delivery.is_failure for delivery in delivered):
        raise SystemExit(1)
