"""`fengjing mapping suggest` reads the sheet and the header rows that it is told."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from dashboards.cli.command import cli
from tests.support.workbooks import MadeSheet, as_xlsx


def test_the_sheet_and_the_header_rows_are_chosen(tmp_path: Path) -> None:
    junk = [["甲", "乙", "丙"], ["一", "二", "三"]]
    rows = [*junk, ["处置单位", "案发时间", "警情类型"], ["甲溪派出所", "2026-11-01 08:30", "纠纷"]]
    file, target = tmp_path / "表.xlsx", tmp_path / "对照.toml"
    file.write_bytes(as_xlsx(MadeSheet(junk, "别的"), MadeSheet(rows, "警情")))
    words = ["mapping", "suggest", str(file), "--kind", "alert", "--to", str(target)]
    unclear = CliRunner().invoke(cli, words)
    assert unclear.exit_code != 0 and "警情" in unclear.output and not target.exists()
    chosen = CliRunner().invoke(cli, [*words, "--sheet", "警情", "--header", "3"])
    assert chosen.exit_code == 0, chosen.output
    assert '"处置单位"' in target.read_text("utf-8") and "甲" not in target.read_text("utf-8").replace("甲溪", "")
