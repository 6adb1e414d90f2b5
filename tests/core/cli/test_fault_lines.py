"""Of a damaged database a check lists the first faults of each kind, and how many more there are."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from core.cli.fault_lines import SHOWN_OF_A_KIND, fault_lines
from core.store.sqlite import connect
from dashboards.cli.command import cli
from tests.support.copied_store import new_store

MANY = 19_000


def test_of_each_kind_the_first_are_listed_and_the_others_counted() -> None:
    faults = [f"fact_alert 第 {number} 行指向不存在的 unit" for number in range(MANY)]
    faults[7:7] = ["汇总 cube_day 有 3 行与重算不一致", "“甲所”是本局，只能改名", "“乙所”是本局，只能改名"]
    lines = list(fault_lines(faults, all_of_them=False))
    assert len(lines) == SHOWN_OF_A_KIND + 1 + 3
    assert lines[:SHOWN_OF_A_KIND] == [
        f"fact_alert 第 {number} 行指向不存在的 unit" for number in range(SHOWN_OF_A_KIND)
    ]
    assert lines[SHOWN_OF_A_KIND] == "……同样的还有 18,980 处，没有列出；加 --all 逐条列出"
    assert lines[SHOWN_OF_A_KIND + 1 :] == faults[7:10]


def test_all_of_them_can_be_asked_for_and_none_is_lost() -> None:
    faults = [f"指令 {number} 的记录与经过不一致" for number in range(MANY)]
    assert list(fault_lines(faults, all_of_them=True)) == faults
    as_many_as_fit = faults[:SHOWN_OF_A_KIND]
    assert list(fault_lines(as_many_as_fit, all_of_them=False)) == as_many_as_fit


def test_the_command_says_how_many_more_there_are(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    new_store(path, bureau="甲局", demo=False, now=0).close()
    connection = connect(path, read_only=False)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.executemany(
        "INSERT INTO unit (id, code, name, kind, parent) VALUES (?, ?, ?, 'station', 999)",
        [(number, f"S{number}", f"某所{number}") for number in range(10, 40)],
    )
    connection.commit()
    connection.close()
    short, full = (CliRunner().invoke(cli, ["check", "--db", str(path), *more]) for more in ((), ("--all",)))
    assert (short.exit_code, full.exit_code) == (1, 1)
    assert short.output.count("unit 第") == SHOWN_OF_A_KIND and "同样的还有 10 处" in short.output
    assert full.output.count("unit 第") == 30 and "同样的还有" not in full.output
    assert "有单位的上级不存在" in short.output
