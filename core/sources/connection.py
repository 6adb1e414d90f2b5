"""Connections to a bureau's database: reading only, in China's time, with limits on waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.sources.address import read_address
from core.sources.errors import SourceError
from core.sources.passwords import find_password, password_mend
from core.sources.privileges import refuse_writers

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CONNECT_SECONDS = 10
READ_SECONDS = 900  # a statement may take so long until its first rows come
_CONNECT: dict[str, dict[str, Any]] = {
    "postgresql": {
        "connect_timeout": CONNECT_SECONDS,
        "options": "-c timezone=Asia/Shanghai -c default_transaction_read_only=on "
        f"-c statement_timeout={READ_SECONDS}s",
    },
    "mysql": {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "charset": "utf8mb4",
        "init_command": "SET time_zone = '+08:00'",
    },
}
_CONNECT["kingbase"] = _CONNECT["postgresql"]
_FIRST_STATEMENTS = {
    "mysql": ("SET SESSION TRANSACTION READ ONLY",),
    "oracle": ("ALTER SESSION SET TIME_ZONE = 'Asia/Shanghai'",),
}
_LONGEST_REASON = 300


class Database:
    """A bureau's database that may be read."""

    def __init__(self, name: str, address: str, password_file: str) -> None:
        self._name = name
        self._url, self.driver = read_address(address, name)
        self._password = find_password(name, password_file)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection. Raises SourceError (Chinese) for whatever the database or the way to it says."""
        from sqlalchemy.exc import SQLAlchemyError

        engine = None
        try:
            engine = self._engine()
            with engine.connect() as connection:
                for statement in _FIRST_STATEMENTS.get(engine.dialect.name, ()):
                    connection.exec_driver_sql(statement)
                refuse_writers(connection)
                yield connection
        except SQLAlchemyError as error:
            raise SourceError(self._told(error)) from None  # the cause may carry the address with its password
        finally:
            if engine is not None:
                engine.dispose()

    def _engine(self) -> Engine:
        from sqlalchemy import create_engine
        from sqlalchemy.pool import NullPool

        url = self._url if self._password is None else self._url.set(password=self._password)
        arguments = _CONNECT.get(url.get_backend_name(), {})
        return create_engine(url, connect_args=dict(arguments), poolclass=NullPool, hide_parameters=True)

    def _told(self, error: Exception) -> str:
        from sqlalchemy.exc import OperationalError

        reason = " ".join(str(getattr(error, "orig", None) or error).split())[:_LONGEST_REASON]
        if self._password:
            reason = reason.replace(self._password, "***")
        where = f"{self.driver.zh} {self._url.host or '本机'}"
        if isinstance(error, OperationalError):
            return f"{where} 连不上或中断了：{reason}。核对地址、账号、网络和防火墙；{password_mend(self._name)}。"
        return f"{where} 读不了：{reason}。核对表、列和账号的 SELECT 权限。"
