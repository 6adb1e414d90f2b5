"""`fengjing audit` as people and scripts use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.audit.claim import COLUMNS
from dashboards.cli.command import cli
from tests.support.paths import AUDIT_DATA

CLAIMS = AUDIT_DATA / "claims.csv"
HEADERS = ",".join(COLUMNS)
GOOD = "a,doc,甲县,2026,key_dispute_resolution_rate,rate,702,816,=,86,%"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["audit", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "通报.csv"


def test_the_table_tells_every_row_and_the_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    result = run(CLAIMS)
    assert result.exit_code == 0
    assert "共 70 条：不可能 1，对不上 2，相符 7，有可能 0，无从核验 60" in result.output
    assert "47 得 -4.3%" in result.output and "2.1万余起" in result.output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_and_a_quote_column(file: Path, encoding: str) -> None:
    file.write_text(f'{HEADERS},quote\n{GOOD},"化解率，达86%"\n', encoding=encoding)
    (row,) = json.loads(run(file, "--format", "json").output)
    assert (row["place"], row["reported"], row["verdict"], row["solutions"]) == ("甲县", "86", "holds", None)


def test_solutions_are_given_to_scripts(file: Path) -> None:
    file.write_text(
        f"{HEADERS}\na,doc,甲县,2026,alerts_total,yoy,45,,=,-6,%\nb,doc,乙县,2026,alerts_total,yoy,0,,=,-100,%"
    )
    rows = json.loads(run(file, "--format", "json").output)
    assert rows[0]["solutions"] == {"of": "基期数", "first": 48, "last": 48}
    assert rows[1]["solutions"] == {"of": "基期数", "first": 1, "last": None}


def test_rows_that_cannot_be_read_are_listed_and_the_rest_is_audited(file: Path) -> None:
    bad = ["b,doc,甲县,2026,x,rate,7.5,816,约,86,%", "c,doc,甲县,2026,x,percent,1,2,=,,%", "d,doc"]
    file.write_text("\n".join([HEADERS, GOOD, *bad]), "utf-8")
    result = run(file, "--format", "json")
    assert result.exit_code == 1 and [row["claim"] for row in json.loads(result.stdout)] == ["a"]
    for text in ("第 3 行 [numerator] “7.5”", "第 3 行 [relation] “约”", "[kind] “percent”", "[reported]", "第 5 行"):
        assert text in result.stderr


def test_wrong_columns_refuse_the_file(file: Path) -> None:
    file.write_text(HEADERS.replace("reported", "数值") + "\n" + GOOD, "utf-8")
    result = run(file)
    assert result.exit_code == 1 and "缺少列 reported" in result.output and "数值" in result.output


def test_cells_are_no_markup(file: Path) -> None:
    file.write_text(f"{HEADERS}\n{GOOD.replace('甲县', '[red]甲')}", "utf-8")
    assert "[red]甲" in run(file).output.replace("\n", "")
