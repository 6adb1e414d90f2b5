"""Mappings kept under names: next month's file is recognised, every version stays, every act is in the trail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.intake.importer import import_table
from core.intake.mapping.choose import choose_reading
from core.intake.mapping.headers import header_key
from core.intake.mapping.model import TableMapping
from core.intake.mapping.names import KindNames
from core.intake.mapping.write import plain_text
from core.intake.refusal import FileRefused, ImportRefused
from core.intake.table import read_table
from core.store.mappings import find_mapping, stored_mappings
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.sqlite import sqlite3
from core.store.store import Store
from core.store.trail import trail_lines
from dashboards.cli.command import cli
from tests.support.intake_world import ALERT, NOW, UNITS, alert, peopled_store, write_csv
from tests.support.mapping_world import ALERT_MAPPING, ALERT_ROWS, mapping_file
from tests.support.own_kind import FILE, KIND, OVERLAY, ROWS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    peopled = peopled_store(tmp_path)
    yield peopled
    peopled.close()


def fengjing(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def save(store: Store, name: str, text: str = ALERT_MAPPING) -> tuple[int, str]:
    return fengjing("mapping", "save", name, str(mapping_file(store.path.parent, text)), "--db", str(store.path))


def test_next_month_s_file_is_recognised_by_its_headers(store: Store, tmp_path: Path) -> None:
    database = str(store.path)
    assert save(store, "警情月报")[0] == 0
    shuffled = [[*row[3:], *row[:3]] for row in ALERT_ROWS]
    without_persons = [[row[place] for place in (0, 1, 2, 3, 4, 7)] for row in ALERT_ROWS]
    for number, rows in enumerate((ALERT_ROWS, shuffled, without_persons)):
        file = write_csv(tmp_path / f"第{number}月.csv", rows)
        code, output = fengjing("import", "auto", str(file), "--db", database)
        assert code == 0 and "按对照“警情月报”读入" in output, output
    assert "未变 4" in fengjing("import", "alert", str(file), "--db", database)[1]


def test_a_named_mapping_or_file_decides(store: Store, tmp_path: Path) -> None:
    file, database = str(write_csv(tmp_path / "警情.csv", ALERT_ROWS)), str(store.path)
    by_file = mapping_file(tmp_path, ALERT_MAPPING, "临时.toml")
    assert "按对照“临时.toml”读入" in fengjing("import", "alert", file, "--map", str(by_file), "--db", database)[1]
    assert "没有名为“月报”的对照" in fengjing("import", "alert", file, "--map", "月报", "--db", database)[1]
    save(store, "月报")
    assert "按对照“月报”读入" in fengjing("import", "auto", file, "--map", "月报", "--db", database)[1]
    assert "是警情的，不是案件的" in fengjing("import", "case", file, "--map", "月报", "--db", database)[1]


def test_our_own_headers_need_no_mapping_and_strangers_are_told_what_to_do(store: Store, tmp_path: Path) -> None:
    ours = read_table(write_csv(tmp_path / "模板.csv", [ALERT, alert("A1")]))
    assert choose_reading(store, "auto", ours) == ("alert", ours)
    units = read_table(write_csv(tmp_path / "单位.csv", UNITS))
    assert choose_reading(store, "auto", units)[0] == "units"
    code, output = fengjing(
        "import", "auto", str(write_csv(tmp_path / "警情.csv", ALERT_ROWS)), "--db", str(store.path)
    )
    assert code == 1 and "认不出这是哪一类文件" in output and "fengjing mapping suggest" in output
    with pytest.raises(FileRefused, match="mapping suggest"):
        choose_reading(store, "auto", read_table(tmp_path / "警情.csv"))


def test_two_mappings_of_the_same_headers_are_asked_about(store: Store, tmp_path: Path) -> None:
    save(store, "甲")
    assert "“甲”认的也是这些表头" in save(store, "乙")[1]
    table = read_table(write_csv(tmp_path / "警情.csv", ALERT_ROWS))
    with pytest.raises(ImportRefused, match="有 2 个对照都认得"):
        choose_reading(store, "auto", table)
    assert choose_reading(store, "auto", table, named="乙")[0] == "alert"
    assert fengjing("mapping", "remove", "甲", "--db", str(store.path))[0] == 0
    assert choose_reading(store, "auto", table)[0] == "alert"
    assert [mapping.name for mapping in stored_mappings(store.conn)] == ["乙"]


def test_every_version_stays_and_every_act_is_in_the_trail(store: Store) -> None:
    data_version = store.data_version()
    save(store, "月报")
    save(store, "月报")
    changed = ALERT_MAPPING.replace('"打架斗殴"', '"打架"')
    assert "第 2 版" in save(store, "月报", changed)[1]
    fengjing("mapping", "remove", "月报", "--db", str(store.path))
    assert "第 4 版" in save(store, "月报")[1]
    acts = [(line.action, line.detail) for line in trail_lines(store.conn, 9, "mapping")]
    assert acts == [
        ("mapping", "月报：第 4 版"),
        ("mapping", "月报：撤下"),
        ("mapping", "月报：第 2 版"),
        ("mapping", "月报：第 1 版"),
    ]
    assert store.data_version() == data_version  # no board is read anew
    assert find_mapping(store.conn, "月报").text == ALERT_MAPPING
    for statement in ("DELETE FROM mapping", "UPDATE mapping SET text = ''"):
        with pytest.raises(sqlite3.Error, match="stays"):
            store.conn.execute(statement)


def test_a_broken_mapping_is_not_kept(store: Store) -> None:
    code, output = save(store, "月报", ALERT_MAPPING.replace('"已分流" = "否"\n', ""))
    assert code == 1 and "必需的“已分流”没有着落" in output and "→" in output
    assert stored_mappings(store.conn) == []


def test_what_was_saved_is_listed_and_shown_as_it_was(store: Store) -> None:
    assert fengjing("mapping", "list", "--db", str(store.path))[0] == 0
    save(store, "月报")
    assert "警情（alert）" in fengjing("mapping", "list", "--db", str(store.path))[1]
    assert '"kind": "alert"' in fengjing("mapping", "list", "--db", str(store.path), "--format", "json")[1]
    assert fengjing("mapping", "show", "月报", "--db", str(store.path)) == (0, ALERT_MAPPING)
    assert "没有名为“日报”的对照，已有的是：月报" in fengjing("mapping", "show", "日报", "--db", str(store.path))[1]


def test_a_proposal_that_a_steward_has_answered_is_kept_and_read(store: Store, tmp_path: Path) -> None:
    file, to = write_csv(tmp_path / "警情.csv", ALERT_ROWS), tmp_path / "警情.toml"
    database = str(store.path)
    code, output = fengjing("mapping", "suggest", str(file), "--kind", "auto", "--to", str(to), "--db", database)
    assert code == 0 and "警情（alert）" in output, output
    assert fengjing("mapping", "suggest", str(file), "--to", str(to), "--db", database)[0] == 1  # it is not overwritten
    answers = {
        '# "现场办结" = ""': '"现场办结" = "否"',
        '# "非警务类" = ""': '"非警务类" = "否"',
        '# "已分流" = ""': '"已分流" = "否"',
        '# "110/119/120联动" = ""': '"110/119/120联动" = "否"',
        '# "？" = ["甲溪所"]': '"甲溪派出所" = ["甲溪所"]',
        '# "？" = ["打架斗殴"]': '"治安" = ["打架斗殴"]',
        '"刑事" = ["刑事案件"]': '"刑事" = ["刑事案件", "通讯网络诈骗"]',
    }
    text = to.read_text("utf-8")
    for line, answer in answers.items():
        assert line in text, line
        text = text.replace(line, answer)
    to.write_text(text, "utf-8")
    assert fengjing("mapping", "save", "警情月报", str(to), "--db", database)[0] == 0
    code, output = fengjing("import", "auto", str(file), "--db", database)
    assert code == 0 and "新增 4" in output, output


def test_a_hash_of_headers_minds_neither_order_nor_width() -> None:
    assert header_key(["单位", "案发 时间"]) == header_key(["案发时间", "单 位", "报警人"])
    assert header_key(["ＡＢ"]) == header_key(["ab"]) != header_key(["abc"])


def test_an_older_database_gains_the_tables(store: Store) -> None:
    for table in ("mapping", "assumed_takeover", "assumed"):
        store.conn.execute(f"DROP TABLE {table}")
    store.conn.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm012%'")
    store.conn.execute("PRAGMA user_version = 11")
    store.close()
    opened = open_store(store.path, now=0)
    assert stored_mappings(opened.conn) == []
    opened.close()


def test_a_synonym_under_our_own_kind_is_named_and_not_its_nearest_spelling(store: Store, tmp_path: Path) -> None:
    table = read_table(write_csv(tmp_path / "案件.csv", [["警情编号", "单位", "案发时间"], ["1", "S1", "2026-11-01"]]))
    with pytest.raises(FileRefused) as caught:
        import_table(store, "alert", table, now=NOW, actor="test")
    mends = {refusal.column: refusal.mend for refusal in caught.value.refusals}
    assert mends["案发时间"].startswith("多半就是“接警时间”：用 fengjing mapping suggest")


def test_a_mapping_of_a_kind_that_is_gone_is_still_listed(store: Store, tmp_path: Path) -> None:
    replace_overlays(store, {FILE: OVERLAY}, actor="test", now=NOW)
    names = KindNames(KIND, store.catalogue)
    columns = {name: field.zh for name, field in names.fields.items()}
    save(store, "盯办", plain_text(TableMapping(kind=KIND, columns=columns), names, "盯办"))
    replace_overlays(store, {}, actor="test", now=NOW)
    assert "follow_up" in fengjing("mapping", "list", "--db", str(store.path))[1]
    code, output = fengjing(
        "import", "auto", str(write_csv(tmp_path / "盯办.csv", ROWS)), "--map", "盯办", "--db", str(store.path)
    )
    assert code == 1 and "没有这一类" in output


def test_an_own_kind_is_mapped_like_any_other(store: Store, tmp_path: Path) -> None:
    replace_overlays(store, {FILE: OVERLAY}, actor="test", now=NOW)
    rows = [
        ["序号", "问题编号", "责任单位", "发现时间", "办结时间", "问题类别"],
        ["1", "W1", "S1", "2026-11-02", "", "现场处置"],
    ]
    file, to = write_csv(tmp_path / "盯办.csv", rows), tmp_path / "盯办.toml"
    assert fengjing("mapping", "suggest", str(file), "--to", str(to), "--db", str(store.path))[0] == 0
    assert fengjing("mapping", "save", "盯办", str(to), "--db", str(store.path))[0] == 0
    assert "新增 1" in fengjing("import", "auto", str(file), "--db", str(store.path))[1]
