"""What of an account's grants is more than reading; which address and which driver can be used."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from core.sources import drivers
from core.sources.address import read_address
from core.sources.drivers import DRIVERS, find_driver, untried_note
from core.sources.errors import SourceError
from core.sources.position import Position, read_position
from core.sources.privileges import _more_than_reading
from core.sources.values import value_text
from core.time.days import CHINA
from tests.support.intake_world import NOW


@pytest.mark.parametrize(
    ("rights", "where", "whom", "more"),
    [
        ("USAGE", "*.*", "`r`@`%` IDENTIFIED BY PASSWORD 'x'", []),
        ("SELECT (`a`, `b`), SHOW VIEW", "`d`.`t`", "`r`@`%`", []),
        ("SELECT, UPDATE (`b`, `c`)", "`d`.`t`", "`r`@`%`", ["UPDATE"]),
        ("ALL PRIVILEGES", "*.*", "`r`@`%` WITH GRANT OPTION", ["ALL PRIVILEGES", "GRANT OPTION"]),
        ("SELECT, INSERT, DELETE", "`test`.*", "PUBLIC", []),
        ("SELECT, INSERT", "`d`.*", "PUBLIC", ["INSERT"]),
    ],
)
def test_grants_of_mariadb(rights: str, where: str, whom: str, more: list[str]) -> None:
    assert list(_more_than_reading(rights, where, whom)) == [f"{where} 的 {right}" for right in more]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://a:geheim@h/d",
        "postgresql://a@h/d?password=geheim",
        "mysql://a@h/d?passwd=geheim",
        "postgresql://a:geheim@h:nan/d",
        "postgresql://a@h/d?options=-c%20role%3Dgeheim",
    ],
)
def test_an_address_with_a_secret_is_refused_and_never_repeated(address: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_address(address, "jq")
    assert "geheim" not in str(refused.value)


def test_what_is_not_installed_or_not_tried_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="不认识的数据库“sqlite”"):
        find_driver("sqlite")
    monkeypatch.setattr(drivers, "find_spec", lambda module: None if module == "oracledb" else object())
    with pytest.raises(SourceError, match=r"读 Oracle 要用的 oracledb 没有安装.*fengjing\[oracle\]"):
        find_driver("oracle")
    assert {name for name, driver in DRIVERS.items() if not untried_note(driver)} == {
        *("postgresql", "postgres", "mysql", "mariadb"),
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "1"),
        (7, "7"),
        (12345678901234567890, "12345678901234567890"),
        (Decimal("340.00"), "340"),
        (Decimal("1E+2"), "100"),
        (b"\x00", "0"),
        (b"\x01", "1"),
        ("甲所".encode(), "甲所"),
        (b"\xff\x00", "ff00"),
        (" 甲所\u3000", "甲所"),
        ("0000-00-00", ""),
        ("0000-00-00 00:00:00.000000", ""),
        (dt.date(2026, 11, 3), "2026-11-03"),
        (dt.datetime(2026, 11, 3), "2026-11-03 00:00"),
        (dt.datetime(2026, 11, 2, 16, tzinfo=dt.UTC), "2026-11-03 00:00"),
        (dt.timedelta(hours=-12), "-12:00:00"),
    ],
)
def test_values_become_the_texts_of_a_file(value: Any, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    "rising",
    [
        dt.datetime(2026, 11, 3, 4, 5, 6, 789),
        dt.datetime(2026, 11, 3, 4, 5, 6, 789, tzinfo=CHINA),
        *(dt.date(2026, 11, 3), 2**70, Decimal("1.10"), "20261103", UUID(int=5)),
    ],
)
def test_a_position_is_kept_to_the_last_digit(rising: Any) -> None:
    position = Position(rising, "键")
    assert read_position(position.kept()) == position
    assert position.back(10).key is None and position.back(10).rising <= rising


def test_a_position_is_never_in_time_to_come() -> None:
    later = dt.datetime(2037, 1, 1)
    assert Position(later, 1).not_after(NOW) == Position(dt.datetime(2026, 11, 22, 12))
    assert Position(later.date(), 1).not_after(NOW) == Position(dt.date(2026, 11, 22))
    assert Position(2**40, 1).not_after(NOW) == Position(2**40, 1)
