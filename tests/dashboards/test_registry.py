"""The registry's promises: a home for every role, every page in a group, one name a page."""

from __future__ import annotations

import pytest

from core.access.roles import ADMINISTRATORS, EVERYONE, Role
from dashboards.registry import (
    ENTRIES,
    HOMES,
    Group,
    by_group,
    entries_for,
    entry_of,
    home_addresses,
)

HOME_NAMES = {
    Role.CHIEF: "数据看板",
    Role.INSPECTOR: "预警",
    Role.STATION: "派出所",
    Role.OFFICER: "我的工作",
    Role.TRAINER: "教学",
    **dict.fromkeys((Role.STEWARD, *ADMINISTRATORS), "数据管理"),
}


@pytest.mark.parametrize("role", (*EVERYONE, *ADMINISTRATORS))
def test_each_role_begins_with_what_it_has_to_act_on(role: Role) -> None:
    if role is Role.DEPARTMENT:  # at its own field of work: see the access matrix
        return
    assert entry_of(HOMES[role]).name == HOME_NAMES[role]
    assert role in entry_of(HOMES[role]).roles
    assert home_addresses(demo=True)[role] == ("" if role is Role.CHIEF else HOMES[role])


@pytest.mark.parametrize("role", EVERYONE)
def test_a_real_bureau_has_a_home_for_every_role_too(role: Role) -> None:
    real = {entry.address for entry in entries_for(demo=False)} | {""}
    assert home_addresses(demo=False)[role] in real


def test_the_groups_hold_every_page_once_and_none_is_empty() -> None:
    groups = by_group(ENTRIES)
    assert [entry for pages in groups.values() for entry in pages] == list(ENTRIES), "the entries are in menu order"
    assert all(groups.values())
    assert list(groups) == [group for group in Group if group in groups]
    assert by_group([]) == {}


def test_no_two_pages_have_one_name_or_one_address() -> None:
    assert len({entry.name for entry in ENTRIES}) == len({entry.address for entry in ENTRIES}) == len(ENTRIES)
