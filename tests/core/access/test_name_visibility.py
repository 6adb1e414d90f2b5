"""Whose eyes the name of whoever bears a duty is for: every role at every place of a tree with two levels."""

from __future__ import annotations

import pytest

from core.access.name_visibility import NameVisibility
from core.access.roles import Role
from core.access.viewer import Scope
from core.store.units import UnitRef, UnitTree

# 1 city bureau → 2 county (its stations 4, 5) and 3 county (its station 6); 7 is a community of station 4.
ABOVE = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3, 7: 4}
KINDS = {1: "bureau", 2: "county", 3: "county", 4: "station", 5: "station", 6: "station", 7: "community"}


@pytest.fixture(scope="module")
def tree() -> UnitTree:
    units = {
        number: UnitRef(number, f"U{number}", f"单位{number}", KINDS[number], parent, None, ())
        for number, parent in ABOVE.items()
    }
    children: dict[int, list[UnitRef]] = {}
    for unit in units.values():
        if unit.parent is not None:
            children.setdefault(unit.parent, []).append(unit)
    return UnitTree(units, units[1], children)


# By role, the units from which a task of station 4 that county 2 sent is seen with names.
UNITS_WITH_NAMES = {
    Role.CHIEF: {1, 2, 4},
    Role.STATION: {1, 2, 4},
    Role.INSPECTOR: {2},
}


@pytest.mark.parametrize("role", Role)
def test_names_are_for_those_on_the_task_and_the_chain_above(tree: UnitTree, role: Role) -> None:
    units = {unit for unit in ABOVE if NameVisibility(Scope(role, unit), tree).is_allowed(4, issuer=2)}
    assert units == UNITS_WITH_NAMES.get(role, set())


def test_without_an_issuer_an_inspector_sees_none(tree: UnitTree) -> None:
    assert not any(NameVisibility(Scope(Role.INSPECTOR, unit), tree).is_allowed(4) for unit in ABOVE)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.KIOSK])
def test_everybody_may_see_their_own(tree: UnitTree, role: Role) -> None:
    assert NameVisibility(Scope(role, 6, "P1"), tree).is_allowed(4, officers=["P1", "P2"])
    assert not NameVisibility(Scope(role, 6, "P3"), tree).is_allowed(4, officers=["P1", "P2"])
