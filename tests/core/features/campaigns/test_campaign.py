"""A campaign: counts are those of the rows, pace is said only where the counts carry it, bulletins stand the audit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.engine import Engine
from core.features.campaigns.pace import Pace, chance, told
from core.features.campaigns.targets import shared_out
from core.judgement.dispersion import Dispersion
from core.store.store import Store, open_store, replace_overlays
from dashboards.cli.command import cli
from tests.support.late_world import STOPPED, stop

FIRST = date(2026, 9, 1)


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def store(demo_db: Path) -> Iterator[Store]:
    with closing(open_store(demo_db, read_only=True)) as opened:
        yield opened


def test_what_is_counted_are_the_rows_of_the_campaigns_days(store: Store) -> None:
    found = Engine(store).campaign("hundred_days")
    assert found.window is not None and found.window.start == FIRST and found.state == "进行中"
    (inspected,) = store.conn.execute(
        "SELECT count(*) FROM fact_inspection WHERE premises = 'nine_small' "
        "AND date(occurred_at, 'unixepoch', '+8 hours') BETWEEN '2026-09-01' AND ?",
        [found.as_of.isoformat()],
    ).fetchone()
    whole = found.units[0].id
    assert inspected > 0 and found.lines["premises_inspected", whole].figure.value == inspected
    assert found.elapsed == (found.as_of - FIRST).days + 1


def test_a_campaign_without_dates_is_not_running(demo_db: Path, tmp_path: Path) -> None:
    with ours(Path(shutil.copy(demo_db, tmp_path / "a.db")), "2026-02-10", "2026-05-20") as engine:
        found = engine.campaign("sweeps")
    assert found.window is None and found.state == "未定期" and not found.lines


def test_nothing_is_ahead_or_behind_without_a_target(store: Store) -> None:
    found = Engine(store).campaign("hundred_days")
    aimed = [line for line in found.lines.values() if line.target is not None]
    assert aimed and len(aimed) < len(found.lines)
    for line in found.lines.values():
        if line.target is None:
            assert not line.standing


def test_a_bulletins_figures_stand_the_audit(demo_db: Path, tmp_path: Path) -> None:
    sheet, claims = tmp_path / "week.xlsx", tmp_path / "claims.csv"
    run("campaign", "--db", demo_db, "--bulletin", "week", "--to", sheet, "--claims", claims)
    cells = [str(cell.value) for page in load_workbook(sheet) for row in page for cell in row if cell.value is not None]
    assert any("演示数据" in text for text in cells) and any("检查九小场所" in text for text in cells)
    found = json.loads(run("audit", claims, "--format", "json"))
    assert len(found) > 10
    assert {one["verdict"] for one in found} == {"holds"} and any(one["numerator"] for one in found)


# --- told by hand -------------------------------------------------------------------------------------------------
SPREAD = Dispersion(np.array(1.2), np.array(30.0))


def standings(*paces: Pace, over: bool = False) -> list[str]:
    return [one.standing for one in told(paces, over=over)]


def test_what_is_said_of_a_count_against_the_time_that_is_over() -> None:
    def half(count: float) -> Pace:
        return Pace(count, 1000.0, 0.5, SPREAD, 5.0)

    assert standings(half(1000)) == ["已达目标"] and standings(half(999)) == ["超前"]
    assert standings(half(300)) == ["滞后"] and standings(half(510)) == ["与时间相当"]
    assert standings(half(999), half(1000), over=True) == ["未达目标", "已达目标"]
    many = Pace(510_000.0, 1_000_000.0, 0.5, SPREAD, 5.0)  # surely ahead, and by too little to be worth saying
    assert chance(many) < 1e-6 and standings(many) == ["与时间相当"]
    assert standings(Pace(0.0, 10.0, 0.0, SPREAD, 5.0)) == ["与时间相当"]  # nothing is over yet
    # The test finds it behind, its own 95% interval does not.
    none = Pace(0.0, 20.0, 0.5, Dispersion(np.array(3.0), np.array(20.0)), 5.0)
    assert chance(none) < 0.01 and standings(none) == ["与时间相当"]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=20), st.integers(0, 5000))
def test_a_target_that_is_shared_out_adds_up_and_is_nobodys_where_a_stock_is_not_known(
    stocks: list[int], total: int
) -> None:
    by: dict[int, float | None] = dict(enumerate(map(float, stocks)))
    parts = shared_out(total, by)
    if sum(stocks):
        assert sum(parts.values()) == total and set(parts) == set(by)
        assert all(abs(parts[unit] - total * stocks[unit] / sum(stocks)) < 1 for unit in by)
    else:
        assert parts == {}
    assert shared_out(total, by | {99: None}) == {}


# --- a campaign of our own, against the rows ----------------------------------------------------------------------
OURS = """
[campaigns.ours]
zh = "本局行动"
en = "Ours"
remark = "本局自定。"
first = {first}
last = {last}
targets.premises_inspected = {{ value = 100000 }}
targets.dispute_resolution_rate_canvassed = {{ value = 0.99 }}
decision = {{ decided_by = "局党委", when = 2026-01-10, why = "安排工作量" }}
[campaigns.ours.parts.all]
zh = "各项"
kpis = ["premises_inspected", "disputes_reported", "dispute_resolution_rate_canvassed"]
"""
RATE = "dispute_resolution_rate_canvassed"


@contextmanager
def ours(path: Path, first: str, last: str) -> Iterator[Engine]:
    with closing(open_store(path)) as store:
        replace_overlays(store, {"ours.toml": OURS.format(first=first, last=last)}, actor="test", now=0)
        yield Engine(store)


def resolved(store: Store, first: date, last: date, known: date) -> tuple[int, int]:
    """Of the disputes canvassed on some days, those resolved by the end of a day, and all of them."""
    row: tuple[int, int] = store.conn.execute(
        "SELECT ifnull(sum(date(outcome_at, 'unixepoch', '+8 hours') <= :known), 0), count(*) FROM fact_dispute "
        "WHERE origin = 'canvassed' AND date(occurred_at, 'unixepoch', '+8 hours') BETWEEN :first AND :last",
        {"known": str(known), "first": str(first), "last": str(last)},
    ).fetchone()
    return row


def test_a_bulletin_sets_a_week_beside_the_one_before_as_it_was_known_then(demo_db: Path, tmp_path: Path) -> None:
    with ours(Path(shutil.copy(demo_db, tmp_path / "a.db")), "2026-02-10", "2026-10-25") as engine:
        root, back = engine.units.root.id, timedelta(days=7)
        sundays = [date(2026, 3, 1) + timedelta(days=7 * week) for week in range(30)]
        weeks = {day: (day - timedelta(days=6) - back, day - back) for day in sundays}
        later = [day for day, week in weeks.items() if resolved(engine.store, *week, day - back)
                 != resolved(engine.store, *week, day)]  # fmt: skip
        assert later, "of a week before, some were resolved in the week after"
        for day in (later[0], date(2026, 4, 30)):  # a Sunday, a Thursday
            week, one = engine.bulletin("ours", "week", day=day), engine.bulletin("ours", "day", day=day)
            monday = day - timedelta(days=day.weekday())
            assert (week.window.start, week.window.end) == (monday, day) and one.window.start == one.window.end == day
            item, then = week.items[RATE, root], resolved(engine.store, monday - back, day - back, day - back)
            assert (item.figure.numerator, item.figure.denominator) == resolved(engine.store, monday, day, day)
            assert (item.base_figure.numerator, item.base_figure.denominator) == then
            judged = [found.verdict for found in week.items.values() if found.unit.id == root]
            assert any(judged) is (day.weekday() == 6), "a verdict on whole weeks alone"
            assert not any(found.verdict for found in one.items.values())


def test_a_rate_below_its_bound_is_missed_only_when_the_campaign_is_over(demo_db: Path, tmp_path: Path) -> None:
    with ours(Path(shutil.copy(demo_db, tmp_path / "a.db")), "2026-02-10", "2026-05-20") as engine:
        root = engine.units.root.id
        running, over = (engine.campaign("ours", as_of=day).lines[RATE, root] for day in (date(2026, 5, 1), None))
    assert running.high is not None and running.high < 0.99 and over.high is not None and over.high < 0.99
    assert (running.standing, over.standing) == ("尚难判定", "未达标")


def test_a_target_is_not_missed_where_the_source_has_not_come_to_the_end(demo_db: Path, tmp_path: Path) -> None:
    for stopped, standing in ((0, "未达目标"), (20, "尚难判定")):
        path = stop(Path(shutil.copy(demo_db, tmp_path / f"{stopped}.db")), "inspection", stopped)
        with ours(path, "2026-09-01", "2026-10-25") as engine:
            line = engine.campaign("ours").lines["premises_inspected", engine.units.root.id]
        assert line.standing == standing
        assert (f"只到 {STOPPED}" in line.reason) is bool(stopped)
