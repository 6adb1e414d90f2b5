"""Bulletins: made from the engine's answers, audited, drawn in every format, frozen when issued."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from core.bulletins.build import build_document, period_to_ask
from core.bulletins.claim_row import ClaimRow
from core.bulletins.corrections import corrections_since
from core.bulletins.document import BulletinDocument, Paragraph, from_json, to_json
from core.bulletins.formats.html import as_html
from core.bulletins.formats.marks import DRAFT, Imprint
from core.bulletins.formats.write import FORMATS
from core.bulletins.issue import checked
from core.bulletins.load import DATA, KINDS_FILE, RULES_FILE, RuleFile, load_rules, parse_rules, shipped_files
from core.bulletins.self_audit import audit_document
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.metrics.display import figure_text
from core.store.open import open_store
from core.store.sqlite import StoreError
from dashboards.cli.command import cli

pytestmark = pytest.mark.slow  # as a whole: documents of every kind are written
CATALOGUE = load_catalogue()
ISSUED = Imprint(3, date(2026, 6, 2))
SUBJECTS = [
    ("monthly", "2026-02", None),
    ("monthly", "2026-05", None),
    ("weekly", "2026-W20", None),
    ("station", "2026-03", "S01"),
    ("daily", "2026-05-16", None),
    ("quarterly", "2026Q2", None),
    ("yearly", "2025", None),
    ("briefing", "2026-05", None),
]


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Engine:
    return Engine(open_store(demo_db, read_only=True, now=None))


@pytest.fixture(scope="module")
def documents(engine: Engine) -> list[BulletinDocument]:
    rules = load_rules(engine.catalogue)
    return [build_document(engine, rules, *subject) for subject in SUBJECTS]


def test_every_figure_is_the_engines(engine: Engine, documents: list[BulletinDocument]) -> None:
    for document, (_, period, unit) in zip(documents, SUBJECTS, strict=True):
        board = engine.board(unit, period, None, sorted({line.kpi for line in document.figures}), 0)
        by_name = {one.name: one.id for one in board.units}
        assert document.figures
        for line in document.figures:
            figure = board.figures[line.kpi, by_name[line.unit]]
            assert line.text == figure_text(engine.catalogue.kpis[line.kpi], figure)


def test_every_document_passes_its_own_audit(documents: list[BulletinDocument]) -> None:
    for document in documents:
        result = audit_document(document, CATALOGUE)
        assert not result.faults
        assert result.holding == len(document.claims()) > 5


def test_the_period_of_a_document_asks_for_the_same_days_again(
    engine: Engine, documents: list[BulletinDocument]
) -> None:
    rules = load_rules(engine.catalogue)
    for document, (kind, period, _) in zip(documents, SUBJECTS, strict=True):
        first = date.fromisoformat(document.first)
        assert period_to_ask(rules.kinds[kind], first, engine.catalogue.reporting_calendar) == period


def test_the_audit_finds_a_false_figure_and_one_without_counts(documents: list[BulletinDocument]) -> None:
    document = documents[1]
    claim = ClaimRow("化解率", "某所", "2026-05-01..2026-05-31", "dispute_resolution_rate", "rate", 10, 11, "91.9", "%")
    points = ClaimRow("化解率同比", "某所", "2026-05-01..2026-05-31", "x", "points", 10, 20, "+9.9", "个百分点", 4, 10)
    bad = Paragraph("化解率 91.9%，+9.9 个百分点，共 7 件。", (claim, points))
    faults = audit_document(replace(document, notes=(bad,)), CATALOGUE).faults
    assert {fault.printed for fault in faults} == {"91.9%", "+9.9", "7"}


def test_what_reads_otherwise_since_is_told(documents: list[BulletinDocument]) -> None:
    document = documents[1]
    first, *rest = document.figures
    now = replace(document, figures=(replace(first, text="999 起"), *rest))
    assert corrections_since(document, document) == []
    assert corrections_since(document, now) == [(first.unit, first.kpi_zh, "本期数", first.text, "999 起")]


def test_a_renamed_unit_is_still_the_same_one(documents: list[BulletinDocument]) -> None:
    document = documents[1]
    renamed = tuple(replace(line, unit=f"新{line.unit}") for line in document.figures)
    assert corrections_since(document, replace(document, figures=renamed)) == []
    before = tuple(replace(line, unit_code="") for line in document.figures)  # as documents were kept before
    assert corrections_since(replace(document, figures=before), document) == []


def test_a_period_without_any_figure_is_not_issued(engine: Engine) -> None:
    document = build_document(engine, load_rules(engine.catalogue), "monthly", "2019-01")
    with pytest.raises(StoreError, match="没有一个可以印的数"):
        checked(engine, document)


def test_a_document_is_the_same_after_it_was_kept(documents: list[BulletinDocument]) -> None:
    assert all(from_json(to_json(document)) == document for document in documents)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_document_gives_the_same_bytes(ending: str, documents: list[BulletinDocument]) -> None:
    if ending == ".docx":
        pytest.importorskip("docx")
    assert FORMATS[ending](documents[0], ISSUED) == FORMATS[ending](documents[0], ISSUED)


def test_word_document_holds_all_texts_and_its_table_heads_come_again(documents: list[BulletinDocument]) -> None:
    docx = pytest.importorskip("docx")
    nasty = "甲</w:t>乙 & 丙\x01{{ 7 }}"
    paper = docx.Document(io.BytesIO(FORMATS[".docx"](replace(documents[0], title=nasty), DRAFT)))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert texts[0] == "甲</w:t>乙 & 丙{{ 7 }}"
    for section in documents[0].sections:
        assert all(any(one.text in text for text in texts) for one in section.paragraphs)
    tables = [table for section in documents[0].sections for table in section.tables]
    cells = [[tuple(cell.text.replace("\n", "") for cell in row.cells) for row in table.rows] for table in paper.tables]
    assert cells == [[table.headers, *table.rows] for table in tables]
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in paper.tables)
    assert "仿宋_GB2312" in paper.styles["Normal"].element.xml
    assert "w:pBdr" not in paper.styles["Title"].element.xml


def test_html_escapes_and_says_what_is_made_up(documents: list[BulletinDocument]) -> None:
    text = as_html(replace(documents[0], title="<script>甲</script>")).decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "演示数据" in text
    assert "【待人工填写】" in text


def test_workbook_has_the_figures_as_numbers(documents: list[BulletinDocument]) -> None:
    page = load_workbook(io.BytesIO(FORMATS[".xlsx"](documents[0], DRAFT))).active
    assert page is not None
    numbers = [row[5].value for row in page.iter_rows(min_row=3)]
    assert set(numbers) >= {line.number for line in documents[0].figures if line.number is not None}


def _rules(old: str, new: str, file: str = RULES_FILE) -> None:
    texts = {shipped.name: shipped.text for shipped in shipped_files()}
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new, 1)
    parse_rules([RuleFile(name, text) for name, text in texts.items()], CATALOGUE)


@pytest.mark.parametrize(
    ("old", "new", "file", "expected"),
    [
        ('state = ["unclear"] }', 'state = ["unclear"], zero = ["none"] }', RULES_FILE, "没有规则说"),
        ('when = { state = ["incomparable"] }', "", RULES_FILE, "永远轮不到"),
        ("{label}不可比", "{label.x}不可比", RULES_FILE, "空位"),
        ("{label}不可比", "{share}不可比", RULES_FILE, "没有空位"),
        ("{label}不可比", "{label} 5%不可比", RULES_FILE, "不能写数字"),
        ('"alerts_total"', '"alerts_totals"', KINDS_FILE, "没有指标"),
        ('"alerts_total"', '"response_time_p90"', KINDS_FILE, "不能核验"),
    ],
)
def test_broken_rules_are_refused_with_place_and_mend(old: str, new: str, file: str, expected: str) -> None:
    with pytest.raises(CatalogueError, match=expected if expected != "不能核验" else "还不能核验"):
        _rules(old, new, file)


def test_nothing_is_called_great_or_plain_without_evidence() -> None:
    rules = tomllib.loads((DATA / RULES_FILE).read_text("utf-8"))
    words = [rule["say"] for section in rules.values() for rule in section]
    assert words
    assert not [say for say in words for word in ("大幅", "明显", "显著", "猛") if word in say]


def _run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["bulletin", *arguments])
    return result.exit_code, result.output


def test_claims_written_for_the_audit_all_hold_there(demo_db: Path, tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    code, output = _run("make", "monthly", "--db", str(demo_db), "--period", "2026-02", "--claims", str(claims))
    assert code == 0, output
    result = CliRunner().invoke(cli, ["audit", str(claims), "--format", "json"])
    findings = json.loads(result.output)
    assert len(findings) > 20
    assert {finding["verdict_zh"] for finding in findings} == {"相符"}
    assert any(finding["kind"] == "yoy" and finding["reported"].startswith("−") for finding in findings)


def test_issue_freezes_numbers_and_refuses_to_overwrite(demo_db: Path, tmp_path: Path) -> None:
    db = tmp_path / "issue.db"
    shutil.copy(demo_db, db)
    subject = ("monthly", "--db", str(db), "--period", "2026-05", "--by", "张三")
    code, output = _run("issue", *subject)
    assert code == 0, output
    assert "已印发第 1 号（原报）" in output
    code, output = _run("issue", *subject)
    assert code == 1
    assert "不能覆盖" in output
    code, output = _run("issue", *subject, "--correct", "补录")
    assert code == 1
    assert "完全相同" in output
    code, output = _run("show", "1", "--db", str(db))
    assert code == 0, output
    assert "印发以来各数没有变化" in output
    connection = sqlite3.connect(db)
    for statement in ("UPDATE bulletin SET title = 'x'", "DELETE FROM bulletin"):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("weekly", "--period", "2026-05"), "按周"),
        (("station", "--period", "2026-05"), "派出所的通报"),
        (("hourly", "--period", "2026-05"), "没有通报"),
        (("yearly", "--period", "2026-05"), "按年"),
        (("assessment", "--period", "2026-05"), "还没有发布"),
        (("campaign", "--period", "2026-W20"), "没有正在进行的专项行动"),
        (("monthly", "--period", "2099-01"), "还没有数据"),
    ],
)
def test_wrong_questions_are_refused_in_plain_words(demo_db: Path, arguments: tuple[str, ...], expected: str) -> None:
    code, output = _run("make", *arguments, "--db", str(demo_db))
    assert code == 1
    assert expected in output
