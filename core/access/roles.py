"""The roles that an account may have."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody comes for; one account has one."""

    CHIEF = "chief"
    INSPECTOR = "inspector"
    STATION = "station"
    OFFICER = "officer"
    TRAINER = "trainer"
    STEWARD = "steward"


NAMES = {
    Role.CHIEF: "局长",
    Role.INSPECTOR: "督察",
    Role.STATION: "所长",
    Role.OFFICER: "民警",
    Role.TRAINER: "教官",
    Role.STEWARD: "数据管理员",
}
EVERYONE = tuple(Role)
