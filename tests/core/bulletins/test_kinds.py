"""Forms of sections: areas, usual ranges, campaigns, published lists, charts."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_engine import ScopedEngine
from core.access.viewer import Scope, Viewer
from core.bulletins.build import build_document
from core.bulletins.charts import share_number
from core.bulletins.document import BulletinDocument, Chart, ChartKind
from core.bulletins.load import load_rules
from core.bulletins.self_audit import audit_document
from core.engine import Engine
from core.store.open import open_store
from dashboards.cli.command import cli

CAMPAIGN = """
[campaigns.hundred_days]
first = 2026-09-01
last = 2026-12-09
targets.premises_inspected = { value = 1000, split = true }
decision = { decided_by = "局党委", when = 2026-08-28, why = "百日行动方案" }
"""


@pytest.fixture(scope="module")
def engine(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("kinds")
    db, catalogue = folder / "kinds.db", folder / "campaign.toml"
    shutil.copy(demo_db, db)
    catalogue.write_text(CAMPAIGN, "utf-8")
    for command in (
        ("catalogue", "use", str(catalogue), "--db", str(db)),
        ("publish", "--db", str(db), "--month", "2026-09", "--by", "张三"),
    ):
        result = CliRunner().invoke(cli, command)
        assert result.exit_code == 0, result.output
    return Engine(open_store(db, read_only=True, now=None))


def _document(engine: Engine, kind: str, period: str) -> BulletinDocument:
    document = build_document(engine, load_rules(engine.catalogue), kind, period)
    result = audit_document(document, engine.catalogue)
    assert not result.faults, result.faults
    return document


def _text(document: BulletinDocument, heading: str) -> str:
    section = next(section for section in document.sections if section.heading == heading)
    return "".join(paragraph.text for paragraph in section.paragraphs)


@pytest.mark.slow
def test_every_station_stands_in_one_class_of_areas(engine: Engine) -> None:
    text = _text(_document(engine, "monthly", "2026-05"), "刑事警情发案区域")
    stations = [unit.name for unit in engine.board(None, "2026-05", None, ["criminal_alerts"], 0).units[1:]]
    classes = text.split("。")[0]
    assert len(stations) > 1
    assert all(classes.count(name) == 1 for name in stations)


def test_a_day_stands_beside_its_usual_range(engine: Engine) -> None:
    document = _document(engine, "daily", "2026-05-16")
    (table,) = next(section.tables for section in document.sections if section.tables)
    expected = engine.expected_range("alerts_valid", None, date.fromisoformat(document.first))
    assert expected.range is not None
    row = next(row for row in table.rows if row[0] == "有效警情")
    assert row == (
        "有效警情",
        f"{expected.value} 起",
        f"{expected.range.low}–{expected.range.high}",
        str(expected.state),
    )


def test_a_campaign_is_told_against_its_target(engine: Engine) -> None:
    document = _document(engine, "campaign", "2026-W43")
    progress = engine.campaign("hundred_days", None, engine.board(None, "2026-W43").period.end)
    line = progress.lines["premises_inspected", progress.units[0].id]
    section = next(section for section in document.sections if section.heading == "行动以来")
    row = next(row for table in section.tables for row in table.rows if row[0] == "检查九小场所")
    assert line.completion is not None
    assert row[1:4] == (f"{line.figure.numerator} 家", "1,000 家", f"{float(line.completion) * 100:.1f}%")


def test_an_assessment_says_what_was_published(engine: Engine) -> None:
    document = _document(engine, "assessment", "2026-09")
    section = next(section for section in document.sections if section.heading == "指数与榜单")
    published = {
        (listed.published_index.zh, score.name): score.value
        for listed in engine.published_lists(2026 * 12 + 8)
        for score in listed.scores
        if score.value is not None and listed.kind != "community"
    }
    printed = {
        (table.title.split("（")[0], row[0]): row[1] for table in section.tables for row in table.rows if row[1] != "—"
    }
    assert published
    assert printed == {key: f"{value:.1f}" for key, value in published.items()}
    assert "张三" in section.paragraphs[0].text


def test_a_station_sees_no_other_stations_scores(engine: Engine) -> None:
    station = engine.units.stations(engine.units.root.id)[0]
    viewer = Viewer("test", "所长", Scope(Role.STATION, station.id))
    lists = ScopedEngine(RequestContext(engine, viewer)).published_lists(2026 * 12 + 8)
    names = {score.name for listed in lists for score in listed.scores if listed.kind == "station"}
    assert names == {station.name}
    assert not [listed for listed in lists if listed.kind == "bureau"]


def _charts(document: BulletinDocument) -> list[Chart]:
    return [chart for section in document.sections for chart in section.charts]


def test_charts_hold_what_the_board_says(engine: Engine) -> None:
    charts = {(chart.kind, chart.kpi): chart for chart in _charts(_document(engine, "briefing", "2026-05"))}
    board = engine.board(None, "2026-05", None, ["alerts_valid", "criminal_alerts"], 0)
    stations = charts[ChartKind.STATIONS, "criminal_alerts"]
    figures = [board.figures["criminal_alerts", unit.id].value for unit in board.units[1:]]
    assert [point.number for point in stations.points] == figures
    structure = charts[ChartKind.STRUCTURE, "alerts_valid"]
    assert (
        sum(point.number or 0 for point in structure.points) == board.figures["alerts_valid", board.units[0].id].value
    )
    assert "其余最多" not in structure.title
    months = charts[ChartKind.MONTHS, "dispute_alerts"]
    assert months.points[-1].label == "2026-05"
    assert all(chart.alternative and chart.title for chart in charts.values())


@pytest.mark.parametrize(
    ("count", "share"), [(0, "0.0"), (1, "0.03"), (2999, "99.97"), (3000, "100.0"), (1000, "33.3")]
)
def test_a_share_is_not_none_or_all_unless_it_is(count: int, share: str) -> None:
    assert share_number(count, 3000) == share
