"""Numbers are found within the viewer's rights: the scope's, for an officer the officer's own, for others none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_search import SHORTEST, FoundRecord, RecordKind, ScopedSearch
from core.access.viewer import Scope, Viewer
from core.engine import Engine
from core.store.catalogue_tables import table_of
from core.store.open import open_store

MANY = 10_000


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


@pytest.fixture(scope="module")
def stations(engine: Engine) -> list[int]:
    return [station.id for station in engine.units.stations(engine.units.root.id)]


def found(engine: Engine, scope: Scope, text: str, most: int = MANY) -> list[FoundRecord]:
    return ScopedSearch(RequestContext(engine, Viewer("test", "test", scope))).records(text, most)


def rows(engine: Engine, kind: RecordKind, condition: str, *parameters: object) -> set[str]:
    """The numbers in the table itself, read the plain way."""
    query = f"SELECT id FROM {table_of(kind)} WHERE {condition}"
    return {number for (number,) in engine.store.conn.execute(query, parameters)}


def beginnings(engine: Engine, kind: RecordKind) -> list[str]:
    """Beginnings of four characters that between them name every record of a kind."""
    return sorted({number[:SHORTEST] for number in rows(engine, kind, "1")})


@pytest.mark.parametrize("kind", RecordKind)
def test_a_chief_finds_every_number_of_the_bureau_and_a_station_its_own(
    engine: Engine, stations: list[int], kind: RecordKind
) -> None:
    limit = "AND key = 1" if kind is RecordKind.DISPUTE else ""
    for scope in (Scope(Role.CHIEF, engine.units.root.id), Scope(Role.STATION, stations[0])):
        inside = [scope.unit, *(unit.id for unit in engine.units.below(scope.unit))]
        expected = rows(engine, kind, f"unit IN (SELECT value FROM json_each(?)) {limit}", json.dumps(inside))
        told = [record for text in beginnings(engine, kind) for record in found(engine, scope, text)]
        assert {record.number for record in told if record.kind is kind} == expected
        assert {record.unit for record in told} <= set(inside)
        assert expected


def test_an_officer_finds_open_disputes_and_cases_of_ones_own_alone(engine: Engine) -> None:
    (officer, unit) = engine.store.conn.execute(
        f"SELECT officer, unit FROM {table_of('dispute')} WHERE outcome_at IS NULL AND officer IS NOT NULL LIMIT 1"
    ).fetchone()
    scope = Scope(Role.OFFICER, unit, officer)
    told = [record for kind in RecordKind for text in beginnings(engine, kind) for record in found(engine, scope, text)]
    for kind in (RecordKind.DISPUTE, RecordKind.CASE):
        own = rows(engine, kind, "officer = ? AND outcome_at IS NULL", officer)
        assert {record.number for record in told if record.kind is kind} == own
    assert not [record for record in told if record.kind is RecordKind.INSTRUCTION]
    assert told


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CHIEF, Role.INSPECTOR, Role.STATION, Role.OFFICER}))
def test_other_roles_find_no_numbers(engine: Engine, role: Role) -> None:
    scope = Scope(role, engine.units.root.id)
    assert not [
        record for kind in RecordKind for text in beginnings(engine, kind) for record in found(engine, scope, text)
    ]


@pytest.mark.parametrize(
    ("field", "kinds"),
    [("governance", {RecordKind.DISPUTE}), ("legal", {RecordKind.CASE}), ("personnel", set()), ("no such", set())],
)
def test_a_department_finds_the_records_of_its_own_work_alone(
    engine: Engine, field: str, kinds: set[RecordKind]
) -> None:
    scope = Scope(Role.DEPARTMENT, engine.units.root.id, domain=field)
    told = [record for kind in RecordKind for text in beginnings(engine, kind) for record in found(engine, scope, text)]
    assert {record.kind for record in told} == kinds


def test_a_number_is_found_in_either_case_and_no_more_than_asked_for(engine: Engine) -> None:
    scope = Scope(Role.CHIEF, engine.units.root.id)
    text = beginnings(engine, RecordKind.CASE)[0]
    assert found(engine, scope, text.lower()) == found(engine, scope, text)
    assert len(found(engine, scope, text, 2)) == 2
    for nothing in ("", "  ", text[: SHORTEST - 1], "%%%%", "____", f"{text}' OR 1=1"):
        assert found(engine, scope, nothing) == []
