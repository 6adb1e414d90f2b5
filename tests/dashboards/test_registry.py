"""The registry's promises: its roles and a home for each, every page in a group, one name and a help a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.access.roles import ADMINISTRATORS, ASSIGNABLE, EVERYONE, Role
from core.access.viewer import Scope
from dashboards.registry import (
    ENTRIES,
    HOMES,
    Group,
    PageEntry,
    by_group,
    entries_for,
    entry_of,
    home_address,
    home_addresses,
    is_open_to,
)

HOME_NAMES = {
    Role.CHIEF: "数据看板",
    Role.INSPECTOR: "预警",
    Role.STATION: "派出所",
    Role.OFFICER: "我的工作",
    Role.TRAINER: "教学",
    **dict.fromkeys((Role.STEWARD, *ADMINISTRATORS), "数据管理"),
}

# What each role may open. The registry is the product's table; this is the promise that it must keep.
PAGES = {
    "chief": {Role.CHIEF, Role.KIOSK},
    "comparison": {Role.INSPECTOR, Role.CHIEF},
    "officer": {Role.OFFICER, Role.STATION},
    "station": {Role.STATION, Role.CHIEF, Role.INSPECTOR},
    "trainer": {Role.TRAINER},
    "indicators": set(EVERYONE),
    "steward": {Role.STEWARD, *ADMINISTRATORS},
    "signals": {Role.CHIEF, Role.INSPECTOR, Role.DEPARTMENT, Role.STATION},
    "instructions": {Role.CHIEF, Role.INSPECTOR, Role.DEPARTMENT, Role.STATION},
    "domain_legal": {Role.CHIEF, Role.INSPECTOR, Role.DEPARTMENT},
    "domain_command": {Role.CHIEF, Role.INSPECTOR, Role.DEPARTMENT},
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


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.address)
def test_every_page_declares_its_roles(entry: PageEntry) -> None:
    assert entry.roles, "a page that names no role opens for nobody"
    if entry.address in PAGES:
        assert set(entry.roles) == PAGES[entry.address]
    assert Role.KIOSK not in entry.roles or entry.address == "chief", "a kiosk shows the chief's board and no more"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.address)
def test_every_page_says_what_it_is_for(entry: PageEntry) -> None:
    assert len(entry.help) > 20 and entry.help.endswith("。")
    files = [entry.file, *(["pages/domain/template.py"] if entry.domain else [])]
    source = "".join((Path("dashboards") / file).read_text("utf-8") for file in files)
    assert "frame.draw_heading(" in source or entry is ENTRIES[0], "the help stands beside the heading; a wall has none"


@pytest.mark.parametrize("demo", [True, False])
def test_every_role_begins_at_a_page_it_may_open(demo: bool) -> None:
    begins = home_addresses(demo=demo)
    assert set(begins) == {*ASSIGNABLE, Role.KIOSK}
    for role, address in begins.items():
        entry = next(page for page in ENTRIES if page.address == (address or ENTRIES[0].address))
        assert role in entry.roles and (demo or not entry.demo_only)


def test_a_department_begins_at_the_page_of_its_field() -> None:
    scope = Scope(Role.DEPARTMENT, 1, domain="service")
    assert home_address(scope, demo=False) == "domain_service"
    assert is_open_to(next(page for page in ENTRIES if page.domain == "service"), scope)
    assert not any(is_open_to(page, scope) for page in ENTRIES if page.domain not in ("", "service"))
    assert not any(is_open_to(page, Scope(Role.DEPARTMENT, 1)) for page in ENTRIES if page.domain)
