"""From a draft to the issue: written into by people, signed by another, frozen; and what changes afterwards."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.bulletins.drafts import draft_document, edit_draft
from core.bulletins.hand_text import texts_by_heading
from core.bulletins.issue import Act
from core.engine import Engine
from core.store.bulletin_drafts import draft, drafts
from core.store.open import open_store
from core.store.records import delete_records
from core.store.sqlite import StoreError
from core.store.trail import trail_lines
from core.time.days import month_days
from dashboards.cli.command import cli

pytestmark = pytest.mark.slow  # as a whole: documents are written and read anew
HAND = ("重要警情", "有关要求")


@pytest.fixture
def db(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "drafts.db"))


def run(db: Path, *arguments: str) -> tuple[int, str]:
    command, *rest = arguments
    result = CliRunner().invoke(cli, ["bulletin", command, *rest, "--db", str(db)])
    return result.exit_code, result.output


def done(db: Path, *arguments: str) -> str:
    code, output = run(db, *arguments)
    assert code == 0, output
    return output


def refused(db: Path, *arguments: str) -> str:
    code, output = run(db, *arguments)
    assert code == 1, output
    return output


@pytest.fixture(scope="module")
def drafted_once(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft of a month with all that people have to write in it, not to be written to."""
    path = Path(shutil.copy(demo_db, tmp_path_factory.mktemp("drafted") / "drafted.db"))
    done(path, "draft", "monthly", "--period", "2026-05", "--by", "张三")
    for heading in HAND:
        done(path, "edit", "1", "--section", heading, "--text", "无", "--by", "张三")
    return path


@pytest.fixture
def drafted(drafted_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(drafted_once, tmp_path / "drafted.db"))


def test_a_bulletin_goes_its_way_with_every_act_in_the_trail(db: Path) -> None:
    assert "待人工填写：重要警情、有关要求" in done(db, "draft", "monthly", "--period", "2026-05", "--by", "张三")
    assert "重要警情" in refused(db, "approve", "1", "--by", "李四")
    done(db, "edit", "1", "--section", "重要警情", "--text", "某日破获系列案件，抓获 2 人。", "--by", "张三")
    done(db, "edit", "1", "--section", "有关要求", "--text", "加强巡逻。\n做好宣传。", "--by", "王五")
    assert "另一个人签发" in refused(db, "approve", "1", "--by", "王五")
    assert "还没有签发" in refused(db, "issue", "--draft", "1", "--by", "李四")
    done(db, "return", "1", "--reason", "要求写得不具体", "--by", "李四")
    assert "改过才能再签" in refused(db, "approve", "1", "--by", "李四")
    done(db, "edit", "1", "--section", "有关要求", "--text", "夜间加强巡逻。", "--by", "王五")
    done(db, "approve", "1", "--by", "李四")
    assert "已印发第 1 号" in done(db, "issue", "--draft", "1", "--by", "李四")
    assert "不能再动" in refused(db, "edit", "1", "--section", "有关要求", "--text", "改", "--by", "王五")
    shown = done(db, "show", "1")
    assert "夜间加强巡逻。" in shown
    assert "“重要警情”“有关要求”由人填写" in shown
    store = open_store(db, read_only=True, now=None)
    acts = [step.act.label for step in draft(store.conn, 1).steps]
    assert acts == ["起草", "修改", "修改", "退回", "修改", "签发", "印发"]
    lines = [line.detail for line in reversed(trail_lines(store.conn, 20, "bulletin_draft"))]
    assert [line.split(" ")[0] for line in lines] == acts[:-1]
    assert "要求写得不具体" in lines[3]
    assert [line.detail[:8] for line in trail_lines(store.conn, 20, "bulletin")] == ["第 1 号草稿：枫"[:8]]
    store.close()


def test_figures_cannot_be_edited_nor_personal_data_written(drafted: Path) -> None:
    assert "数和判断不能改" in refused(drafted, "edit", "1", "--section", "警情概况", "--text", "0 起", "--by", "张三")
    for text in ("联系电话 13800000000", "身份证 110101199001011234", "甲\u202e乙", " "):
        refused(drafted, "edit", "1", "--section", "重要警情", "--text", text, "--by", "张三")


def test_what_people_write_is_audited_too(drafted: Path) -> None:
    wrong = "上周盗窃62起，本周70起，环比上升13.9%。"
    done(drafted, "edit", "1", "--section", "重要警情", "--text", wrong, "--by", "张三")
    assert "应报 12.9%" in refused(drafted, "approve", "1", "--by", "李四")
    done(drafted, "edit", "1", "--section", "重要警情", "--text", wrong.replace("13.9", "12.9"), "--by", "张三")
    done(drafted, "approve", "1", "--by", "李四")


def test_one_draft_a_subject_and_no_issue_beside_it(drafted: Path) -> None:
    assert "第 1 号草稿" in refused(drafted, "draft", "monthly", "--period", "2026-05", "--by", "李四")
    assert "第 1 号草稿" in refused(drafted, "issue", "monthly", "--period", "2026-05", "--by", "李四")
    done(drafted, "drop", "1", "--by", "张三")
    done(drafted, "issue", "monthly", "--period", "2026-05", "--by", "李四")
    listed = json.loads(done(drafted, "drafts", "--format", "json"))
    assert [(one["number"], one["state"]) for one in listed] == [(1, "dropped")]


def withdraw_an_alert(db: Path, month: str) -> None:
    """Take an alert of a month out, as when a steward finds it wrong."""
    store = open_store(db, now=0)
    with store.write("test", "withdraw", "alert", 0):
        query = "SELECT id, when_day FROM fact_alert WHERE class <> 'invalid' ORDER BY id"
        days = month_days(int(month[:4]) * 12 + int(month[5:]) - 1)
        number = next(name for name, day in store.conn.execute(query) if days[0] <= day <= days[1])
        assert delete_records(store, "alert", [number]) == 1
    store.close()


def test_a_draft_whose_figures_have_changed_is_made_anew_before_it_is_signed(drafted: Path) -> None:
    withdraw_an_alert(drafted, "2026-05")
    assert "请先重算" in refused(drafted, "approve", "1", "--by", "李四")
    done(drafted, "refresh", "1", "--by", "张三")
    done(drafted, "approve", "1", "--by", "李四")
    done(drafted, "issue", "--draft", "1", "--by", "李四")
    shown = done(drafted, "show", "1")
    assert "“重要警情”“有关要求”由人填写" in shown
    assert "印发以来各数没有变化" in shown


def test_the_next_issue_says_what_reads_otherwise_in_the_one_before(db: Path) -> None:
    done(db, "issue", "monthly", "--period", "2026-04", "--by", "李四")
    withdraw_an_alert(db, "2026-04")
    changed = done(db, "show", "1")
    done(db, "issue", "monthly", "--period", "2026-05", "--by", "李四")
    shown = done(db, "show", "2")
    assert "上期数字的变化" in shown
    assert "第 1 号）印发以来" in shown
    row = next(line for line in changed.splitlines() if "接警量" in line and "本期数" in line)
    assert (
        row.split()[-4:]
        == next(line for line in shown.splitlines() if "接警量" in line and "本期数" in line).split()[-4:]
    )


def test_steps_cannot_be_changed(drafted: Path) -> None:
    connection = sqlite3.connect(drafted)
    for statement in ("UPDATE bulletin_step SET actor = 'x'", "DELETE FROM bulletin_step"):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.execute("DROP TRIGGER bulletin_step_no_update")
    connection.execute("UPDATE bulletin_step SET content = replace(content, '无', '有')")
    connection.commit()
    connection.close()
    assert "改动过" in refused(drafted, "approve", "1", "--by", "李四")
    store = open_store(drafted, read_only=True, now=None)
    assert not drafts(store.conn)[0].is_intact
    store.close()


def test_two_who_write_into_one_draft_do_not_overwrite_each_other(db: Path) -> None:
    done(db, "draft", "monthly", "--period", "2026-05", "--by", "张三")
    store = open_store(db, now=0)
    engine, zhang, wang = Engine(store), Act("张三", 1), Act("王五", 2)
    edit_draft(engine, 1, {"重要警情": "无"}, zhang, seen=1)
    both = edit_draft(engine, 1, {"有关要求": "加强巡逻。"}, wang, seen=1)  # another part of what wang still sees
    assert texts_by_heading(draft_document(both)) == {"重要警情": "无", "有关要求": "加强巡逻。"}
    with pytest.raises(StoreError, match="“有关要求”刚刚由 王五 改过"):
        edit_draft(engine, 1, {"重要警情": "无", "有关要求": "做好宣传。"}, zhang, seen=2)
    same = edit_draft(engine, 1, {"重要警情": "无", "有关要求": "加强巡逻。 \n"}, zhang, seen=2)
    assert len(same.steps) == len(both.steps)
    store.close()
