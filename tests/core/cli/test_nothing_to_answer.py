"""What commands say, and the code they end with, where there is nothing, or not everything, to answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli.commands import COMMANDS
from core.cli.common import cli
from tests.support.intake_world import ALERT, alert, bring, empty_store, peopled_store, write_csv

for command in COMMANDS:
    cli.add_command(command)

QUESTIONS = (
    ["months", "alerts_total"],
    ["expect"],
    ["expect", "alerts_total"],
    ["pace"],
    ["pace", "alerts_total"],
    ["kpi", "alerts_total", "--period", "ytd"],
    ["compare", "alerts_total", "--period", "ytd"],
    ["contest", "--period", "ytd"],
    ["signals"],
)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture(scope="module")
def with_alerts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has alerts and nothing else."""
    store = peopled_store(tmp_path_factory.mktemp("alerts"))
    days = [f"2026-{month:02}-03 08:30" for month in range(1, 11)]
    bring(store, "alert", [ALERT, *(alert(f"A{number}", when=when) for number, when in enumerate(days))], complete=True)
    store.close()
    return store.path


def test_an_empty_database_is_told_alike_by_all(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    store.close()
    for question in QUESTIONS:
        result = run(*question, "--db", str(store.path))
        assert (result.exit_code, "还没有" in result.stderr) == (1, True), (question, result.output)


@pytest.mark.parametrize("question", ["months", "pace"])
def test_a_kpi_without_data_does_not_keep_the_others_back(with_alerts: Path, question: str) -> None:
    kpis = ["alerts_total", "disputes_reported" if question == "pace" else "dispute_resolution_rate"]
    result = run(question, *kpis, "--db", str(with_alerts))
    assert result.exit_code == 0, result.output
    assert "接警量" in result.stdout and "还没有数据的指标" in result.stderr
    assert run(question, kpis[1], "--db", str(with_alerts)).exit_code == 1


@pytest.mark.parametrize("question", [["compare", "alerts_total"], ["contest"]])
def test_a_unit_with_nothing_below_it_is_told(with_alerts: Path, question: list[str]) -> None:
    result = run(*question, "--period", "ytd", "--unit", "C11", "--db", str(with_alerts))
    assert result.exit_code == 1 and "C11" in result.stderr


def test_a_whole_sheet_of_headers_is_refused(with_alerts: Path) -> None:
    file = write_csv(with_alerts.parent / "a.csv", [ALERT, alert("B1")])
    result = run("import", "alert", str(file), "--header", "1-9999999", "--db", str(with_alerts))
    assert result.exit_code == 2 and "最多" in result.stderr


def test_the_year_of_the_days_covered_may_stand_in_the_title(tmp_path: Path) -> None:
    store = peopled_store(tmp_path)
    store.close()
    rows = [["警情明细（2026年）"], ALERT, *(alert(f"C{n}") for n in range(3))]
    width = len(ALERT)
    file = write_csv(tmp_path / "a.csv", [row + [""] * (width - len(row)) for row in rows])
    result = run("import", "alert", str(file), "--covers", "10月", "--db", str(store.path), "--format", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["covers"] == {"first": "2026-10-01", "last": "2026-10-31"}
