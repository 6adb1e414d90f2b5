"""The audit that the command and the page share: the same answers, and a result that a spreadsheet opens unharmed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.audit.claim import COLUMNS
from core.audit.finding import AuditVerdict
from core.catalogue.load import load_catalogue
from core.features.file_audit.audited_table import as_csv, audit_table, example, template
from core.intake.refusal import FileRefused
from core.intake.table import parse_table
from dashboards.cli.command import cli
from dashboards.i18n.words import audit as words
from dashboards.pages.audit.findings import row

CATALOGUE = load_catalogue()


def audited(text: str, encoding: str = "utf-8") -> list[tuple[str, str]]:
    result = audit_table(parse_table("通报.csv", text.encode(encoding)), CATALOGUE)
    return [(finding.verdict, finding.reason) for finding in result.findings]


def test_the_example_shows_every_verdict_and_names_no_real_place() -> None:
    assert {verdict for verdict, _ in audited(example())} == set(AuditVerdict)
    assert all("（虚构）" in line for line in example().splitlines()[1:])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_gives_the_commands_answers(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "通报.csv"
    file.write_bytes(example().encode(encoding))
    done = CliRunner().invoke(cli, ["audit", str(file), "--format", "json"], catch_exceptions=False)
    printed = [(row["verdict"], row["reason"]) for row in json.loads(done.stdout)]
    assert printed == audited(example(), encoding)


def test_the_result_runs_in_no_spreadsheet_and_loses_nothing() -> None:
    head, line = example().splitlines()[:2]
    cells = dict(zip(head.split(","), next(csv.reader([line])), strict=True)) | {
        "claim": "=1+1",
        "source": "＝HYPERLINK(1)",
        "place": "+86",
        "period": "@SUM(A1)",
    }
    text = io.StringIO()
    csv.DictWriter(text, list(cells)).writerow(cells)
    result = audit_table(parse_table("x.csv", f"{head}\n{text.getvalue()}".encode()), CATALOGUE)
    written = as_csv(result.findings)
    assert written.startswith("\ufeff")
    heads, back = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))
    assert heads[: len(COLUMNS)] == list(COLUMNS)
    cells_by_header = dict(zip(heads, back, strict=True))
    assert [cells_by_header[name] for name in ("claim", "source", "place", "period")] == [
        "'=1+1",
        "'＝HYPERLINK(1)",
        "'+86",
        "'@SUM(A1)",
    ]
    assert cells_by_header["numerator"] == "702"
    assert cells_by_header["结论"] == "相符"


def test_the_template_is_accepted() -> None:
    result = audit_table(parse_table("空表.csv", template().encode()), CATALOGUE)
    assert result == ([], [])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.xlsx", b"PK\x03\x04", "工作簿"),
        ("a.csv", b"", "空的"),
        ("a.csv", b"claim,source\n1,2", "缺少列"),
        ("a.csv", b"\x00\x01\x02\xff\xfe\xfd\x80", "."),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_mend(name: str, data: bytes, message: str) -> None:
    with pytest.raises(FileRefused, match=message) as refused:
        audit_table(parse_table(name, data), CATALOGUE)
    assert all(refusal.mend for refusal in refused.value.refusals)


def test_a_row_on_the_page_says_its_verdict_by_shape_and_word() -> None:
    assert set(words.SHAPES) == set(AuditVerdict)
    assert len(set(words.SHAPES.values())) == len(AuditVerdict)
    result = audit_table(parse_table("x.csv", example().encode()), CATALOGUE)
    for finding in result.findings:
        cells = row(finding, CATALOGUE)["cells"]
        assert isinstance(cells, list)
        assert cells[5] == f"{words.SHAPES[finding.verdict]} {finding.verdict.label}"
