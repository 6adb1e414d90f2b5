"""The weekly analysis from a table as offices type it, 上周 and 本周 by class: sections, table, percentages.

The figures are made up; 62 → 70 and 46 → 44 stand in them since printed bulletins get those changes wrong.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.bulletins.build import build_document
from core.bulletins.document import BulletinDocument
from core.bulletins.self_audit import audit_document
from core.engine import Engine
from core.store.open import open_store
from dashboards.cli.command import cli

TABLE = """甲市公安局每周警情统计表
期间,刑事,治安,治安灾害事故,交通事故,火灾,群众救助,举报投诉,其它,小计,无效,总数
2026-W43,46,62,30,4100,5,2800,400,1557,9000,13500,22500
2026-W44,44,70,22,4331,6,2402,380,1545,8800,13320,22120
"""
COLUMNS = {
    "刑事": "刑事警情",
    "治安": "治安警情",
    "交通事故": "交通警情",
    "火灾": "火灾警情",
    "群众救助": "群众求助警情",
    "举报投诉": "举报投诉警情",
    "其它": "其他警情",
    "小计": "有效警情",
    "无效": "无效警情",
    "总数": "接警量",
}
MAPPING = (
    'kind = "ledger"\nignored = ["治安灾害事故"]\n[columns]\n"期间" = "期间"\n'
    '[constants]\n"单位" = "甲市公安局"\n"来源" = "每周警情统计表"\n'
    + "".join(f'[wide."{theirs}"]\n"measure" = "{ours}"\n' for theirs, ours in COLUMNS.items())
)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> BulletinDocument:
    folder = tmp_path_factory.mktemp("ledger")
    db, table, mapping = folder / "a.db", folder / "w.csv", folder / "m.toml"
    table.write_text(TABLE, "utf-8")
    mapping.write_text(MAPPING, "utf-8")
    for words in (
        ["init", "--db", str(db), "--bureau", "甲市公安局"],
        ["import", "ledger", str(table), "--db", str(db), "--map", str(mapping)],
    ):
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == 0, result.output
    engine = Engine(open_store(db, read_only=True, now=None))
    built = build_document(engine, engine.bulletin_rules(), "weekly", "2026-W44")
    assert not audit_document(built, engine.catalogue).faults
    return built


def test_it_has_the_sections_of_such_analyses(document: BulletinDocument) -> None:
    assert [section.heading for section in document.sections] == [
        *("警情概况", "各类警情", "刑事类警情", "治安类警情", "纠纷、交通和求助警情", "重要警情", "研判与提示")
    ]
    first = document.sections[0].paragraphs
    assert first[0].text.startswith("接警量 22,120 起；上周 22,500 起，环比")
    assert first[2].text.startswith("无效警情占比 60.22%（13,320/22,120）；上周 60.00%（13,500/22,500），环比")


def test_the_table_has_both_weeks_and_the_right_changes(document: BulletinDocument) -> None:
    (table,) = document.sections[1].tables
    assert table.headers[:4] == ("指标", "本期", "上周", "环比")
    rows = {row[0]: row[1:4] for row in table.rows}
    assert rows["交通警情"] == ("4,331 起", "4,100 起", "+5.6%")
    assert rows["治安警情"] == ("70 起", "62 起", "—")  # too few for a change: neither 13.9 nor 12.9 is printed
    assert rows["刑事警情"] == ("44 起", "46 起", "—")
    printed = 0
    for now, base, change in rows.values():
        if change.endswith("%"):
            printed += 1
            counts = [int(text.split()[0].replace(",", "")) for text in (now, base)]
            true = Fraction(100 * counts[0], counts[1]) - 100
            decimals = len(change.partition(".")[2].rstrip("%"))
            claimed = Fraction(change.rstrip("%").replace("−", "-"))
            assert abs(true - claimed) <= Fraction(1, 2 * 10**decimals)
    assert printed >= 3


def test_what_such_bulletins_print_instead_is_told_by_the_way_back(tmp_path: Path) -> None:
    words = tmp_path / "theirs.txt"
    words.write_text("治安警情70起，上周62起，环比上升13.9%。刑事警情44起，上周46起，环比下降4.4%。", "utf-8")
    result = CliRunner().invoke(cli, ["audit", str(words), "--format", "json"])
    verdicts = {row["printed"]: row["verdict"] for row in json.loads(result.output)}
    assert verdicts == {"13.9%": "contradicted", "-4.4%": "contradicted"}
