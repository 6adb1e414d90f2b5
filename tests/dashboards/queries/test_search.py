"""The search finds what the viewer may open, the best first; in a station's scope nothing of another's."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.access.roles import ADMINISTRATORS, EVERYONE, Role
from core.access.viewer import Scope, Viewer
from dashboards.auth import current_user
from dashboards.queries import search
from dashboards.queries.search import Hit, HitKind
from dashboards.registry import entry_of
from dashboards.settings import DB_VARIABLE
from tests.support.access_world import Bureau, guarded


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("searched"))


@pytest.fixture(autouse=True)
def served_bureau(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setenv(DB_VARIABLE, str(bureau.path))
    return bureau


def found(bureau: Bureau, role: Role, text: str) -> list[Hit]:
    scope = bureau.scope(role) if role in EVERYONE else Scope(role, bureau.root)
    with current_user.impersonate(Viewer(f"user:{role}", role, scope, 1)):
        return search.find(text)


def names(hits: list[Hit], kind: HitKind) -> list[str]:
    return [hit.name for hit in hits if hit.kind is kind]


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("有效警情", HitKind.KPI, "有效警情"),
        ("yxjq", HitKind.KPI, "有效警情"),
        ("alerts_valid", HitKind.KPI, "有效警情"),
        ("hjl", HitKind.KPI, "矛盾纠纷化解率"),
        ("单位比较", HitKind.PAGE, "单位比较"),
        ("DWBJ", HitKind.PAGE, "单位比较"),
        ("comparison", HitKind.PAGE, "单位比较"),
    ],
)
def test_what_is_found_first(bureau: Bureau, text: str, kind: HitKind, first: str) -> None:
    assert names(found(bureau, Role.CHIEF, text), kind)[0] == first


@pytest.mark.parametrize("role", (*EVERYONE, *ADMINISTRATORS))
@pytest.mark.parametrize("text", ["a", "警", "所", "社区", "s", "化解率", "L2", "M26", "20"])
def test_every_result_leads_to_a_page_that_the_role_may_open(bureau: Bureau, role: Role, text: str) -> None:
    for hit in found(bureau, role, text):
        assert role in entry_of(hit.page).roles


def test_units_are_those_of_the_scope(bureau: Bureau) -> None:
    everywhere = names(found(bureau, Role.CHIEF, "派出所"), HitKind.UNIT)
    assert len(everywhere) > 1
    own = names(found(bureau, Role.STATION, "派出所"), HitKind.UNIT)
    assert len(own) == 1
    for name in everywhere:
        assert names(found(bureau, Role.STATION, name), HitKind.UNIT) == ([name] if name in own else [])
    assert names(found(bureau, Role.OFFICER, "派出所"), HitKind.UNIT) == []


def test_nobody_is_found_by_a_number_of_a_person(bureau: Bureau) -> None:
    for role in (Role.CHIEF, Role.STATION, Role.OFFICER):
        assert found(bureau, role, bureau.officer) == []


def test_nothing_is_found_for_nothing(bureau: Bureau) -> None:
    for text in ("", "   ", "没有这样的东西", "zzzzzzzz", "'; DROP TABLE unit"):
        assert found(bureau, Role.CHIEF, text) == []
