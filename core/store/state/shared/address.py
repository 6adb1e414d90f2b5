"""The address of a shared state: without a password, which stands where PostgreSQL's own programs look for it."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from core.store.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SCHEMES = ("postgresql://", "postgres://")
_CONNECT_SECONDS = 5
_WHEN_THE_NETWORK_IS_GONE = {
    **{"keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 2},  # seconds, seconds, times
    "tcp_user_timeout": 10_000,  # milliseconds
}
_LOCK_SECONDS = 10  # a writer waits so long for another
_LONGEST_REASON = 300


class SharedStateFault(StoreError):
    """The shared state cannot be reached, or refuses. `detail` (Chinese) is for whoever runs the server."""

    def __init__(self, address: str, reason: object) -> None:
        super().__init__("几台机器合用的状态库现在用不了，什么也没有写入。看板照看，要写的请稍后再办。")
        text = " ".join(str(getattr(reason, "orig", None) or reason).split())[:_LONGEST_REASON]
        self.detail = (
            f"共享状态库 {address} 用不了：{text}。核对地址、账号、网络；"
            "密码放在 PGPASSFILE 指明的文件（~/.pgpass）或环境变量 PGPASSWORD 里。"
        )


def is_address(text: str) -> bool:
    """Return True for the address of a PostgreSQL."""
    return text.startswith(_SCHEMES)


def checked_address(text: str) -> str:
    """Return an address as it is kept. Raises StoreError (Chinese) for one that is unfit or has a password in it."""
    if not is_address(text):
        raise StoreError(f"共享状态库的地址要像 postgresql://账号@主机/库 这样，不是 {text}")
    missing = [module for module in ("sqlalchemy", "psycopg") if find_spec(module) is None]
    if missing:
        raise StoreError(f"{'、'.join(missing)} 没有安装：在枫警的环境里 pip install 'fengjing[postgres]'。")
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError(f"共享状态库的地址读不懂：要像 postgresql://账号@主机/库 这样（{error}）") from error
    if url.password is not None or "password" in url.query:
        raise StoreError("地址里不要写密码（谁都看得到命令行）：放进 PGPASSFILE 指明的文件，或环境变量 PGPASSWORD。")
    return str(url.set(drivername="postgresql").render_as_string(hide_password=False))


def role_of(address: str) -> str:
    """Return the account that an address names. Raises StoreError (Chinese) where it names none."""
    from sqlalchemy.engine import make_url

    role = make_url(address).username
    if not role:
        raise StoreError(f"地址里要写程序用的账号：postgresql://账号@主机/库，不是 {address}")
    return role


@lru_cache(maxsize=8)
def engine_of(address: str) -> Engine:
    """Return the connections of this process to a shared state; a broken one is made anew."""
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url

    options = f"-c lock_timeout={_LOCK_SECONDS}s -c timezone=UTC"
    return create_engine(
        make_url(address).set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": _CONNECT_SECONDS, "options": options, **_WHEN_THE_NETWORK_IS_GONE},
        pool_pre_ping=True,
        hide_parameters=True,
    )
