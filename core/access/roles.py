"""The roles that an account may have."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Role of a viewer; an account has one. A kiosk is a wall that nobody signs in at."""

    CHIEF = "chief"
    INSPECTOR = "inspector"
    STATION = "station"
    OFFICER = "officer"
    TRAINER = "trainer"
    STEWARD = "steward"
    KIOSK = "kiosk"


NAMES = {
    Role.CHIEF: "局长",
    Role.INSPECTOR: "督察",
    Role.STATION: "所长",
    Role.OFFICER: "民警",
    Role.TRAINER: "教官",
    Role.STEWARD: "数据管理员",
    Role.KIOSK: "大屏",
}
EVERYONE = tuple(role for role in Role if role is not Role.KIOSK)  # whoever has an account
