"""The command line, as scripts use it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from core.catalogue.load import load_catalogue
from core.cli.common import today
from core.engine import Engine
from core.export import BYTE_ORDER_MARK
from core.store.open import open_store
from core.store.sqlite import sqlite3
from core.time.reporting_calendar import CALENDAR
from dashboards.cli.command import cli
from seed.plan_store import stored_plan
from tests.support.demo import DEMO_AS_OF

ROW = {
    "unit",
    "unit_code",
    "kpi",
    "period_start",
    "period_end",
    "complete",
    "as_of",
    "numerator",
    "denominator",
    "value",
    "display",
    "counted_on",
    "outcomes_until",
    "reason",
    "note",
    "ripe",
    "still_to_come",
    "unfinished",
    "standard",
}
COMPARISON = {
    "base_start",
    "base_end",
    "base_value",
    "change",
    "change_unit",
    "change_per_day",
    "display",
    "reason",
    "note",
    "low",
    "high",
    "phi",
    "verdict",
    "verdict_code",
    "detectable",
    "verdict_reason",
    "tone",
    "text",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def rows(*arguments: str | Path) -> list[dict[str, Any]]:
    result = run("kpi", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    answer: list[dict[str, Any]] = json.loads(result.output)
    return answer


def test_every_kpi_has_a_value_on_demo_data(demo_db: Path) -> None:
    answered = {row["kpi"]: row for row in rows("--db", demo_db, "--period", "ytd")}
    assert set(answered) == set(load_catalogue().kpis)
    without = {name: row["reason"] for name, row in answered.items() if row["value"] is None}
    assert not without


def test_a_row_has_the_promised_shape(demo_db: Path) -> None:
    (row,) = rows("dispute_resolution_rate", "--db", demo_db, "--period", "2026-10", "--compare", "yoy,mom")
    assert set(row) == ROW | {"yoy", "mom"}
    assert set(row["yoy"]) == COMPARISON
    assert (row["period_start"], row["period_end"]) == ("2026-10-01", "2026-10-31")
    assert (row["yoy"]["base_start"], row["yoy"]["base_end"]) == ("2025-10-01", "2025-10-31")
    assert (row["mom"]["base_start"], row["mom"]["base_end"]) == ("2026-09-01", "2026-09-30")
    assert row["value"] == row["numerator"] / row["denominator"] and 0 <= row["value"] <= 1
    assert row["yoy"]["change_unit"] == "个百分点"
    assert row["yoy"]["change"] == pytest.approx(100 * (row["value"] - row["yoy"]["base_value"]))


@pytest.mark.slow
def test_stations_add_up_to_the_bureau(demo_db: Path) -> None:
    (bureau,) = rows("alerts_total", "--db", demo_db, "--period", "ytd")
    stations = rows("alerts_total", "--db", demo_db, "--period", "ytd", "--by", "unit")
    assert len(stations) == 3 and sum(row["value"] for row in stations) == bureau["value"] > 0
    station = stations[0]["unit"]
    communities = rows("alerts_total", "--db", demo_db, "--period", "ytd", "--by", "unit", "--unit", station)
    values = [row["value"] for row in communities if row["value"] is not None]
    hidden = [row for row in communities if row["value"] is None]
    assert communities and sum(values) <= stations[0]["value"]
    assert all(row["reason"] for row in hidden)  # small numbers of a community are not shown, and say so


def test_departments_and_stations_add_up_to_the_force(demo_db: Path) -> None:
    (bureau,) = rows("police_total", "--db", demo_db, "--period", "2025")
    breakdowns = [
        rows("police_total", "--db", demo_db, "--period", "2025", "--by", by) for by in ("department", "unit")
    ]
    departments, stations = ({row["unit"] for row in breakdown} for breakdown in breakdowns)
    assert departments and stations and not departments & stations
    assert sum(row["value"] for breakdown in breakdowns for row in breakdown) == bureau["value"]


def test_young_months_of_a_cohort_are_marked(demo_db: Path) -> None:
    months = rows("dispute_resolution_rate", "--db", demo_db, "--period", "2026", "--by", "month")
    assert months[-1]["ripe"] is False and months[-1]["note"].startswith("未到期")
    assert months[-1]["still_to_come"] > months[-3]["still_to_come"] > 0
    (alone,) = rows("dispute_resolution_rate", "--db", demo_db, "--period", "2026-10")
    assert [alone[key] for key in ("ripe", "still_to_come", "note", "value")] == [
        months[-1][key] for key in ("ripe", "still_to_come", "note", "value")
    ]
    assert "未到期" in run("kpi", "dispute_resolution_rate", "--db", str(demo_db), "--period", "2026-10").output
    alerts = rows("alerts_valid", "--db", demo_db, "--period", "2026", "--by", "month")
    assert {(row["ripe"], row["note"]) for row in alerts} == {(None, None)}


def test_the_usual_range_of_a_day_stands_beside_its_count(demo_db: Path) -> None:
    day, week, share = (
        json.loads(run("expect", kpi, "--db", str(demo_db), "--span", span, "--format", "json").output)[0]
        for kpi, span in (("alerts_total", "day"), ("接警量", "week"), ("invalid_share", "day"))
    )
    assert day["low"] <= day["mid"] <= day["high"] and day["day"] == day["first_day"] == DEMO_AS_OF
    assert week["mid"] > 5 * day["mid"] and week["value"] >= day["value"]
    assert share["low"] is share["value"] is None and share["reason"]
    table = run("expect", "--db", str(demo_db), "--so-far").output
    assert "接警量" in table and "无效警情占比" not in table


def test_where_the_year_ends_stands_beside_this_year_so_far(demo_db: Path) -> None:
    (pace,) = json.loads(run("pace", "alerts_total", "--db", str(demo_db), "--format", "json").output)
    (year,) = rows("alerts_total", "--db", demo_db, "--period", "ytd")
    assert pace["value"] == year["value"] <= pace["low"] < pace["mid"] < pace["high"] and pace["reason"] is None
    assert set(pace["shares"]) == {"2024", "2025"}
    assert "照此全年" in run("pace", "--db", str(demo_db)).output


def test_months_add_up_to_the_year(demo_db: Path) -> None:
    (year,) = rows("alerts_valid", "--db", demo_db, "--period", "2025")
    months = rows("alerts_valid", "--db", demo_db, "--period", "2025", "--by", "month")
    assert [row["period_start"] for row in months] == [f"2025-{month:02d}-01" for month in range(1, 13)]
    assert sum(row["value"] for row in months) == year["value"]


def test_csv_says_what_json_says(demo_db: Path) -> None:
    ask = ("alerts_valid", "--db", demo_db, "--period", "last7", "--compare", "yoy")
    (flat,) = _csv_rows(*ask)
    (row,) = rows(*ask)
    assert int(flat["numerator"]) == row["numerator"]
    assert flat["yoy_base_start"] == row["yoy"]["base_start"]


def test_a_unit_whose_name_is_a_formula_is_text_in_csv(demo_db: Path, tmp_path: Path) -> None:
    own = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    with closing(sqlite3.connect(own)) as connection, connection:
        (name,) = connection.execute("SELECT name FROM unit WHERE kind = 'station' ORDER BY id").fetchone()
        connection.execute("UPDATE unit SET name = '=1+1' WHERE name = ?", [name])
    flat = _csv_rows("alerts_valid", "--db", own, "--period", "last7", "--by", "unit")
    assert "'=1+1" in {row["unit"] for row in flat}


def _csv_rows(*ask: str | Path) -> list[dict[str, str]]:
    """The rows of CSV as a spreadsheet reads them: it knows UTF-8 by the mark at the beginning."""
    mark, text = (output := str(run("kpi", *ask, "--format", "csv").output))[0], output[1:]
    assert mark == BYTE_ORDER_MARK
    return list(csv.DictReader(io.StringIO(text)))


def test_the_command_says_what_the_engine_says(demo_db: Path) -> None:
    store = open_store(demo_db, read_only=True)
    board = Engine(store).board()
    for row in rows(*board.kpis, "--db", demo_db, "--period", "ytd"):
        assert row["value"] == board.figures[row["kpi"], board.units[0].id].value
    store.close()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["no_such_kpi", "--period", "ytd"], "没有指标"),
        (["alerts_total", "--period", "someday"], "读不懂"),
        (["alerts_total", "--period", "ytd", "--unit", "无此所"], "没有单位"),
        (["alerts_total", "--period", "2031", "--as-of", "2026-10-31"], "之后"),
        (["alerts_total", "--period", "ytd", "--compare", "wow"], "没有比较方式"),
    ],
)
def test_what_cannot_be_asked_is_said_plainly(demo_db: Path, arguments: list[str], word: str) -> None:
    result = run("kpi", *arguments, "--db", demo_db)
    assert result.exit_code != 0 and word in result.output and "Traceback" not in result.output


def test_a_missing_or_foreign_file_is_said_plainly(tmp_path: Path) -> None:
    assert "找不到" in run("check", "--db", tmp_path / "none.db").output
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(b"not a database at all" * 50)
    result = run("check", "--db", foreign)
    assert result.exit_code == 1 and "不是枫警数据库" in result.output


def test_a_demo_is_opened_and_not_made_anew(demo_db: Path, tmp_path: Path) -> None:
    own = Path(shutil.copy(demo_db, tmp_path / "own.db"))
    open_store(own, now=0).close()  # a copy is marked as a file of its own when it is first opened
    before = own.stat().st_mtime_ns, own.read_bytes()
    result = run("demo", "--seed", "99", "--db", own, "--no-serve")
    assert result.exit_code == 0 and (own.stat().st_mtime_ns, own.read_bytes()) == before


@pytest.mark.slow
def test_a_demo_is_of_yesterday_and_alive_or_calm_at_the_end_of_a_month(tmp_path: Path) -> None:
    day = today()
    for arguments, as_of, alive in [
        ((), day - timedelta(days=1), True),
        (("--calm",), CALENDAR.previous_month_end(day), False),
    ]:
        db = tmp_path / f"{alive}.db"
        result = run("demo", "--size", "small", *arguments, "--db", db, "--no-serve")
        assert result.exit_code == 0, result.output
        with closing(open_store(db, read_only=True)) as store:
            plan = stored_plan(store)
        assert (plan.alive, bool(plan.stories)) == (alive, alive) and as_of <= plan.as_of <= as_of + timedelta(days=1)
        again = run("demo", "--size", "small", *arguments, "--db", db, "--no-serve")
        assert "注意" not in again.output and "注意" in run("demo", "--db", db, "--no-serve").output


def test_a_demo_is_not_switched_on_over_a_real_database(tmp_path: Path) -> None:
    db = tmp_path / "real.db"
    assert run("init", "--db", db, "--bureau", "某市公安局").exit_code == 0
    before = db.read_bytes()
    result = run("demo", "--size", "small", "--db", db, "--no-serve")
    assert result.exit_code == 1 and "是真实数据库，不能当演示打开" in result.output
    assert db.read_bytes() == before


def test_the_default_date_is_last_months_end() -> None:
    assert CALENDAR.previous_month_end(date(2026, 11, 22)) == date(2026, 10, 31)
    assert CALENDAR.previous_month_end(date(2026, 1, 1)) == date(2025, 12, 31)


def _commands(group: click.Command, path: str = "") -> list[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        return [(path, group)]
    return [leaf for name, command in group.commands.items() for leaf in _commands(command, f"{path} {name}".strip())]


@pytest.mark.parametrize(("name", "command"), _commands(cli))
def test_every_command_is_documented(name: str, command: click.Command) -> None:
    assert command.help
    for option in command.params:
        assert isinstance(option, click.Argument) or getattr(option, "help", None), f"{name} {option.name}"
    assert f"fengjing {name}" in Path("docs/command-line.md").read_text("utf-8")


def test_instructions_name_their_kpi(demo_db: Path) -> None:
    watched = run("instruct", "watch", "--db", str(demo_db)).output
    catalogue = load_catalogue()
    assert not [kpi for kpi in catalogue.kpis if f" {kpi} " in watched], "an id is for scripts"
    assert any(f" {kpi.zh} " in watched for kpi in catalogue.kpis.values())
