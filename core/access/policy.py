"""The rules of access that a bureau sets: passwords, idle time, sessions, second factors, three administrators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from core.access.roles import ASSIGNABLE, NAMES, Role
from core.store.sqlite import StoreError
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

_PREFIX = "policy."


class PolicyError(StoreError):
    """A rule cannot be set so; the message (Chinese) says why."""


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """The rules. Where a number of days or minutes is 0, there is no such rule."""

    password_length: int = 10
    password_kinds: int = 1
    password_history: int = 5
    password_days: int = 0
    idle_minutes: int = 20
    max_sessions: int = 5
    second_factor: frozenset[Role] = frozenset()
    is_separated: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is set: its Chinese label, and how its text is read and written."""

    label: str
    read: Callable[[str], object]
    write: Callable[[object], str] = str


def _number(lowest: int, highest: int, *, or_none: bool = False) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdecimal() else -1
        if not (lowest <= number <= highest or (or_none and number == 0)):
            raise PolicyError(f"要写 {lowest} 到 {highest} 的整数{'，或 0（不限）' if or_none else ''}。")
        return number

    return read


def _read_roles(text: str) -> frozenset[Role]:
    names = [name for name in text.replace("，", ",").replace(" ", "").split(",") if name]
    unknown = [name for name in names if name not in {role.value for role in ASSIGNABLE}]
    if unknown:
        raise PolicyError(f"没有角色“{unknown[0]}”：可写 {','.join(role.value for role in ASSIGNABLE)}，不要求就写空。")
    return frozenset(Role(name) for name in names)


def _write_roles(roles: object) -> str:
    assert isinstance(roles, frozenset)
    return ",".join(role.value for role in ASSIGNABLE if role in roles)


def _read_flag(text: str) -> bool:
    if text not in ("on", "off"):
        raise PolicyError("要写 on 或 off。")
    return text == "on"


RULES = {
    "password_length": Rule("密码至少几个字符", _number(8, 64)),
    "password_kinds": Rule("密码至少几类字符（大写、小写、数字、其他）", _number(1, 4)),
    "password_history": Rule("不能重用最近几个密码", _number(0, 24)),
    "password_days": Rule("密码几天后要换", _number(1, 3650, or_none=True)),
    "idle_minutes": Rule("多少分钟没有操作就要重新登录（大屏除外）", _number(1, 1440, or_none=True)),
    "max_sessions": Rule("一个账号最多几处同时登录", _number(1, 100)),
    "second_factor": Rule("哪些角色要用动态口令（写代号，如 steward,chief）", _read_roles, _write_roles),
    "is_separated": Rule(
        "系统、安全、审计三个管理员分设（写 on 或 off）", _read_flag, lambda is_on: "on" if is_on else "off"
    ),
}


def access_policy(connection: Connection) -> AccessPolicy:
    """Return the rules of a database; what nobody has set is as it comes."""
    rows = connection.execute("SELECT key, value FROM meta WHERE key GLOB ?", [f"{_PREFIX}*"])
    texts = {key.removeprefix(_PREFIX): str(value) for key, value in rows}
    return AccessPolicy(**{name: RULES[name].read(text) for name, text in texts.items() if name in RULES})  # type: ignore[arg-type]  # each rule reads its own type


def policy_texts(policy: AccessPolicy) -> dict[str, str]:
    """Return the rules as they are written."""
    values = asdict(policy)
    return {name: rule.write(values[name]) for name, rule in RULES.items()}


def set_rule(connection: Connection, name: str, text: str, *, actor: str, now: int) -> None:
    """Set a rule, with the old and the new value in the trail. Raises PolicyError (Chinese)."""
    if name not in RULES:
        raise PolicyError(f"没有规则“{name}”：用 fengjing policy show 查看。")
    value = RULES[name].write(RULES[name].read(text.strip()))
    if name == "is_separated" and value == "on":
        _require_administrators(connection)
    before = policy_texts(access_policy(connection))[name]
    detail = f"{RULES[name].label}（{name}）：{before or '无'} -> {value or '无'}"
    with trail_transaction(connection, actor=actor, action="policy", detail=detail, now=now):
        connection.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [_PREFIX + name, value],
        )


def _require_administrators(connection: Connection) -> None:
    rows = connection.execute("SELECT DISTINCT role FROM account WHERE disabled_at IS NULL")
    present = {role for (role,) in rows}
    missing = [NAMES[role] for role in (Role.SYSTEM, Role.SECURITY, Role.AUDITOR) if role not in present]
    if missing:
        raise PolicyError(f"三个管理员分设之前，要先各有一个账号，还缺：{'、'.join(missing)}（fengjing user add）。")
