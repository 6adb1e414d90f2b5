"""`fengjing sso`: single sign-on by the bureau's identity provider, and which accounts come by it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from core.access.accounts import find_account
from core.access.oidc.settings import FILE_VARIABLE, Settings, load_settings
from core.access.oidc.sign_on import account_links, link_account, unlink_account
from core.access.roles import NAMES
from core.cli.common import actor, database, now, opened, plain_errors, print_table
from core.time.days import minute_text

SETTINGS = click.option(
    "--oidc",
    "settings",
    required=True,
    envvar=FILE_VARIABLE,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="统一身份认证的设置文件（TOML）",
)


@click.group("sso")
def sso_group() -> None:
    """统一身份认证（OIDC 单点登录）：核对设置，绑定账号。"""


def load_checked_settings(path: Path) -> Settings:
    """The settings, where the libraries that they need are installed. Raises StoreError, ClickException (Chinese)."""
    if not all(map(find_spec, ("authlib", "itsdangerous", "joserfc", "requests"))):
        raise click.ClickException("统一身份认证要另装几个库：pip install 'fengjing[oidc]'")
    return load_settings(path)


@sso_group.command("check")
@SETTINGS
def check_command(settings: Path) -> None:
    """核对设置文件，并问一问对方：地址、证书、签发者对不对。"""
    with plain_errors():
        loaded = load_checked_settings(settings)
    from core.access.oidc.provider import Provider  # here, because its libraries are installed for it alone
    from core.access.oidc.refusals import SignOnRefusedError

    try:
        metadata = Provider(loaded).discover()
    except SignOnRefusedError as refused:
        raise click.ClickException(f"{refused.message}（{refused}）") from refused
    click.echo(f"对方应答正常：{loaded.issuer}，{len(metadata.keys.keys)} 把公钥")
    click.echo(f"请在对方登记回调地址：{loaded.callback}")
    click.echo(f"{len(loaded.roles)} 条角色规则" if loaded.roles else "没有角色规则：只有绑定过的账号能登录")


@sso_group.command("link")
@click.argument("name")
@click.argument("subject")
@database
@SETTINGS
def link_command(name: str, subject: str, db: Path, settings: Path) -> None:
    """把对方的编号（sub，登录被拒时显示在页面上）绑定到账号；库里只存摘要。"""
    with opened(db) as store:
        account = find_account(store.conn, name)
        link_account(store.conn, account, load_settings(settings).issuer, subject.strip(), actor=actor(), now=now())
        click.echo(f"已绑定：{account.name}")


@sso_group.command("unlink")
@click.argument("name")
@database
def unlink_command(name: str, db: Path) -> None:
    """解除绑定；该账号已登录的全部退出。"""
    with opened(db) as store:
        account = find_account(store.conn, name)
        unlink_account(store.conn, account, actor=actor(), now=now())
        click.echo(f"已解除绑定：{account.name}")


@sso_group.command("list")
@database
def list_command(db: Path) -> None:
    """列出用统一身份认证登录的账号。"""
    with opened(db, read_only=True) as store:
        rows = [
            (
                link.account.name,
                NAMES[link.account.scope.role],
                link.account.unit_name,
                "规则" if link.by_rule else "绑定",
                minute_text(link.linked_at),
            )
            for link in account_links(store.conn)
        ]
        print_table(("账号", "角色", "单位", "由", "自"), rows)
