"""Databases that can be read, by the scheme of their address: dialect, driver, the extra that installs it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from core.sources.errors import SourceError


class Driver(NamedTuple):
    """A kind of database. `is_tried` says that it has been tried against a real server."""

    zh: str
    dialect: str
    module: str
    extra: str
    is_tried: bool


_POSTGRES = Driver("PostgreSQL", "postgresql+psycopg", "psycopg", "postgres", True)
_MYSQL = Driver("MySQL/MariaDB", "mysql+pymysql", "pymysql", "mysql", True)
_MSSQL = Driver("SQL Server", "mssql+pymssql", "pymssql", "mssql", False)
DRIVERS = {
    "postgresql": _POSTGRES,
    "postgres": _POSTGRES,
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "oracle": Driver("Oracle", "oracle+oracledb", "oracledb", "oracle", False),
    "mssql": _MSSQL,
    "sqlserver": _MSSQL,
    "dm": Driver("达梦", "dm+dmPython", "dmPython", "dm", False),
    "kingbase": Driver("人大金仓", "kingbase", "psycopg", "kingbase", False),
}


def find_driver(scheme: str) -> Driver:
    """Return the driver of an address's scheme. Raises SourceError (Chinese) if it is unknown or missing."""
    driver = DRIVERS.get(scheme.partition("+")[0].lower())
    if driver is None:
        raise SourceError(f"不认识的数据库“{scheme}”：地址以 {'、'.join(f'{name}://' for name in DRIVERS)} 开头。")
    missing = [module for module in ("sqlalchemy", driver.module) if find_spec(module) is None]
    if missing:
        raise SourceError(
            f"读 {driver.zh} 要用的 {'、'.join(missing)} 没有安装："
            f"在枫警的环境里 pip install 'fengjing[{driver.extra}]'。"
        )
    if driver.dialect == "kingbase":
        _register_kingbase()
    return driver


def untried_note(driver: Driver) -> str:
    """Say that a kind of database was never tried (Chinese); nothing of one that was."""
    if driver.is_tried:
        return ""
    return (
        f"{driver.zh} 没有在真的服务器上试过：先用 --dry-run 核对几天的数，再定时读；"
        "账号是否只能读也没有核对，请让对方只给 SELECT"
    )


def _register_kingbase() -> None:
    """Let 人大金仓 be spoken to as the PostgreSQL that it descends from; its version text is its own."""
    import_module("sqlalchemy.dialects").registry.register("kingbase", "core.sources.kingbase", "KingbaseDialect")
