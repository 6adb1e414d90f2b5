"""A figure has one verdict and one smallest change that could be told, whatever screen it stands on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from core.engine import Engine
from core.judgement.families import FamilyKind, kpi_families, share_of_unit
from core.metrics.types import Board, ChangeKind, Judgement, StandardAnswer, Verdict
from core.store.open import open_store
from dashboards.cli.command import cli
from tests.support.worlds import CATALOGUE

pytestmark = pytest.mark.slow

PERIODS = ("ytd", "2026-10", "2025", "last7", "2026-02")
ON_BOARD, OFF_BOARD, STATION_KPI = "dispute_alerts", "telecom_fraud_alerts", "alerts_valid"


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    with closing(open_store(demo_db, read_only=True)) as store:
        yield Engine(store)


def test_every_tested_kpi_is_in_one_family_and_board_and_others_have_a_whole_share_each() -> None:
    families = kpi_families(CATALOGUE)
    assert set(families) == set(CATALOGUE.kpis)
    tested = {name for name, kpi in CATALOGUE.kpis.items() if not kpi.is_census}
    for name in tested:
        assert name in families[name].kpis and set(families[name].kpis) <= tested
        assert (families[name].kind is FamilyKind.BOARD) == (name in CATALOGUE.board)
    groups = {families[name] for name in tested}
    on_board = [family for family in groups if family.kind is FamilyKind.BOARD]
    assert [family.share for family in on_board] == [1.0]
    assert sum(family.share for family in groups if family not in on_board) == pytest.approx(1)
    assert sum(families[name].share_of_one for name in tested) == pytest.approx(2)


def test_a_unit_among_others_has_the_smaller_of_two_shares() -> None:
    family = kpi_families(CATALOGUE)[ON_BOARD]
    assert share_of_unit(family, 3) == family.share_of_one < 1 / 3
    assert share_of_unit(family, 114) == 1 / 114


def judgements(board: Board, kpi: str, unit: int) -> dict[ChangeKind, Judgement]:
    return {kind: judged for (name, of, kind), judged in board.judgements.items() if (name, of) == (kpi, unit)}


def said(board: Board, kpi: str, unit: int) -> dict[ChangeKind, tuple[Verdict, str, str]]:
    """All that is printed: φ of units read together and of one alone may differ in their last bit."""
    every = judgements(board, kpi, unit)
    return {kind: (judged.verdict, judged.sentence, judged.reason) for kind, judged in every.items()}


@pytest.mark.parametrize("period", PERIODS)
def test_a_tile_says_the_same_on_every_board_that_shows_it(engine: Engine, period: str) -> None:
    scenes = [scene.kpis for scene in CATALOGUE.scenes.values() if scene.kpis]
    for kpi in (ON_BOARD, OFF_BOARD):
        day = engine.as_of([kpi])
        shown = [kpis for kpis in [*scenes, CATALOGUE.board, [kpi], list(CATALOGUE.kpis)] if kpi in kpis]
        assert len(shown) > 2
        boards = [engine.board(period=period, as_of=day, kpis=kpis, units=[], months=0) for kpis in shown]
        first, *others = (judgements(board, kpi, board.units[0].id) for board in boards)
        assert first and all(other == first for other in others)


def test_a_station_says_the_same_beside_the_others_and_on_its_own_page(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a large share of errors and narrow intervals much is firm, on whatever screen."""
    for name in ("ALPHA_FINISHED", "ALPHA_RUNNING", "ALPHA_WITHIN"):
        monkeypatch.setattr(f"core.judgement.multiple_testing.{name}", 9.0)
    monkeypatch.setattr("core.judgement.counts.t_quantile", lambda df, confidence=0.95: np.full_like(df, 0.5))
    kpis, firm = [STATION_KPI, "alerts_total"], 0
    day, stations = engine.as_of(kpis), engine.units.stations(engine.units.root.id)
    for period in ("ytd", "2026-10", "last30"):
        whole = engine.board(period=period, as_of=day, kpis=kpis, months=0)
        for station in stations:
            own = engine.board(station.id, period, day, [*kpis, "satisfaction_rate"], 0)
            few = engine.board(period=period, as_of=day, kpis=kpis[:1], months=0, units=[station.id])
            for kpi in kpis:
                assert said(whole, kpi, station.id) == said(own, kpi, station.id) != {}
            assert said(few, STATION_KPI, station.id) == said(own, STATION_KPI, station.id)
            firm += sum(judged.verdict.is_firm for judged in own.judgements.values())
    assert firm > 3


@pytest.mark.parametrize("period", PERIODS)
def test_a_stations_notice_does_not_depend_on_the_board(
    engine: Engine, period: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nearly everything is significant here: the search is the same whatever else is on the board."""
    monkeypatch.setattr("core.judgement.judge.SEARCH_FRACTION", 45.0)

    def found(kpis: list[str]) -> tuple[dict[Any, Judgement], dict[Any, StandardAnswer]]:
        board = engine.board(period=period, as_of=engine.as_of(), kpis=kpis)
        own = {key: judged for key, judged in board.deteriorations.items() if key[0] == STATION_KPI or key[0] in kpis}
        return (
            {key: judged for key, judged in own.items() if key[0] == "onscene_completion_rate"},
            {key: answer for key, answer in board.missed_standards.items() if key[0] == "onscene_completion_rate"},
        )

    alone = found(["onscene_completion_rate"])
    assert found(CATALOGUE.board) == alone and found([*CATALOGUE.scenes["alerts"].kpis]) == alone


def test_a_command_says_what_the_board_says(engine: Engine, demo_db: Path) -> None:
    for kpi in (ON_BOARD, OFF_BOARD):
        asked = ["kpi", kpi, "--db", str(demo_db), "--period", "ytd", "--compare", "yoy,mom", "--format", "json"]
        (row,) = json.loads(CliRunner().invoke(cli, asked, catch_exceptions=False).output)
        board = engine.board(period="ytd", as_of=engine.as_of([kpi]), kpis=[kpi, "satisfaction_rate"])
        judged = board.judgements[kpi, board.units[0].id, "yoy"]
        told = row["yoy"]
        assert (told["verdict_code"], told["detectable"]) == (judged.verdict.code, judged.detectable.size)
        assert told["verdict_reason"] == judged.reason


def test_the_family_is_named_beside_a_verdict(engine: Engine) -> None:
    board = engine.board(period="2026-10", kpis=list(CATALOGUE.kpis))
    focus = board.units[0].id
    reasons = {key: judged.reason for key, judged in board.judgements.items() if "一并检验" in judged.reason}
    families = kpi_families(CATALOGUE)
    assert reasons
    for (kpi, unit, _), reason in reasons.items():
        assert f"与{families[kpi].kind if unit == focus else FamilyKind.UNITS}一并检验" in reason


def test_what_it_needs_of_other_kpis_is_read_as_the_data_are_then(demo_db: Path) -> None:
    """A board's own figures are those of its data; the family is only asked for when a judgement is looked at."""
    with closing(open_store(demo_db, read_only=True)) as store:
        board = Engine(store).board(period="2026-10", kpis=[OFF_BOARD], units=[], months=0)
        judged = board.judgements[OFF_BOARD, board.units[0].id, "yoy"]
        assert judged.v1 == board.figures[OFF_BOARD, board.units[0].id].exact
