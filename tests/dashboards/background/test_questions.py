"""Answers of the product's questions are plain data: they arrive in another process as they were."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.access.roles import Role
from core.access.viewer import Scope
from core.disclosure.earlier_issues import EarlierIssues
from core.engine import Engine
from core.features.indices.month_lists import lists_of_index
from core.store.data_fingerprint import data_fingerprint
from core.store.errors import StoreError
from core.store.open import open_store
from dashboards.background.child import packed
from dashboards.background.kept_answers import KeptAnswers
from dashboards.background.messages import Answer
from dashboards.background.questions import (
    BureauSignals,
    Codes,
    Communities,
    CommunityBoard,
    CommunityComposition,
    ListsToPublish,
    MovedCount,
    Question,
    RenewedBases,
    UsualDay,
    UsualMonths,
)
from dashboards.components import instruction_link, map_areas
from dashboards.queries import signals

KPI = "alerts_valid"


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    engine = Engine(open_store(demo_db, read_only=True))
    yield engine
    engine.close()


def community_board(engine: Engine) -> CommunityBoard:
    station, board = engine.units.of_kind("station")[0].id, engine.board(kpis=[KPI], units=[], months=0)
    scope = Scope(Role.STATION, station)
    return CommunityBoard(scope, KPI, station, f"{board.period.start}..{board.period.end}", board.as_of)


def questions(engine: Engine) -> list[Question[Any]]:
    scope, day, board = Scope(Role.CHIEF, engine.units.root.id), engine.as_of(), engine.board(kpis=[KPI])
    station = engine.units.of_kind("station")[0]
    community = next(unit for unit in engine.units.below(station.id) if unit.kind == "community")
    base = board.changes[KPI, scope.unit, "yoy"].base
    return [
        BureauSignals(day),
        UsualMonths(scope, tuple(engine.catalogue.board), scope.unit),
        UsualDay(scope, KPI, scope.unit),
        community_board(engine),
        Communities(Scope(Role.STATION, station.id), station.id, KPI, board.period, day),
        CommunityComposition(scope, community.id, board.period, base),
        Codes(scope),
        ListsToPublish(engine.last_month(), "", "village"),
        RenewedBases(lists_of_index(engine, engine.last_month(), "village").bases),
        MovedCount(scope, 1, 1_800_000_000),
    ]


@pytest.mark.slow
def test_every_answer_arrives_as_it_was_now_and_from_its_file(engine: Engine, demo_db: Path, tmp_path: Path) -> None:
    asked, kept = questions(engine), KeptAnswers()
    db = Path(shutil.copy(demo_db, tmp_path / "bureau.db"))
    of_the_product = {kind for kind in Question.__subclasses__() if kind.__module__.startswith("dashboards.")}
    assert {type(question) for question in asked} == of_the_product
    for question in asked:
        value = question.answer(engine)
        sent: Answer = pickle.loads(packed(Answer(value)))
        assert (sent.value, sent.trouble) == (value, ()), question
        kept.keep(db, question, data_fingerprint(db), value)
        found = kept.read(db, question, data_fingerprint(db))
        assert (found is not None) is question.is_kept
        assert found is None or found == (value, None), question


@pytest.mark.slow
def test_what_heeds_no_issue_asks_for_none(engine: Engine, demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(EarlierIssues, "tell_a_small_change", lambda *_: asked.append("asked"))
    heeding = set()
    for question in questions(engine):
        with closing(Engine(open_store(demo_db, read_only=True))) as fresh:  # which remembers nothing
            question.answer(fresh)
        if asked:
            heeding.add(type(question))
        asked.clear()
    assert heeding and all(kind.heeds_issues for kind in heeding)


def test_the_map_of_communities_is_that_of_the_whole_board(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "doubted_units", lambda _kpi: {})
    monkeypatch.setattr(instruction_link, "url_builder", lambda: lambda _kpi, _unit: "")
    question, kpi = community_board(engine), engine.catalogue.kpis[KPI]
    communities = [unit.id for unit in engine.units.below(question.station) if unit.kind == "community"]
    whole = engine.board(question.station, question.period, question.as_of, [KPI], 0, communities)
    drawn = map_areas.areas(question.answer(engine), KPI, kpi)
    assert drawn == map_areas.areas(whole, KPI, kpi) and len(drawn) == len(communities) > 0


def test_the_moved_instructions_of_a_day_are_asked_for_once() -> None:
    scope = Scope(Role.CHIEF, 1)
    assert MovedCount(scope, 5, 432_000) == MovedCount(scope, 5, 432_060) != MovedCount(scope, 6, 518_400)


def test_charts_that_could_not_be_read_are_not_taken_for_kpis_without_data(demo_db: Path) -> None:
    """They would stand for as long as the data are the same, a restart included."""
    hurried = Engine(open_store(demo_db, read_only=True), max_seconds=0.0)
    question = UsualMonths(Scope(Role.CHIEF, 1), tuple(hurried.catalogue.board), 1)
    with pytest.raises(StoreError, match="查询超过"):
        question.answer(hurried)
    hurried.close()
