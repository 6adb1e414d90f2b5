"""A campaign: counts are those of the rows, pace is said only where the counts carry it, bulletins stand the audit."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from core.engine.engine import Engine
from core.store.store import Store, open_store
from dashboards.command import cli

FIRST = date(2026, 9, 1)


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def store(demo_db: Path) -> Store:
    return open_store(demo_db, read_only=True)


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


def test_a_campaign_without_dates_is_not_running(store: Store) -> None:
    found = Engine(store).campaign("sweeps")
    if found.window is None:
        assert found.state == "未定期" and not found.lines


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
