"""`fengjing class`: which classes there are, and what came of one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from core.store.sqlite import connect
from core.store.trail import trail_lines
from dashboards.classroom.reader import now
from dashboards.cli.command import cli
from seed.classes import entries, seats, store
from seed.classes.model import ClassState
from tests.support.class_world import TRAINER, demo, opened, seated


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo(tmp_path)


@pytest.fixture
def state(path: Path) -> ClassState:
    with closing(connect(path, read_only=False)) as connection:
        state = opened(connection, ("一组", "二组"), now=now())
        people = [seats.join(connection, state.code or "", name, "一组", now=now())[0] for name in ("王强", "李娜")]
        store.release(connection, state.id, 1, None, actor=TRAINER, now=now())
        store.give_answer(connection, people[0], 1, "确有上升", now=now())
    return state


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["class", *map(str, words)])


def test_classes_are_listed_with_the_day_on_which_names_go(path: Path, state: ClassState) -> None:
    told = run("list", "--db", path).output
    assert entries.shown_code(state.code or "") in told and "自动结束" in told
    with closing(connect(path, read_only=False)) as connection:
        store.end_class(connection, state.id, actor=TRAINER, now=now())
        assert "删除名字和回答" in run("list", "--db", path).output
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE class SET opened_at = 1, ends_at = 2, erase_at = 3")
        connection.execute("COMMIT")
    told = run("list", "--db", path).output
    assert "到期，已删除 1 个课堂的名字和回答" in told and "王强" not in told
    assert run("results", state.code, "--db", path).exit_code == 1


def test_results_are_told_or_written_to_a_file_which_leaves_a_line(
    path: Path, state: ClassState, tmp_path: Path
) -> None:
    told = run("results", entries.shown_code(state.code or "").lower(), "--db", path).output
    assert "1 人答“确有上升”，应为“不能判断”" in told and "人太少，不比高下" in told and "王强" not in told
    book, page = tmp_path / "成绩.xlsx", tmp_path / "成绩.docx"
    for file in (book, page):
        assert run("results", state.code, "--db", path, "--to", file).exit_code == 0
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(book).active.rows]  # type: ignore[union-attr]
    assert rows[1][:4] == ["名字", "组", "得分", "答了"] and [row[:4] for row in rows[2:]] == [["王强", "一组", 0, 1]]
    assert run("results", state.code, "--db", path, "--to", tmp_path / "x.pdf").exit_code == 2
    with closing(connect(path, read_only=True)) as connection:
        assert [line.detail for line in trail_lines(connection, 9) if line.action == "export"] == [
            f"课堂 {state.id}，成绩.docx",
            f"课堂 {state.id}，成绩.xlsx",
        ]


def test_a_code_that_there_is_not_is_told(path: Path) -> None:
    assert "没有课堂" in run("list", "--db", path).output
    refused = run("results", "ABCDEFGH", "--db", path)
    assert refused.exit_code == 1 and "class list" in refused.output


def test_seats_need_a_class(path: Path) -> None:
    with closing(connect(path, read_only=False)) as connection:
        assert len(seated(connection, opened(connection, now=1_790_000_000), "王强")) == 1
