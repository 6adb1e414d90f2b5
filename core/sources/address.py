"""Addresses of databases: checked, and kept without a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.sources.drivers import Driver, find_driver
from core.sources.errors import SourceError
from core.sources.passwords import password_mend

if TYPE_CHECKING:
    from sqlalchemy import URL

EXAMPLE = "postgresql://用户@主机:5432/库名"
_SECRET_WORDS = ("pass", "pwd", "secret", "token")
_OURS = ("options", "init_command", "charset")  # what the reader itself says at the start of a session


def read_address(text: str, name: str) -> tuple[URL, Driver]:
    """Return an address and its driver. Raises SourceError (Chinese), in which no part of the address stands."""
    driver = find_driver(text.partition("://")[0] if "://" in text else "")
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise SourceError(f"读不懂数据库地址：写成 {EXAMPLE}（库名等有特殊字符的，用 %xx 代替）。") from error
    secret = [key for key in url.query if any(word in key.lower() for word in _SECRET_WORDS)]
    if url.password is not None or secret:
        raise SourceError(f"地址里不要写密码（会留在命令历史和数据库里）：写成 {EXAMPLE}；{password_mend(name)}。")
    if set_here := [key for key in url.query if key in _OURS]:
        raise SourceError(f"地址里不能写 {'、'.join(set_here)}：时区、只读和字符集由枫警自己设。")
    return url.set(drivername=driver.dialect), driver


def plain_address(text: str) -> str:
    """Return an address as it may be kept and printed."""
    from sqlalchemy.engine import make_url

    return make_url(text).render_as_string(hide_password=True)
