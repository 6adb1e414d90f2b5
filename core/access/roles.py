"""The roles that an account may have."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Role of a viewer; an account has one. A kiosk is a wall that nobody signs in at.

    A department answers for one field of work, in all stations of its unit, and sees no other.

    Administrators see no figures. An account that is made under three administrators has no role until one is granted.
    """

    CHIEF = "chief"
    INSPECTOR = "inspector"
    DEPARTMENT = "department"
    STATION = "station"
    OFFICER = "officer"
    TRAINER = "trainer"
    STEWARD = "steward"
    SYSTEM = "system"
    SECURITY = "security"
    AUDITOR = "auditor"
    UNGRANTED = "ungranted"
    KIOSK = "kiosk"


NAMES = {
    Role.CHIEF: "局长",
    Role.INSPECTOR: "督察",
    Role.DEPARTMENT: "业务部门",
    Role.STATION: "所长",
    Role.OFFICER: "民警",
    Role.TRAINER: "教官",
    Role.STEWARD: "数据管理员",
    Role.SYSTEM: "系统管理员",
    Role.SECURITY: "安全管理员",
    Role.AUDITOR: "审计管理员",
    Role.UNGRANTED: "未授权",
    Role.KIOSK: "大屏",
}
ADMINISTRATORS = (Role.SYSTEM, Role.SECURITY, Role.AUDITOR)
EVERYONE = tuple(
    role for role in Role if role not in (*ADMINISTRATORS, Role.UNGRANTED, Role.KIOSK)
)  # whoever works with figures
ASSIGNABLE = (*EVERYONE, *ADMINISTRATORS)  # whatever an account may be granted
