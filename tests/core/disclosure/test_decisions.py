"""Decisions kept in a file: after a restart the same numbers have the same one, and nothing else has."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.catalogue.model import Catalogue
from core.disclosure import decisions, policy
from core.disclosure.decisions import Cell, DecisionKey, Decisions
from core.engine import Engine
from core.metrics.types import Figure
from core.store.kept_results import KeptResults
from core.store.open import open_store
from tests.support.worlds import CATALOGUE

KEY = DecisionKey(((3, 4), ("dispute_alerts",), ()), (1, 5), (), ())
HIDDEN = frozenset({Cell(3, "dispute_alerts"), Cell(4, "dispute_alerts")})
NONE: frozenset[Cell] = frozenset()


def never() -> frozenset[Cell]:
    raise AssertionError("it was decided anew")


def restarted(folder: Path, catalogue: Catalogue = CATALOGUE) -> Decisions:
    database = folder / "bureau.db"
    database.write_bytes(b"SQLite format 3\0")
    return Decisions(catalogue, KeptResults(folder / "kept", database))


@pytest.fixture(autouse=True)
def everything_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "WORTH_KEEPING", 0.0)


def test_a_decision_is_the_same_after_a_restart(tmp_path: Path) -> None:
    assert restarted(tmp_path).get_or_make(KEY, lambda: HIDDEN) == HIDDEN
    assert restarted(tmp_path).get_or_make(KEY, never) == HIDDEN
    other = KEY._replace(amounts=(3, 5))
    assert restarted(tmp_path).get_or_make(other, lambda: NONE) == NONE
    assert restarted(tmp_path).get_or_make(other, never) == NONE


@pytest.mark.parametrize(
    "other",
    [
        KEY._replace(group=((3, 5), *KEY.group[1:])),
        KEY._replace(group=(KEY.group[0], KEY.group[1], ("alerts",))),
        KEY._replace(amounts=(1, -1)),
        KEY._replace(open_before=((Cell(3, "dispute_alerts"), (None,)),)),
        KEY._replace(outcomes_then=((Cell(3, "dispute_alerts"), 1),)),
    ],
)
def test_whatever_it_rests_on_makes_another_decision(tmp_path: Path, other: DecisionKey) -> None:
    restarted(tmp_path).get_or_make(KEY, lambda: HIDDEN)
    assert restarted(tmp_path).get_or_make(other, lambda: NONE) == NONE


def test_another_rule_or_program_decides_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    restarted(tmp_path).get_or_make(KEY, lambda: HIDDEN)
    rule = CATALOGUE.small_numbers.model_copy(update={"least": CATALOGUE.small_numbers.least + 1})
    stricter = CATALOGUE.model_copy(update={"disclosure": {**CATALOGUE.disclosure, "small_numbers": rule}})
    assert restarted(tmp_path, stricter).get_or_make(KEY, lambda: NONE) == NONE
    restarted(tmp_path).get_or_make(KEY, lambda: HIDDEN)
    monkeypatch.setattr(decisions, "program_fingerprint", lambda: "another")
    assert restarted(tmp_path).get_or_make(KEY, lambda: NONE) == NONE


def test_what_is_quickly_decided_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "WORTH_KEEPING", 60.0)
    restarted(tmp_path).get_or_make(KEY, lambda: HIDDEN)
    assert not (tmp_path / "kept").exists()


def test_communities_have_the_same_figures_by_decisions_that_were_kept(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = KeptResults(tmp_path / "kept", demo_db)

    def figures(results: KeptResults | None) -> dict[tuple[str, int], Figure]:
        engine = Engine(open_store(demo_db, read_only=True), results=results)
        station = engine.units.of_kind("station")[0].id
        communities = [unit.id for unit in engine.units.below(station) if unit.kind == "community"]
        board = engine.board(station, "2026Q1..2026Q2", kpis=["alerts_valid", "dispute_alerts"], units=communities)
        shown = dict(board.figures)
        engine.close()
        return shown

    decided = figures(None)
    assert figures(results) == decided and any(figure.value is None for figure in decided.values())
    monkeypatch.setattr(policy, "suppress_cells", lambda *_: never())
    assert figures(results) == decided


@pytest.mark.parametrize(
    "text",
    [
        b"no JSON",
        b"{}",
        b"7",
        b'[["3", "dispute_alerts"]]',
        b"[[3]]",
        b'[[3, "dispute_alerts", 1]]',
        b'[[99, "dispute_alerts"]]',
        b'[[3, "another measure"]]',
        b"[" * 100_000,
        b"[]",  # shows the 1, which every decision hides
    ],
)
def test_what_is_no_decision_on_these_numbers_is_decided_anew(tmp_path: Path, text: bytes) -> None:
    least = CATALOGUE.small_numbers.model_copy(update={"least": 3})
    strict = CATALOGUE.model_copy(update={"disclosure": {**CATALOGUE.disclosure, "small_numbers": least}})
    made = restarted(tmp_path, strict)
    kept = KeptResults(tmp_path / "kept", tmp_path / "bureau.db")
    kept.keep(made._name(KEY), made._basis, text)
    assert made.get_or_make(KEY, lambda: HIDDEN) == HIDDEN
