"""Key disputes and cases that are worked off one by one: worked by hand, and against the stocks of the cube."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.dockets import worked_at
from core.features.dockets.key_disputes import key_disputes, resolved_key_disputes
from core.features.dockets.open_cases import CaseStage, DueState, days_over_text, open_cases, open_cases_of_officer
from core.features.officers.due_disputes import due_disputes
from core.store.open import open_store
from core.store.records import apply_records
from core.time.days import day_number
from tests.support.demo import DEMO_AS_OF
from tests.support.docket_world import at, row
from tests.support.worlds import copied, empty_store

AS_OF = date(2026, 9, 30)


def test_key_disputes_by_hand(tmp_path: Path) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "a.db")
    early, usual = at("2026-09-01 08:00"), {"unit": 5, "origin": "alert", "kind": "land", "body": "station", "key": 1}
    due = day_number(AS_OF)
    rows = [
        row("dispute", id="late", occurred_at=early, due_day=due - 2, **usual),
        row(
            "dispute",
            id="today",
            occurred_at=at("2026-09-01 08:00"),
            due_day=day_number(AS_OF),
            officer="P1",
            leader="P2",
            **usual,
        ),
        row("dispute", id="undated", occurred_at=at("2026-09-30 23:59"), **usual),
        row("dispute", id="resolved", occurred_at=at("2026-09-01 08:00"), outcome_at=at("2026-09-30 23:59"), **usual),
        row(
            "dispute",
            id="resolved after",
            occurred_at=at("2026-09-01 08:00"),
            outcome_at=at("2026-10-01 00:00"),
            due_day=day_number(date(2026, 10, 4)),
            **usual,
        ),
        row("dispute", id="not yet", occurred_at=at("2026-10-01 00:00"), **usual),
        row("dispute", id="usual", occurred_at=at("2026-09-01 08:00"), **usual | {"key": 0}),
    ]
    with store.write("test", "rows", "", 0):
        apply_records(store, "dispute", rows)
    engine = Engine(store)
    disputes = [
        (dispute.id, dispute.days_left, dispute.has_leader, dispute.has_owner, dispute.station)
        for dispute in engine.key_disputes(1, AS_OF)
    ]
    assert disputes == [
        ("late", -2, False, False, 3),
        ("today", 0, True, True, 3),
        ("resolved after", 4, False, False, 3),
        ("undated", None, False, False, 3),
    ]
    for day, number in ((AS_OF, "resolved"), (date(2026, 10, 1), "resolved after")):
        resolved = resolved_key_disputes(store, [3], day, day)
        assert [dispute.id for dispute in resolved] == [number], "midnight is the new day's"
    assert len(engine.key_disputes(3, AS_OF)) == 4 and not engine.key_disputes(4, AS_OF)
    store.close()


@pytest.mark.parametrize(
    ("times", "stage", "days_left", "state"),
    [
        # Three days to file, from 27 September 00:00 to the end of the 29th; sixty to investigate, ninety to conclude.
        ({"occurred_at": "2026-09-28 00:00"}, CaseStage.FILING, 0, DueState.NEAR),
        ({"occurred_at": "2026-09-27 23:59"}, CaseStage.FILING, -1, DueState.OVERDUE),
        ({"occurred_at": "2026-09-29 00:00"}, CaseStage.FILING, 1, DueState.NEAR),
        ({"occurred_at": "2026-09-30 12:00"}, CaseStage.FILING, 2, DueState.IN_TIME),
        (
            {"occurred_at": "2026-08-01 00:00", "filed_at": "2026-08-02 00:00"},
            CaseStage.INVESTIGATION,
            0,
            DueState.NEAR,
        ),
        (
            {"occurred_at": "2026-08-01 00:00", "filed_at": "2026-09-01 00:00"},
            CaseStage.INVESTIGATION,
            30,
            DueState.IN_TIME,
        ),
        (
            {"occurred_at": "2026-06-01 00:00", "filed_at": "2026-06-02 00:00", "investigated_at": "2026-07-01 00:00"},
            CaseStage.CONCLUSION,
            -32,
            DueState.OVERDUE,
        ),
        ({"occurred_at": "2026-09-30 00:00", "class": "public_order"}, CaseStage.CONCLUSION, 89, DueState.IN_TIME),
    ],
)
def test_cases_by_hand(
    tmp_path: Path, times: dict[str, str], stage: CaseStage, days_left: int, state: DueState
) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "a.db")
    columns = {name: value if name == "class" else at(value) for name, value in times.items()}
    with store.write("test", "rows", "", 0):
        apply_records(
            store, "case", [row("case", **{"id": "K", "unit": 3, "class": "criminal", "kind": "theft"} | columns)]
        )
    (case,) = Engine(store).open_cases(1, AS_OF)
    assert (case.stage, case.days_left, case.state) == (stage, days_left, state)
    store.close()


@pytest.mark.parametrize(
    ("accepted", "due", "days_over", "said"),
    [
        # Three days to file, seen at the end of 30 September: what ran out this morning is no day over yet.
        ("2026-09-27 23:59", "2026-09-30", 0, "不到 1 天"),
        ("2026-09-27 00:01", "2026-09-30", 0, "不到 1 天"),
        ("2026-09-26 14:00", "2026-09-29", 1, " 1 天"),
        ("2026-07-02 13:53", "2026-07-05", 87, " 87 天"),
        ("2026-09-28 00:00", "2026-10-01", 0, "不到 1 天"),  # in time
    ],
)
def test_days_over_a_limit_are_those_after_the_day_it_ran_out_as_of_a_dispute(
    tmp_path: Path, accepted: str, due: str, days_over: int, said: str
) -> None:
    """A case and a dispute that were due on one day are equally long overdue, and neither longer than it is."""
    store = copied(empty_store(tmp_path), tmp_path / "a.db")
    due_day = day_number(date.fromisoformat(due))
    dispute = {"unit": 3, "key": 1, "origin": "alert", "kind": "land", "body": "station", "due_day": due_day}
    with store.write("test", "rows", "", 0):
        case = {"id": "K", "unit": 3, "class": "criminal", "kind": "theft", "occurred_at": at(accepted)}
        apply_records(store, "case", [row("case", **case)])
        apply_records(store, "dispute", [row("dispute", id="D", occurred_at=at(accepted), **dispute)])
    engine = Engine(store)
    (open_case,), (open_dispute,) = engine.open_cases(1, AS_OF), engine.key_disputes(1, AS_OF)
    assert str(open_case.due) == due
    assert open_case.days_over(AS_OF) == days_over == max(-(open_dispute.days_left or 0), 0)
    assert days_over_text(open_case.days_over(AS_OF)) == said
    store.close()


def test_an_officers_own_work_is_counted_from_today_whenever_the_records_end(tmp_path: Path) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "a.db")
    early, usual = at("2026-09-01 08:00"), {"unit": 5, "origin": "alert", "kind": "land", "body": "station"}
    dispute = row("dispute", id="D", occurred_at=early, due_day=day_number(AS_OF), officer="P1", **usual)
    accepted = {"unit": 5, "class": "criminal", "kind": "theft", "occurred_at": early, "filed_at": early}
    with store.write("test", "rows", "", 0):
        apply_records(store, "dispute", [dispute])
        apply_records(store, "case", [row("case", id="C", officer="P1", **accepted)])
    limit = store.catalogue.limits[CaseStage.INVESTIGATION].days
    last = date(2026, 9, 1) + timedelta(days=limit)  # the case's limit runs out at 8 o'clock of this day
    for today in (AS_OF, AS_OF + timedelta(days=1), last, last + timedelta(days=1)):
        (own_dispute,) = due_disputes(store, "P1", AS_OF, today)
        (own_case,) = open_cases_of_officer(store, "P1", AS_OF, today)
        assert own_dispute.overdue == (today - AS_OF).days
        assert own_case.days_left == (last - today).days
        assert (own_case.state is DueState.OVERDUE) == (today > last)
    store.close()


def test_the_lists_are_as_long_as_the_stocks(demo_db: Path) -> None:
    store = open_store(demo_db, read_only=True)
    engine, day = Engine(store), date.fromisoformat(DEMO_AS_OF)
    kpis = ["cases_pending_filing", "cases_under_investigation"]
    board = engine.board(None, DEMO_AS_OF, day, kpis, months=1)
    cases = engine.open_cases(engine.units.root.id, day)
    assert cases
    stages = (CaseStage.FILING, CaseStage.INVESTIGATION)
    for kpi, stage in zip(kpis, stages, strict=True):
        for unit in board.units[1:]:
            station_cases = [case for case in cases if case.stage is stage and case.station == unit.id]
            assert board.figures[kpi, unit.id].value == len(station_cases)
    store.close()


@pytest.mark.parametrize("days_ago", [0, 200])
def test_lists_of_many_stations_say_what_those_of_few_say(
    demo_db: Path, days_ago: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many stations the records are looked up by what is open, of few by their stations."""
    store = open_store(demo_db, read_only=True)
    as_of = date.fromisoformat(DEMO_AS_OF) - timedelta(days=days_ago)
    stations = [unit.id for unit in Engine(store).units.stations(1)]
    answers = []
    for fewest in (len(stations) + 1, 1):
        monkeypatch.setattr(worked_at, "FEWEST_AT_ONCE", fewest)
        resolved = resolved_key_disputes(store, stations, as_of - timedelta(days=90), as_of)
        answers.append((key_disputes(store, stations, as_of), open_cases(store, stations, as_of), resolved))
    assert all(answers[0]) and answers[0] == answers[1]
    store.close()
