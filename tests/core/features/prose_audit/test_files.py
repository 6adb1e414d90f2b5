"""Files that people bring: Word with all its corners, text, tables; and what may not harm us."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.catalogue.load import load_catalogue
from core.features.prose_audit import word_text
from core.features.prose_audit.audit_content import audit_content
from core.features.prose_audit.read_file import CUT_OFF, MOST_LETTERS, file_content
from core.features.prose_audit.types import TableBlock, TextBlock
from core.intake.refusal import FileRefused
from dashboards.cli.command import cli

CATALOGUE = load_catalogue()
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def word_file(body: str, head: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        document = f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
        package.writestr(word_text.MAIN_PART, f'<?xml version="1.0"?>{head}{document}')
    return file.getvalue()


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def texts(data: bytes) -> list[str]:
    return [block.text for block in file_content("x.docx", data, ".docx").blocks if isinstance(block, TextBlock)]


def test_split_runs_text_boxes_and_controls_are_read_once() -> None:
    box = f"<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{p('框内70起')}</w:txbxContent></mc:Choice>"
    box += f"<mc:Fallback><w:txbxContent>{p('框内70起')}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    control = f"<w:sdt><w:sdtContent>{p('控件62起')}</w:sdtContent></w:sdt>"
    split = "<w:p><w:r><w:t>上周6</w:t></w:r><w:r><w:t>2起</w:t></w:r></w:p>"
    assert texts(word_file(split + control + f"<w:p>{box}</w:p>")) == ["上周62起", "控件62起", "框内70起"]


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    changed = "<w:p><w:del><w:r><w:delText>62</w:delText></w:r></w:del><w:ins><w:r><w:t>63</w:t></w:r></w:ins></w:p>"
    content = file_content("x.docx", word_file(changed), ".docx")
    assert [block.text for block in content.blocks if isinstance(block, TextBlock)] == ["63"]
    assert content.remarks == (word_text.DELETED, word_text.INSERTED)


def test_a_table_is_read_with_its_title_and_its_sums_are_worked_out() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in cells) + "</w:tr>"

    rows = row("类别", "上周", "本周", "环比") + row("刑事", "46", "44", "-4.3%") + row("治安", "62", "70", "13.9%")
    data = word_file(p("各类警情") + f"<w:tbl>{rows}{row('合计', '108', '115', '6.5%')}</w:tbl>")
    content = file_content("x.docx", data, ".docx")
    table = content.blocks[1]
    assert isinstance(table, TableBlock)
    assert table.title == "各类警情"
    findings = audit_content(content, CATALOGUE).findings
    verdicts = {(finding.quote, finding.printed): str(finding.verdict) for finding in findings}
    assert verdicts == {
        ("刑事", "-4.3%"): "holds",
        ("治安", "13.9%"): "contradicted",
        ("合计", "6.5%"): "holds",
        ("合计", "108"): "holds",
        ("合计", "115"): "contradicted",
    }


@pytest.mark.parametrize(
    "data",
    [
        b"not a zip",
        word_file(p("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        word_file(p("0" * 3_000_000)),
        word_file(p("1"))[:-40],
        word_file("<w:sdt>" * 3000 + p("1") + "</w:sdt>" * 3000),
    ],
    ids=["no archive", "entities", "bomb", "torn", "deep"],
)
def test_files_that_could_harm_are_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(FileRefused, match=r"docx|解开后太大|套得太深"):
        file_content("x.docx", data, ".docx")


def test_a_cell_is_as_wide_as_word_can_make_it() -> None:
    """What a stranger's file says of it would else fill the memory."""

    def cells(span: str) -> int:
        cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{p("1")}</w:tc>'
        (block,) = file_content("x.docx", word_file(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), ".docx").blocks
        assert isinstance(block, TableBlock)
        return len(block.rows[0])

    assert [cells(span) for span in ("3", "2000000000", "99999999", "-4", "x", "")] == [3, 1, 63, 1, 1, 1]


@pytest.mark.parametrize("piece", ["1", "1.", "1%", "同比上升1%，", "警情1起，"])
def test_a_sentence_without_an_end_takes_no_minutes(piece: str) -> None:
    """Reading takes the square of its length: this one would take a quarter of an hour."""
    text = f"上周62起，本周70起，环比上升13.9%。\n{piece * (200_000 // len(piece))}"
    began = time.process_time()
    findings = audit_content(file_content("x.txt", text.encode(), ".txt"), CATALOGUE).findings
    assert time.process_time() - began < 5
    assert [finding.verdict.value for finding in findings] == ["contradicted", "not_checkable"]
    assert len(findings[1].quote) < 30 and "1,000 字" in findings[1].reason


def test_what_is_longer_than_a_person_writes_is_read_in_part_and_told() -> None:
    content = file_content("x.txt", ("警情1起。\n" * 100_000).encode(), ".txt")
    assert sum(len(block.text) for block in content.blocks if isinstance(block, TextBlock)) <= MOST_LETTERS
    assert content.remarks == (CUT_OFF,)


def audit(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["audit", *arguments])
    return result.exit_code, result.output


def test_the_command_reads_text_and_tables_with_chinese_headers(tmp_path: Path) -> None:
    text = tmp_path / "通报.txt"
    text.write_bytes("上周62起，本周70起，环比上升13.9%。".encode("gb18030"))
    code, output = audit(str(text))
    assert code == 0, output
    assert "应报 12.9%" in output
    table = tmp_path / "表.csv"
    table.write_text("单位,本月,去年同期,同比\n甲所,70,62,12.9%\n乙所,44,46,-4.4%\n合计,114,108,5.6%\n", "utf-8")
    code, output = audit(str(table), "--format", "json")
    rows = json.loads(output)
    assert [row["printed"] for row in rows if row["verdict"] == "contradicted"] == ["-4.4%"]
    assert sum(row["verdict"] == "holds" for row in rows) == 4


def test_figures_are_held_against_the_database(demo_db: Path, tmp_path: Path) -> None:
    made = CliRunner().invoke(
        cli, ["kpi", "alerts_valid", "--db", str(demo_db), "--period", "2026-05", "--format", "json"]
    )
    number = json.loads(made.output)[0]["numerator"]
    text = tmp_path / "通报.txt"
    text.write_text(f"2026年5月警情通报\n有效警情{number}起。\n有效警情{number + 1}起。\n", "utf-8")
    code, output = audit(str(text), "--db", str(demo_db), "--format", "json")
    assert code == 0, output
    assert [(row["place"], row["verdict"]) for row in json.loads(output)] == [
        ("第 2 行", "holds"),
        ("第 3 行", "contradicted"),
    ]
    text.write_text(f"有效警情{number}起。", "utf-8")
    code, output = audit(str(text), "--db", str(demo_db))
    assert code == 1
    assert "请用 --period 指明" in output
