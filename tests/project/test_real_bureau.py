"""A real database, made by the commands from the printed counts of 运城 and 萧山, gives the rates they come to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboards.cli.command import cli

pytestmark = pytest.mark.slow

MONTH = "2022-06-25..2022-07-25"
# 运城, the first month of the campaign, and 萧山 by September 2021: counts as printed.
PRINTED = [
    ("运城市公安局", MONTH, "dispute_resolution_rate_canvassed", 267, 366, "72.95%"),
    ("运城市公安局", MONTH, "dispute_resolution_rate_alert", 583, 619, "94.18%"),
    ("运城市公安局", MONTH, "hazard_rectification_rate", 189, 196, "96.43%"),
    ("萧山区公安分局", "2021-01-01..2021-09-29", "key_dispute_resolution_rate", 702, 816, "86.03%"),
]
# Force: counts of our own that give the printed shares 41.53% and 47.45% (the documents print no counts).
FORCE = [("station_force_share", 255, 614, "41.53%"), ("community_force_share", 121, 255, "47.45%")]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)


def rows(*arguments: str | Path) -> list[dict[str, Any]]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    answer: list[dict[str, Any]] = json.loads(result.output)
    return answer


def measures(kpi: str) -> tuple[str, str]:
    shown = json.loads(run("catalogue", "show", kpi, "--format", "json").output)
    return shown["numerator"], shown["denominator"]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    db, units, ledger = folder / "real.db", folder / "单位.csv", folder / "报表.csv"
    assert run("init", "--db", db, "--bureau", "某省公安厅").exit_code == 0
    header = run("template", "units").output.lstrip("\ufeff").strip()
    assert header == "单位编号,单位名称,单位类别,上级单位,城乡类别,生效日期"
    units.write_bytes((header + "\n,运城市公安局,县局,,,\n,萧山区公安分局,分局,,,\n").encode("gb18030"))
    result = run("import", "units", units, "--db", db)
    assert result.exit_code == 0, result.output
    lines = [run("template", "ledger").output.strip()]
    for unit, period, kpi, top, bottom, _ in PRINTED:
        for measure, value in zip(measures(kpi), (top, bottom), strict=True):
            lines.append(f"{unit},{period},{measure},{value},公开通报")
    for measure, value in {"station_police": 255, "police_total": 614, "community_police": 121}.items():
        lines.append(f"运城市公安局,2022-07-25,{measure},{value},人事报表")
    ledger.write_text("\n".join(lines) + "\n", "utf-8")
    result = run("import", "ledger", ledger, "--db", db)
    assert result.exit_code == 0, result.output
    again = run("import", "ledger", ledger, "--db", db)
    assert "新增 0，更正 0，未变 11" in again.output
    return db


@pytest.mark.parametrize(("unit", "period", "kpi", "top", "bottom", "display"), PRINTED)
def test_printed_counts_give_their_rates(
    real: Path, unit: str, period: str, kpi: str, top: int, bottom: int, display: str
) -> None:
    (row,) = rows("kpi", kpi, "--db", real, "--unit", unit, "--period", period, "--compare", "yoy,mom")
    assert (row["numerator"], row["denominator"], row["display"]) == (top, bottom, display)
    assert row["value"] == top / bottom
    assert [row["period_start"], row["period_end"]] == period.split("..")
    for kind in ("yoy", "mom"):
        assert row[kind]["base_value"] is None and row[kind]["change"] is None and row[kind]["reason"]


@pytest.mark.parametrize(("kpi", "top", "bottom", "display"), FORCE)
def test_force_shares_beside_their_standard(real: Path, kpi: str, top: int, bottom: int, display: str) -> None:
    (row,) = rows("kpi", kpi, "--db", real, "--unit", "运城市公安局", "--period", "2022")
    assert (row["numerator"], row["denominator"], row["display"]) == (top, bottom, display)
    shown = json.loads(run("catalogue", "show", kpi, "--format", "json").output)
    assert (shown["standard"]["op"], shown["standard"]["value"]) == (">=", 0.4)


def test_a_gap_below_is_named_above(real: Path) -> None:
    (row,) = rows("kpi", "hazard_rectification_rate", "--db", real, "--period", MONTH)
    assert row["value"] is None and "萧山区公安分局" in row["reason"] and "运城" not in row["reason"]


def test_what_has_no_data_is_absent_and_says_why(real: Path) -> None:
    answered = rows("kpi", "--db", real, "--unit", "运城市公安局", "--period", MONTH)
    known = {row["kpi"] for row in answered if row["value"] is not None}
    assert known >= {kpi for unit, _, kpi, *_ in PRINTED if unit == "运城市公安局"} | {kpi for kpi, *_ in FORCE}
    assert len(known) < 10 and all(row["reason"] for row in answered if row["value"] is None)
    (none,) = rows("kpi", "alerts_total", "--db", real, "--period", "2022-07")
    assert none["value"] is None and "运城市公安局" in none["reason"]


def test_a_real_database_is_not_a_demo(real: Path, tmp_path: Path) -> None:
    refused = run("demo", "--db", real, "--no-serve")
    assert refused.exit_code == 1 and "真实数据库" in refused.output
    beyond = run("serve", "--db", real, "--host", "0.0.0.0")
    assert beyond.exit_code == 1 and "只能在本机" in beyond.output
    demo = tmp_path / "demo.db"
    assert run("demo", "--calm", "--size", "small", "--as-of", "2026-10-31", "--db", demo, "--no-serve").exit_code == 0
    note = tmp_path / "报表.csv"
    note.write_text("单位,期间,计数项,数值,来源\n", "utf-8")
    refused = run("import", "ledger", note, "--db", demo)
    assert refused.exit_code == 1 and "演示" in refused.output


def test_check_finds_nothing_wrong(real: Path) -> None:
    result = run("check", "--db", real)
    assert result.exit_code == 0, result.output
