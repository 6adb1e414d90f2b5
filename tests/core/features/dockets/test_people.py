"""Names on a task are shown to it and the chain above it alone; histories of single records, by hand."""

from __future__ import annotations

from contextlib import closing
from dataclasses import astuple
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.access.context import RequestContext
from core.access.roles import EVERYONE, Role
from core.access.scoped_engine import ScopedEngine
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.features.dockets.history import HistoryStep, case_history, dispute_history
from core.features.dockets.key_disputes import DisputeProgress, resolved_key_disputes
from core.instructions.actions import send_instruction
from core.instructions.model import InstructionContent
from core.store.officers import add_officers
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import day_number
from tests.support.access_world import Bureau, guarded
from tests.support.demo import DEMO_AS_OF
from tests.support.docket_world import at, row
from tests.support.instruction_world import CHIEF, NOW
from tests.support.worlds import copied, empty_store

DAY = date.fromisoformat(DEMO_AS_OF)
NAMED = (Role.CHIEF, Role.STATION)


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("docket"))


def _door(engine: Engine, scope: Scope) -> ScopedEngine:
    return ScopedEngine(RequestContext(engine, Viewer("user:x", "x", scope, 1)))


# A department has at most one of the two lists: tests/dashboards/auth/test_department.py asks for each.
@pytest.mark.parametrize("role", (*(role for role in EVERYONE if role is not Role.DEPARTMENT), Role.KIOSK))
def test_names_are_for_the_task_and_the_chain_above(bureau: Bureau, role: Role) -> None:
    with closing(open_store(bureau.path, read_only=True)) as store:
        engine = Engine(store)
        door = _door(engine, bureau.scope(role))
        unit = door.units.root.id
        disputes = [*door.key_disputes(unit, DAY), *door.resolved_key_disputes(unit, DAY - timedelta(days=700), DAY)]
        cases = door.open_cases(unit, DAY)
        assert disputes and cases and all(dispute.has_leader and dispute.has_owner for dispute in disputes)
        names = {name for (name,) in store.conn.execute("SELECT name FROM officer")}
    named = [text for row in (*map(astuple, disputes), *map(astuple, cases)) for text in row if text in names]
    if role in NAMED:
        assert len(named) == 2 * len(disputes) + len(cases)
    elif role is not Role.OFFICER:  # an officer may find the own name on the own tasks, tested below
        assert not named
    officer_ids = [*(dispute.officer_ids for dispute in disputes), *(case.officer_ids for case in cases)]
    assert not any(officer_ids), "the numbers are for the decision alone"


def test_an_officer_is_named_on_the_own_task_alone(bureau: Bureau) -> None:
    with closing(open_store(bureau.path, read_only=True)) as store:
        engine = Engine(store)
        cases = engine.open_cases(bureau.station, DAY)
        own = next(case for case in cases if case.officer_ids)
        scope = Scope(Role.OFFICER, bureau.station, own.officer_ids[0])
        visible = _door(engine, scope).open_cases(bureau.station, DAY)
    named = [case.owner_name is not None for case in visible]
    assert named == [case.officer_ids == own.officer_ids for case in cases]


def test_a_history_is_told_within_the_scope_alone(bureau: Bureau) -> None:
    with closing(open_store(bureau.path, read_only=True)) as store:
        engine = Engine(store)
        station = _door(engine, bureau.scope(Role.STATION))
        own = engine.open_cases(bureau.station, DAY)[0].id
        other = next(case.id for case in engine.open_cases(bureau.root, DAY) if case.station != bureau.station)
        assert station.case_history(bureau.station, own, DAY)
        assert station.case_history(bureau.station, other, DAY) == []
        with pytest.raises(AccessRefused):
            station.case_history(bureau.root, other, DAY)


def _store(folder: Path) -> Store:
    store = copied(empty_store(folder), folder / "a.db")
    usual: dict[str, Any] = {"origin": "alert", "kind": "land", "body": "station", "key": 1}
    early = at("2026-08-01 08:00")
    disputes = [
        row(
            "dispute",
            id="K1",
            unit=5,
            occurred_at=early,
            recorded_at=at("2026-08-02 09:00"),
            officer="P1",
            leader="P2",
            due_day=day_number(date(2026, 9, 1)),
            outcome_at=at("2026-09-05 10:00"),
            **usual,
        ),
        row("dispute", id="K2", unit=7, occurred_at=early, escalated=1, due_day=day_number(date(2026, 10, 1)), **usual),
        row("dispute", id="plain", unit=5, occurred_at=early, **usual | {"key": 0}),
    ]
    called = {"class": "dispute", "kind": "land", "dispute": "K1"}
    alerts = [
        row("alert", id="A1", unit=6, occurred_at=at("2026-08-20 20:00"), **called),
        row("alert", id="A2", unit=7, occurred_at=at("2026-08-21 20:00"), **called),  # another station's: not linked
        row("alert", id="A3", unit=5, occurred_at=at("2026-12-01 20:00"), **called),  # after the day asked about
    ]
    cases = [
        row(
            "case",
            id="C1",
            unit=3,
            occurred_at=at("2026-08-25 10:00"),
            filed_at=at("2026-08-26 10:00"),
            outcome_at=at("2026-12-24 10:00"),
            dispute="K1",
            **{"class": "criminal", "kind": "assault"},
        ),
    ]
    with store.write("test", "rows", "", 0):
        add_officers(store, [("P1", "张三"), ("P2", "李四")])
        for kind, rows in (("dispute", disputes), ("alert", alerts), ("case", cases)):
            apply_records(store, kind, rows)
    return store


def test_a_history_by_hand(tmp_path: Path) -> None:
    with closing(_store(tmp_path)) as store:
        day, units = date(2026, 9, 30), [3, 5, 6]
        assert dispute_history(store, units, "K1", day) == [
            HistoryStep(date(2026, 8, 1), "受理"),
            HistoryStep(date(2026, 8, 2), "登记入系统"),
            HistoryStep(date(2026, 8, 20), "由此再报警"),
            HistoryStep(date(2026, 8, 25), "由此立受案件"),
            HistoryStep(date(2026, 9, 1), "化解期限"),
            HistoryStep(date(2026, 9, 5), "化解"),
        ]
        assert dispute_history(store, units, "K1", date(2026, 8, 1)) == [
            HistoryStep(date(2026, 8, 1), "受理"),
            HistoryStep(date(2026, 9, 1), "化解期限", is_upcoming=True),
        ]
        due = dispute_history(store, units, "K1", date(2026, 9, 1))
        assert due[-1] == HistoryStep(date(2026, 9, 1), "化解期限"), "at the end of its day it has come"
        for number in ("K2", "plain", "none"):  # another station's, no key dispute, none at all
            assert dispute_history(store, units, number, day) == []
        assert case_history(store, units, "C1", day) == [
            HistoryStep(date(2026, 8, 25), "受理"),
            HistoryStep(date(2026, 8, 26), "立案"),
        ]
        assert case_history(store, [4, 7], "C1", day) == []


def test_an_instruction_about_one_stands_in_its_history(tmp_path: Path) -> None:
    with closing(_store(tmp_path)) as store:
        tasks = {3: "请核实，重点是编号 K1 的这一件。", 4: "另一所的 K1。"}
        numbers = {
            unit: send_instruction(store, InstructionContent(unit, task), CHIEF, now=NOW)
            for unit, task in tasks.items()
        }
        other = send_instruction(store, InstructionContent(3, "只说 K12、K1-2 和 C1。"), CHIEF, now=NOW)
        units, sent = [3, 5, 6], date(2026, 9, 18)
        with_instruction = dispute_history(store, units, "K1", date(2026, 9, 30))
        assert [step for step in with_instruction if "指令" in step.label] == [
            HistoryStep(sent, f"派发指令 {numbers[3]}")
        ]
        assert case_history(store, units, "C1", sent)[-1] == HistoryStep(sent, f"派发指令 {other}")
        assert not [step for step in case_history(store, units, "C1", date(2026, 9, 17)) if "指令" in step.label]


def test_what_was_resolved_and_how_far_the_rest_has_come(tmp_path: Path) -> None:
    with closing(_store(tmp_path)) as store:
        engine, day = Engine(store), date(2026, 9, 30)
        (dispute,) = resolved_key_disputes(store, [3, 4], date(2026, 9, 1), day)
        assert (dispute.id, dispute.progress, dispute.resolved) == ("K1", DisputeProgress.RESOLVED, date(2026, 9, 5))
        assert (dispute.leader_name, dispute.owner_name) == ("李四", "张三")
        assert resolved_key_disputes(store, [3, 4], date(2026, 9, 6), day) == []
        assert resolved_key_disputes(store, [4], date(2026, 9, 1), day) == []
        now = {dispute.id: dispute.progress for dispute in engine.key_disputes(1, day)}
        assert now == {"K2": DisputeProgress.ESCALATED}
        before = {dispute.id: dispute.progress for dispute in engine.key_disputes(1, date(2026, 9, 1))}
        assert before == {"K1": DisputeProgress.IN_HAND, "K2": DisputeProgress.ESCALATED}
