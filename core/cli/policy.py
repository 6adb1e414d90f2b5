"""`fengjing policy`: the rules of access, as they are and as they are set."""

from __future__ import annotations

from pathlib import Path

import click

from core.access.policy import RULES, access_policy, policy_texts, set_rule
from core.cli.common import actor, database, now, opened, print_table


@click.group("policy")
def policy_group() -> None:
    """登录规则：密码、闲置、同时登录、动态口令、三员分设。"""


@policy_group.command("show")
@database
def show_command(db: Path) -> None:
    """列出规则，现在是多少。"""
    with opened(db, read_only=True) as store:
        texts = policy_texts(access_policy(store.conn))
    print_table(("规则", "名称", "现在"), [(name, RULES[name].label, text or "无") for name, text in texts.items()])


@policy_group.command("set")
@click.argument("rule", type=click.Choice(list(RULES)))
@click.argument("value")
@database
def set_command(rule: str, value: str, db: Path) -> None:
    """改一条规则，立即生效，前后的值都留痕。例：set second_factor steward,chief；set is_separated on。"""
    with opened(db) as store:
        set_rule(store.conn, rule, value, actor=actor(), now=now())
        text = policy_texts(access_policy(store.conn))[rule]
    click.echo(f"{RULES[rule].label}：{text or '无'}")
