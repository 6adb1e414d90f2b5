"""Imports, previews, batches and undo, as scripts use them."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.store.open import open_store
from dashboards.cli.command import cli
from tests.support.intake_world import ALERT, FLOW, LEDGER, alert, peopled_store, write_csv
from tests.support.store_state import differences, state

RECEIPT = {"batch", "read", "new", "changed", "same", "withdrawn", "refused", "refused_file", "warnings"}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    store = peopled_store(tmp_path)
    store.close()
    return store.path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def document(*arguments: str | Path, code: int = 0) -> Any:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def alerts(db: Path, *rows: list[str], name: str = "警情.csv") -> Path:
    return write_csv(db.parent / name, [ALERT, *rows])


def test_a_receipt_has_the_promised_keys_and_refused_rows_a_file(db: Path) -> None:
    file = alerts(db, alert("A1"), alert("A2", kind="外星"))
    receipt = document("import", "alert", file, "--db", db, code=1)
    assert set(receipt) >= RECEIPT
    assert [receipt[key] for key in ("batch", "read", "new", "changed", "same", "withdrawn", "refused")] == [
        3,
        2,
        1,
        0,
        0,
        0,
        1,
    ]
    path = Path(receipt["refused_file"])
    assert path.parent == db.parent and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert receipt["causes"][0]["rows"] == 1 and receipt["causes"][0]["first_rows"] == [{"row": 3, "value": "外星"}]
    assert any("被拒收" in warning for warning in receipt["warnings"])
    again = document("import", "alert", alerts(db, alert("A1"), name="同样.csv"), "--db", db)
    assert (again["same"], again["refused_file"], again["batch"]) == (1, None, None)


def test_a_dry_run_writes_nothing_and_tells_the_board(db: Path) -> None:
    store = open_store(db)
    before = state(store)
    file = alerts(db, alert("A1"), alert("A2", kind="外星"))
    arguments: list[str | Path] = [
        "import",
        "alert",
        file,
        "--db",
        db,
        "--covers",
        "2026-01-01..2026-11-20",
        "--complete",
        "--dry-run",
    ]
    receipt = document(*arguments, code=1)
    assert (receipt["batch"], receipt["new"], receipt["refused"], receipt["dry_run"]) == (None, 1, 1, True)
    tiles = {tile["kpi"]: (tile["before"], tile["after"]) for tile in receipt["board"]["tiles"]}
    assert tiles["alerts_valid"] == ("—", "1 起") and len(tiles) == 12
    assert differences(before, state(store)) == {} and receipt["refused_file"] is None
    told = run(*arguments)
    assert told.exit_code == 1 and "什么也没有写入" in told.output and "拒收 1 行 [警情类别]" in told.output
    assert "有效警情" in told.output and not list(db.parent.glob("*.xlsx"))
    wanted = db.parent / "要改的.xlsx"
    assert document(*arguments, "--refused-file", wanted, code=1)["refused_file"] == str(wanted) and wanted.exists()
    assert run(*arguments, "--refused-file", wanted).exit_code == 2  # it covers no file
    store.close()


def test_many_refusals_of_one_cause_are_one_line(db: Path) -> None:
    file = alerts(db, *(alert(f"B{n}", kind="外星") for n in range(3000)))
    output = run("import", "alert", file, "--db", db).output
    assert "拒收 3000 行 [警情类别]" in output and len(output) < 2000


def test_batches_are_listed_shown_and_taken_back(db: Path) -> None:
    assert [batch["kind"] for batch in document("batch", "list", "--db", db)] == ["officers", "units"]
    assert run("import", "alert", alerts(db, alert("A1"), alert("A2")), "--db", db).exit_code == 0
    assert run("import", "alert", alerts(db, alert("A1", kind="治安"), name="更正.csv"), "--db", db).exit_code == 0
    shown = document("batch", "show", "3", "--db", db)
    assert shown["changed_later"] == [{"batch": 4, "rows": 1}] and shown["file"] == "警情.csv"
    assert shown["covers"] == {"first": "2026-11-01", "last": "2026-11-01"}
    assert "第 4 批" in run("batch", "show", "3", "--db", db).output
    rehearsed = document("batch", "undo", "3", "--db", db, "--dry-run")
    assert (rehearsed["removed"], len(rehearsed["board"]["tiles"])) == (1, 12)
    undone = document("batch", "undo", "3", "--db", db)
    assert (undone["removed"], undone["kept"], undone["board"]) == (1, [{"batch": 4, "rows": 1}], None)
    again = run("batch", "undo", "3", "--db", db)
    assert again.exit_code == 1 and "已经撤销过" in again.output
    assert run("batch", "undo", "9", "--db", db).exit_code == 1
    assert "已撤销" in run("batch", "list", "--db", db).output
    assert run("check", "--db", db).exit_code == 0


def test_the_undo_of_a_report_of_many_periods_shows_its_last_month(db: Path) -> None:
    """It says this month and the same of a year ago: of all the days between nothing is known, nothing would change."""
    rows = [["甲溪派出所", period, "刑事警情", "3", "月报"] for period in ("2025-10", "2026-09", "2026-10")]
    run("import", "ledger", write_csv(db.parent / "报表.csv", [LEDGER, *rows]), "--db", db)
    said = run("batch", "undo", "3", "--db", db, "--dry-run").output
    board = document("batch", "undo", "3", "--db", db, "--dry-run")["board"]
    assert board["days"] == {"first": "2026-10-01", "last": "2026-10-31"}, said


def test_single_rows_are_withdrawn_and_put_back(db: Path) -> None:
    run("import", "alert", alerts(db, alert("A1"), alert("A2")), "--db", db)
    ledger = write_csv(db.parent / "报表.csv", [LEDGER, ["甲溪派出所", "2026-10", FLOW, "3", "月报"]])
    run("import", "ledger", ledger, "--db", db)
    assert document("batch", "withdraw", "alert", "A1", "A2", "--db", db) == {
        "batch": 5,
        "kind": "alert",
        "withdrawn": 2,
    }
    assert document("batch", "withdraw", "ledger", f"甲溪派出所/{FLOW}/2026-10", "--db", db)["withdrawn"] == 1
    assert document("batch", "withdraw", "officers", "P001@2020-01-01", "--db", db)["withdrawn"] == 1
    unknown = run("batch", "withdraw", "alert", "A1", "--db", db)
    assert unknown.exit_code == 1 and "A1" in unknown.output
    assert document("batch", "undo", "5", "--db", db)["returned"] == 2
    assert run("check", "--db", db).exit_code == 0


def test_what_a_complete_file_lacks_goes_with_withdraw_alone(db: Path) -> None:
    run("import", "alert", alerts(db, alert("A1"), alert("A2")), "--db", db)
    shorter = alerts(db, alert("A1"), name="少一条.csv")
    told = document("import", "alert", shorter, "--db", db, "--complete")
    assert told["withdrawn"] == 0 and any("A2" in warning for warning in told["warnings"])
    assert document("import", "alert", shorter, "--db", db, "--complete", "--withdraw")["withdrawn"] == 1
