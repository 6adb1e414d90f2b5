"""The report measures what is in the database, says what does not match, and asks nothing of a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from core.store.create import create_store
from core.store.open import open_store
from core.store.store import Store
from core.time.days import day_number
from dashboards.cli.command import cli
from dashboards.cli.seed_command import seed_command
from seed.bureau import plan
from seed.fill import fill
from seed.report.line import CheckVerdict, Line, Measured, Target, format_figure
from seed.report.outcomes import spread_of
from seed.report.page import render_page
from seed.report.report import make_report
from seed.report.tally import tally_alerts
from seed.report.targets import fixed_targets

pytestmark = pytest.mark.slow

AS_OF, NOW = date(2026, 10, 31), 1_793_600_000
assert seed_command.name in cli.commands


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "small.db"
    bureau = plan("small", 2, AS_OF)
    store = create_store(path, bureau=bureau.bureau, demo=True, now=NOW)
    fill(store, bureau, now=NOW)
    store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def spoilt(generated: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy whose records may be spoilt."""
    store = open_store(Path(shutil.copy(generated, tmp_path / "spoilt.db")))
    yield store
    store.close()


def lines_of(store: Store) -> dict[str, Line]:
    return {f"{line.target.group} {line.target.zh}": line for line in make_report(store).lines}


# --- a line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [
        (Measured(0.53, 0.01), CheckVerdict.HOLDS),
        (Measured(0.57, 0.01), CheckVerdict.FAILS),
        (Measured(0.43, 0.01), CheckVerdict.FAILS),
        (Measured(0.50, 0.06), CheckVerdict.UNDECIDED),
        (Measured(0.90, 0.06), CheckVerdict.UNDECIDED),
        (Measured(None), CheckVerdict.UNDECIDED),
        (Measured(0.50, why="另一口径"), CheckVerdict.UNDECIDED),
    ],
)
def test_verdicts(measured: Measured, verdict: str) -> None:
    line = Line(Target("组", "项", 0.5, 0.05, "假定"), measured)
    assert line.verdict == verdict
    assert bool(line.remark) == (verdict == CheckVerdict.UNDECIDED)


def test_a_relative_tolerance_is_a_part_of_the_target() -> None:
    target = Target("组", "项", 2.0, 0.1, "假定", "ratio", True)
    assert target.allowed_deviation == pytest.approx(0.2)
    assert [Line(target, Measured(value)).verdict for value in (2.19, 2.21)] == [CheckVerdict.HOLDS, CheckVerdict.FAILS]


def test_figures_are_written_with_their_units() -> None:
    assert format_figure(0.1234, "share") == "12.34%" and format_figure(-0.01, "points") == "-1.00 个百分点"
    assert format_figure(7200, "seconds") == "2.0 小时" and format_figure(None, "days") == "—"


def test_every_target_names_its_source_and_tolerance() -> None:
    for key, target in fixed_targets().items():
        assert target.tolerance > 0 and re.search("假定|安康|广州|运城|诸暨|萧山|金华", target.source), key


def test_spread_between_stations_is_told_from_chance() -> None:
    rng = np.random.default_rng(1)

    def stations(sd: float) -> list[tuple[int, int]]:
        p = 1 / (1 + np.exp(-(1.5 + sd * rng.standard_normal(400))))
        return [(int(good), 300) for good in rng.binomial(300, p)]

    alike, apart = spread_of(stations(0.0)), spread_of(stations(0.5))
    assert alike.value is not None and apart.value is not None
    assert alike.value < 0.08 and abs(apart.value - 0.5) < 0.06


# --- the database is what is measured ----------------------------------------------------------------------


def test_counts_are_those_of_the_rows(generated: Path) -> None:
    store = open_store(generated)
    tally = tally_alerts(store, plan("small", 2, AS_OF))
    assert tally.daily.sum() == tally.hours.sum() == store.db.execute("SELECT count(*) FROM fact_alert").fetchone()[0]
    day = "(occurred_at + 28800) / 86400"
    fires = f"SELECT count(*) FROM fact_alert WHERE class = 'help' AND {day} = {day_number(date(2026, 5, 1))}"
    row, column = 5, day_number(date(2026, 5, 1)) - tally.first
    assert tally.daily[row, :, column].sum() == store.db.execute(fires).fetchone()[0]
    store.close()


def test_what_was_generated_holds(generated: Path) -> None:
    store = open_store(generated, read_only=True)
    report = make_report(store)
    store.close()
    failing = [line.target.zh for line in report.lines if line.verdict == CheckVerdict.FAILS]
    assert len(failing) <= 4, failing  # of ninety; a small bureau has three stations: chance may take some beyond
    assert report.verdict_count(CheckVerdict.HOLDS) > 15
    assert (
        report.verdict_count(CheckVerdict.HOLDS)
        + report.verdict_count(CheckVerdict.FAILS)
        + report.verdict_count(CheckVerdict.UNDECIDED)
        == len(report.lines)
        > 80
    )
    for group in (
        "警情类别",
        "小时曲线",
        "星期曲线",
        "月份曲线",
        "离散",
        "小数",
        "重复警情",
        "春节",
        "录入时延",
        "案件",
        "清查",
    ):
        assert any(line.target.group == group and line.measured.value is not None for line in report.lines), group


SPOILS = {
    "警情类别 无效": "UPDATE fact_alert SET class = 'other' WHERE class = 'invalid' AND rowid % 3 = 0",
    "小时曲线 无效：与曲线不同的份额": "DELETE FROM fact_alert WHERE (occurred_at + 28800) / 3600 % 24 IN (8, 9, 10)",
    "星期曲线 无效：周末/平日": "DELETE FROM fact_alert WHERE ((occurred_at + 28800) / 86400 + 3) % 7 = 6",
    "离散 全部警情：派出所日数方差/均值（中位）": "DELETE FROM fact_alert WHERE (occurred_at + 28800) / 86400 % 4 = 1",
    "录入时延 警情：一天以上": "UPDATE fact_alert SET recorded_at = recorded_at + 90000 WHERE rowid % 20 = 0",
    "处警 交通、纠纷警情现场办结": "UPDATE fact_alert SET on_scene = 0 WHERE rowid % 5 = 0",
    "纠纷 一年后化解": "UPDATE fact_dispute SET outcome_at = NULL WHERE rowid % 5 = 0",
    "满意 第三方测评满意": "UPDATE fact_survey SET satisfied = 0 WHERE rowid % 5 = 0",
}


@pytest.mark.parametrize("line", SPOILS)
def test_spoilt_records_show_in_the_report(spoilt: Store, line: str) -> None:
    before = lines_of(spoilt)[line].measured.value
    with spoilt.write("test", "spoil", line, NOW):
        spoilt.db.execute(SPOILS[line])
    after = lines_of(spoilt)[line]
    assert before is not None and after.measured.value is not None
    assert after.verdict != CheckVerdict.HOLDS
    assert abs(after.deviation or 0) > after.target.allowed_deviation


# --- the page and the command ------------------------------------------------------------------------------


class Addresses(HTMLParser):
    """Whatever a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "xlink:href", "action", "data")]
        self.found += [tag] if tag in ("script", "link", "iframe", "img", "object", "embed") else []


def test_the_page_is_marked_and_fetches_nothing(generated: Path) -> None:
    store = open_store(generated, read_only=True)
    report = make_report(store)
    store.close()
    page = render_page(report)
    addresses = Addresses()
    addresses.feed(page)
    assert addresses.found == []
    assert not re.search(r"https?:|url\(|@import", page)
    assert "演示数据，全部虚构" in page and report.bureau in page and report.summary in page
    assert page.count("<svg") == len(report.charts) > 20
    for line in report.lines:
        assert line.target.zh in page
    failing = page.split("与目标不符的：")[-1] if report.verdict_count(CheckVerdict.FAILS) else ""
    assert all(line.target.zh in failing for line in report.lines if line.verdict == CheckVerdict.FAILS)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["seed", *map(str, arguments)])


def test_the_command_makes_reports_and_leaves_what_is_whole(tmp_path: Path) -> None:
    db, page = tmp_path / "s.db", tmp_path / "r.html"
    options = ("--size", "small", "--as-of", "2026-10-31", "--db", db)
    result = run(*options, "--report", page)
    assert result.exit_code == 0, result.output
    assert (
        "演示数据" in result.output
        and "共 " in result.output
        and page.read_text(encoding="utf-8").startswith("<!doctype")
    )
    version = open_store(db).data_version()
    assert "已有" in run(*options).output and open_store(db).data_version() == version
    other = run(*options, "--seed", "2")
    assert other.exit_code == 1 and "--reset" in other.output
    assert run(*options, "--seed", "2", "--reset").exit_code == 0
    assert open_store(db).bureau == plan("small", 2, AS_OF).bureau


def test_the_command_never_touches_a_real_database(tmp_path: Path) -> None:
    db = tmp_path / "real.db"
    create_store(db, bureau="甲局", demo=False, now=NOW).close()
    before = db.read_bytes()
    refused = run("--size", "small", "--as-of", "2026-10-31", "--db", db, "--reset")
    assert refused.exit_code == 1 and "真实" in refused.output
    assert db.read_bytes() == before
