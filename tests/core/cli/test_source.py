"""`fengjing source` on a watched folder: what is printed, what scripts get, which code it ends with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.sources.lock import sources_lock
from core.store.open import open_store
from core.store.trail import trail_lines
from dashboards.cli.command import cli
from tests.support.intake_world import ALERT, NOW, alert, csv_text, peopled_store


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    for name in ("bureau", "in"):
        (tmp_path / name).mkdir()
    peopled_store(tmp_path / "bureau").close()
    drop(tmp_path / "in" / "十一月.csv", alert("J1"), alert("J2", unit="没有的所"))
    return tmp_path / "bureau" / "bureau.db"


def drop(path: Path, *rows: list[str]) -> None:
    path.write_text(csv_text([ALERT, *rows]), "utf-8")
    os.utime(path, (NOW, NOW))


def source(bureau: Path, *words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(cli, ["source", *words, "--db", str(bureau)])
    assert done.exit_code == code, done.output
    return done


def document(bureau: Path, *words: str, code: int = 0) -> Any:
    return json.loads(source(bureau, *words, "--format", "json", code=code).stdout)


def add(bureau: Path) -> None:
    folder = str(bureau.parent.parent / "in")
    source(bureau, "add", "来件", "--folder", folder, "--map", "auto", "--every", "1h", "--complete")


def test_a_source_from_adding_to_removing(bureau: Path) -> None:
    add(bureau)
    (listed,) = document(bureau, "list")
    assert (listed["name"], listed["state"], listed["every"], listed["run"]) == ("来件", "never", "1h", None)
    preview = document(bureau, "run", "来件", "--dry-run", code=1)
    assert (preview["dry_run"], preview["read"], preview["new"], preview["refused"], preview["batches"]) == (
        *(True, 2, 1, 1),
        [],
    )
    assert [tile["after"] for tile in preview["board"]["tiles_of_days"] if tile["kpi"] == "alerts_valid"] == ["1 起"]
    made = document(bureau, "run", "来件", code=1)
    assert (made["new"], made["refused"], len(made["batches"])) == (1, 1, 1)
    assert [(cause["column"], cause["rows"]) for cause in made["causes"]] == [("单位", 1)]
    assert Path(made["refused_files"][0]).parent == bureau.parent
    again = source(bureau, "run", "来件")
    assert "读入 0 行" in again.output and "没有新的内容" in again.output
    assert "来件" in source(bureau, "list").output and "正在" not in source(bureau, "show", "来件").output
    source(bureau, "remove", "来件")
    assert "还没有来源" in source(bureau, "list").output
    store = open_store(bureau, read_only=True)
    assert [line.detail.partition("：")[0] for line in trail_lines(store.conn, 9, "source")] == [
        "移除 来件",
        "添加 来件",
    ]
    store.close()


def test_what_cannot_be_added_is_told(bureau: Path) -> None:
    add(bureau)
    folder = str(bureau.parent.parent / "in")
    for words, told in (
        (("来件", "--folder", folder, "--map", "auto"), "已经有了"),
        (("b", "--folder", str(bureau.parent), "--map", "auto"), "另建一个只放来件的文件夹"),
        (("b", "--folder", folder, "--map", "没有的"), "没有名为“没有的”的对照"),
        (("b", "--folder", folder, "--map", "auto", "--every", "每天"), "读不懂 --every"),
        (("b", "--url", "sqlite:///x.db", "--table", "t", "--map", "m"), "没有名为“m”的对照"),
    ):
        assert told in source(bureau, "add", *words, code=1).output
    for wrong in (("b", "--map", "auto"), ("b", "--url", "x", "--folder", folder, "--map", "m")):
        assert "两样里一样" in source(bureau, "add", *wrong, code=2).output
    assert "没有名为“b”的来源" in source(bureau, "run", "b", code=1).output
    assert "两样里一样" in source(bureau, "run", code=2).output


def test_a_timer_that_finds_another_reader_leaves_it_alone(bureau: Path) -> None:
    add(bureau)
    with sources_lock(bureau):
        done = source(bureau, "run", "--due")
        assert "另一个进程正在读来源" in done.stderr and "没有到点的来源" in done.stdout
        assert "另一个进程正在读来源" in source(bureau, "run", "来件", code=1).output
