"""A figure has one verdict and one smallest change that could be told, whatever screen it stands on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.engine import Engine
from core.judgement.families import FamilyKind, kpi_families
from core.metrics.types import Board, ChangeKind, Judgement, StandardAnswer
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


def test_every_tested_kpi_is_in_one_family_and_the_shares_make_one() -> None:
    families = kpi_families(CATALOGUE)
    assert set(families) == set(CATALOGUE.kpis)
    tested = {name for name, kpi in CATALOGUE.kpis.items() if not kpi.is_census}
    for name in tested:
        assert name in families[name].kpis and set(families[name].kpis) <= tested
        assert (families[name].kind is FamilyKind.BOARD) == (name in CATALOGUE.board)
    groups = {families[name] for name in tested}
    assert sum(family.share for family in groups) == pytest.approx(1)
    assert sum(families[name].share_of_one for name in tested) == pytest.approx(1)


def judgements(board: Board, kpi: str, unit: int) -> dict[ChangeKind, Judgement]:
    return {kind: judged for (name, of, kind), judged in board.judgements.items() if (name, of) == (kpi, unit)}


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
