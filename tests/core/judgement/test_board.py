"""The board's judgements and standards, from records and from printed figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core.board.change_text import headline_of, raw_change_text, render
from core.engine import Engine
from core.judgement.verdict_text import judged_digits
from core.metrics.display import signed
from core.metrics.types import Board, StandardStatus, Verdict
from core.store.ledger import LedgerRow, apply_ledger
from core.store.open import open_store
from core.time.days import day_number
from dashboards.cli.command import cli
from tests.support.on_scene_world import AS_OF, alerts
from tests.support.worlds import CATALOGUE, copied, empty_store

pytestmark = pytest.mark.slow


def asked(path: Path, a_month: Mapping[tuple[int, int], int], usual: int, kpis: list[str], period: str) -> Board:
    template = path / "empty.db"
    store = copied(template if template.exists() else empty_store(path), path / "board.db")
    alerts(store, a_month, usual, ("traffic", "dispute"))
    return Engine(store).board(period=period, as_of=AS_OF, kpis=kpis)


def test_a_doubling_is_told_and_has_no_colour_without_a_direction(tmp_path: Path) -> None:
    board = asked(tmp_path, {(2026, 3): 130}, 60, ["alerts_valid"], "2026-03")
    judged = board.judgements["alerts_valid", 1, "yoy"]
    assert (judged.verdict, judged.n0, judged.n1, judged.tone) == (Verdict.RISE, 60, 130, "none")
    assert judged.low is not None and judged.high is not None and 0 < judged.low < 116.7 < judged.high
    assert judged.phi == pytest.approx(1.0, abs=0.05)
    assert judged.sentence.startswith("同比由 60 起 到 130 起，+117%（95% 区间 +")
    fall = asked(tmp_path, {(2025, 3): 130}, 60, ["alerts_valid"], "2026-03").judgements["alerts_valid", 1, "yoy"]
    assert fall.verdict == Verdict.FALL


def test_windows_that_differ_in_days_are_judged_by_the_day(tmp_path: Path) -> None:
    judged = asked(tmp_path, {}, 60, ["alerts_valid"], "2026-03").judgements["alerts_valid", 1, "mom"]
    assert judged.verdict == Verdict.UNCLEAR and "按日均 −10%" in judged.sentence


def test_an_open_answer_says_what_could_have_been_told(tmp_path: Path) -> None:
    judged = asked(tmp_path, {(2026, 3): 110}, 100, ["alerts_valid"], "2026-03").judgements["alerts_valid", 1, "yoy"]
    assert judged.verdict is Verdict.UNCLEAR and judged.detectable.rise and judged.detectable.fall and judged.high
    assert judged.detectable.rise > judged.high - 10  # well beyond half the interval
    assert (
        f"看不出升降：未超出本单位历史波动（离散系数 1.0）；本期能看出 "
        f"−{math.ceil(judged.detectable.fall)}%/+{math.ceil(judged.detectable.rise)}% 以上。" in judged.sentence
    )


def test_a_wild_history_needs_more(tmp_path: Path) -> None:
    wild = {(year, month): 20 + 20 * ((year + month) % 5) for year in range(2023, 2027) for month in range(1, 13)}
    months = {(2025, 3): 60, (2026, 2): 54, (2026, 3): 110}
    calm = asked(tmp_path, months, 60, ["alerts_valid"], "2026-03").judgements["alerts_valid", 1, "yoy"]
    assert calm.verdict == Verdict.RISE and calm.phi is not None and calm.phi < 1.5
    same = asked(tmp_path, wild | months, 60, ["alerts_valid"], "2026-03").judgements["alerts_valid", 1, "yoy"]
    assert (same.n0, same.n1) == (calm.n0, calm.n1)
    assert same.verdict == Verdict.TOO_WIDE and same.phi is not None and same.phi > 4


def test_few_events_and_none(tmp_path: Path) -> None:
    board = asked(tmp_path, {(2025, 3): 0, (2026, 3): 3}, 2, ["alerts_valid", "criminal_alerts"], "2026-03")
    few = board.judgements["alerts_valid", 1, "yoy"]
    assert (few.verdict, few.n0, few.n1, few.low, few.high) == (Verdict.TOO_FEW, 0, 3, None, None)
    assert "%" not in few.sentence
    none = board.judgements["criminal_alerts", 1, "yoy"]
    assert (none.verdict, none.n0, none.n1) == (Verdict.TOO_FEW, 0, 0)


def test_many_from_nothing_is_a_rise_without_a_percentage(tmp_path: Path) -> None:
    judged = asked(tmp_path, {(2025, 3): 0, (2026, 3): 40}, 20, ["alerts_valid"], "2026-03")
    answer = judged.judgements["alerts_valid", 1, "yoy"]
    assert answer.verdict == Verdict.RISE and (answer.low, answer.high) == (None, None) and "%" not in answer.sentence


def test_what_is_not_known_cannot_be_compared(tmp_path: Path) -> None:
    judged = asked(tmp_path, {}, 60, ["alerts_valid"], "2023-05").judgements["alerts_valid", 1, "yoy"]
    assert judged.verdict == Verdict.NOT_COMPARABLE and judged.reason.startswith("基期：") and judged.tone == "none"


def test_a_standard_is_met_missed_or_neither(tmp_path: Path) -> None:
    few = asked(tmp_path, {}, 30, ["onscene_completion_rate"], "2026-03").standards["onscene_completion_rate", 1]
    assert (
        few.status == StandardStatus.UNDECIDED
        and few.low is not None
        and few.high is not None
        and few.low < 0.9 < few.high
    )
    assert few.tone == "none"


def test_printed_figures_of_cohorts_have_no_age(tmp_path: Path) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "ledger.db")
    spans = [(day_number(date(y, 3, 1)), day_number(date(y, 3, 31))) for y in (2025, 2026)]
    rows = [
        LedgerRow(unit, measure, *span, value, "printed")
        for span in spans
        for unit in (1, 3, 4)
        for measure, value in (("disputes_reported", 200), ("disputes_resolved", 150))
    ]
    with store.write("test", "ledger", "", 0):
        apply_ledger(store, rows)
    board = Engine(store).board(period="2026-03", as_of=AS_OF, kpis=["dispute_resolution_rate"])
    judged = board.judgements["dispute_resolution_rate", 1, "yoy"]
    assert judged.verdict == Verdict.NOT_COMPARABLE and "时龄" in judged.reason


def test_force_shares_are_counted_not_sampled(demo_db: Path) -> None:
    (row,) = answered(demo_db, "station_force_share", "2026-10")
    assert (row["yoy"]["low"], row["yoy"]["high"]) == (None, None)
    assert "全数清点" in row["yoy"]["verdict_reason"]


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [(104, 113, Verdict.UNCLEAR), (3, 5, Verdict.TOO_FEW), (100, 300, Verdict.RISE), (300, 100, Verdict.FALL)],
)
def test_work_in_hand_comes_and_goes_and_is_judged_as_a_count(
    tmp_path: Path, then: int, now: int, verdict: Verdict
) -> None:
    store = copied(empty_store(tmp_path), tmp_path / "hand.db")
    at = [(date(2025, 3, 31), then), (date(2026, 2, 28), then), (date(2026, 3, 31), now)]
    rows = [
        LedgerRow(1, measure, day_number(day), day_number(day), value, "printed")
        for day, value in at
        for measure in ("disputes_outstanding", "cameras_connected")
    ]
    with store.write("test", "ledger", "", 0):
        apply_ledger(store, rows)
    board = Engine(store).board(period="2026-03", as_of=AS_OF, kpis=["disputes_outstanding", "cameras_connected"])
    judged = board.judgements["disputes_outstanding", 1, "yoy"]
    assert judged.verdict == verdict
    if verdict is Verdict.TOO_FEW:  # an interval of few is a row of impossible numbers
        assert (judged.low, judged.high) == (None, None) and "95% 区间" not in judged.sentence
    else:
        assert judged.low is not None and judged.high is not None
        assert judged.low < (now / then - 1) * 100 < judged.high and "在办数随进随出" in judged.reason
    shorter = board.judgements["disputes_outstanding", 1, "mom"]  # February's days do not matter to a moment
    assert (shorter.low, shorter.high) == (judged.low, judged.high) and "按日均" not in shorter.sentence
    register = board.judgements["cameras_connected", 1, "yoy"]  # a register is what it is
    assert register.verdict == (Verdict.RISE if now > then else Verdict.FALL) and register.low is None


def test_every_figure_has_its_own_interval_and_a_standards_is_the_same(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        board = engine.board(period="ytd")
        told = 0
        for (kpi, unit), ends in board.intervals.items():
            value, declared = board.figures[kpi, unit].value, engine.catalogue.kpis[kpi]
            if declared.basis == "stock" or value is None:
                assert ends is None
                continue
            assert ends is not None and ends[0] <= value <= ends[1] and ends[0] < ends[1]
            met = board.standards.get((kpi, unit))
            assert met is None or (met.low, met.high) == ends
            told += met is not None
        assert told >= 4


def answered(db: Path, kpi: str, period: str) -> list[dict[str, Any]]:
    asking = ["kpi", kpi, "--db", str(db), "--period", period, "--compare", "yoy,mom", "--format", "json"]
    result = CliRunner().invoke(cli, asking, catch_exceptions=False)
    found: list[dict[str, Any]] = json.loads(result.output)
    return found


def test_an_interval_stands_beside_the_change_that_it_is_of(demo_db: Path) -> None:
    """Of periods that differ in days it is that of the change per day: the raw one is named beside it, and as exact."""
    kpis = ["alerts_per_100_officers", "alerts_valid", "traffic_alerts", "onscene_completion_rate", "satisfaction_rate"]
    with_interval = set()
    for kpi, period in product(kpis, ("2026Q3", "2026-10", "2025")):
        (row,) = answered(demo_db, kpi, period)
        before = row["mom"]
        if before["low"] is None:
            assert before["verdict_code"] in ("small_base", "incomparable") and "95% 区间" not in before["text"]
            continue
        is_daily = before["change_per_day"] is not None
        with_interval.add((kpi, is_daily))
        assert before["low"] <= before["change_per_day" if is_daily else "change"] <= before["high"]
        printed = before["text"].partition("，")[2].partition("（95% 区间")[0]
        raw, _, daily = printed.partition("，")
        assert raw == before["display"] and bool(daily) == is_daily and daily.startswith("日均 " if is_daily else "")
    assert {("alerts_per_100_officers", True), ("alerts_valid", True)} < with_interval
    assert any(not is_daily for _, is_daily in with_interval)


def test_a_change_has_one_rounding_wherever_it_stands(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        board = engine.board(period="2026-10", kpis=list(engine.catalogue.kpis), units=[], months=0)
        for (kpi, unit, kind), judged in board.judgements.items():
            change, declared = board.changes[kpi, unit, kind], engine.catalogue.kpis[kpi]
            if change.change is None or judged.verdict is Verdict.NOT_COMPARABLE:
                continue
            text, printed = render(declared, change, judged), raw_change_text(change, judged)
            named = [text.raw or text.change, *([text.raw] if text.raw and text.raw in text.note else [])]
            assert set(named) == {printed}
            assert judged.sentence.count(signed(change.change, change.unit, judged_digits(judged, change.unit)))


def test_what_is_counted_in_full_has_changed_or_not(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        kpis = [name for name, kpi in engine.catalogue.kpis.items() if kpi.is_census]
        board = engine.board(period="2026-10", kpis=kpis, units=[], months=0)
        labels = set()
        for (kpi, unit, kind), judged in board.judgements.items():
            if judged.verdict is Verdict.NOT_COMPARABLE:
                continue
            text = render(engine.catalogue.kpis[kpi], board.changes[kpi, unit, kind], judged)
            labels.add(judged.label)
            assert judged.detectable.size is None and text.detectable == ""
            assert not any(str(verdict) in judged.sentence + text.marked_verdict for verdict in Verdict)
            assert not headline_of(engine.catalogue.kpis[kpi], text).endswith(judged.label)
        assert labels <= {"上升", "下降", "略升", "略降", "未变"} and len(labels) > 2


def test_every_comparison_of_the_demo_board_is_judged(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        for period in ("ytd", "mtd", "2026-10", "2025", "last7"):
            board = Engine(store).board(period=period)
            assert set(board.judgements) == set(board.changes)
            for key, judged in board.judgements.items():
                change, direction = board.changes[key], CATALOGUE.kpis[key[0]].direction
                assert judged.reason and judged.phrase in judged.sentence
                assert (judged.tone == "none") or (direction != "none" and judged.verdict.is_firm)
                if change.base_figure.value is None or board.figures[key[:2]].value is None:
                    assert judged.verdict == Verdict.NOT_COMPARABLE or key[2] == "month"
            assert {kpi for kpi, _ in board.standards} == {k for k in board.kpis if CATALOGUE.kpis[k].standard}
            assert all(answer.sentence for answer in board.standards.values())


def test_a_board_reads_no_history_before_a_judgement_is_looked_at(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine, reads = Engine(store), []
        door = engine._read

        def counted(*what: Any) -> Any:
            reads.append(what)
            return door(*what)

        monkeypatch.setattr(engine, "_read", counted)
        board = engine.board(period="2026-10")
        assert len(reads) == 1  # its own figures
        assert board.judgements["alerts_valid", board.units[0].id, "yoy"]
        assert board.judgements["dispute_alerts", board.units[0].id, "mom"]
        assert len(reads) == 2
