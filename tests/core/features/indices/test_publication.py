"""Published lists stay as they were: later facts stand beside them, and of two who publish one comes first."""

from __future__ import annotations

import json
import shutil
import sqlite3 as plain
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.access.context import RequestContext
from core.access.roles import Role
from core.access.scoped_indices import ScopedIndices
from core.access.viewer import AccessRefused, Scope, Viewer
from core.engine import Engine
from core.features.indices import month_lists
from core.features.indices.month_lists import ListsChanged, lists_of_month
from core.features.indices.publish import publish, record_lists
from core.features.indices.published_table import TOLERANCE, PublishedTable, read_published
from core.features.indices.types import IndexTable
from core.metrics.reporting_period import PeriodError
from core.store import units
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.publication import publications
from core.store.records import apply_records
from core.store.sqlite import StoreError, sqlite3
from core.store.store import Store
from core.store.units import NewUnit, add_units, unit_tree
from core.time.days import first_second, month_days, to_date
from dashboards.cli.command import cli
from tests.support.late_ledger import FEWER, take_back
from tests.support.unit_world import Wish, try_wish

pytestmark = pytest.mark.slow

MONTH = 2026 * 12 + 9


@pytest.fixture
def path(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "own.db"))


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(path)
    yield opened
    opened.close()


def village(engine: Engine, number: int = 0) -> PublishedTable:
    return read_published(engine, publications(engine.store.conn, MONTH)[number], "village", "community")


def test_late_facts_change_what_is_known_now_and_not_what_was_published(store: Store) -> None:
    engine = Engine(store)
    publish(engine, MONTH, actor="督察甲", now=1)
    before = village(engine)
    assert before.lines
    assert not any(line.differs for line in before.lines)
    assert all(line.score is not None and line.score.value == line.published.value for line in before.lines)
    unit = take_back(store)
    after = village(engine)
    assert [line.published for line in after.lines] == [line.published for line in before.lines]
    (changed,) = (line for line in after.lines if line.published.unit == unit)
    assert changed.differs and changed.score is not None and changed.score.value is not None
    assert changed.change == pytest.approx(changed.score.value - (changed.published.value or 0))
    # One KPI carries all the known weight of a community: 7 of 120 items, from a floor of 0.60 to a target of 0.98.
    published_part = next(
        score_part for score_part in changed.published.parts if score_part.kpi == "double_ten_done_rate"
    )
    current_part = next(score_part for score_part in changed.score.parts if score_part.kpi == "double_ten_done_rate")
    assert (published_part.numerator or 0) - (current_part.figure.numerator or 0) == FEWER
    others = [line for line in after.lines if line.published.unit != unit]
    assert all(line.score and line.score.value == line.published.value for line in others)


RATINGS = """
[indices.ratings]
zh = "机关评所指数"
en = "Ratings of stations"
remark = "测试口径"
units = ["station"]
months = 3
least = 1
parts = { department_rates_station_rate = { weight = 1, floor = 0.0, target = 1.0 } }
"""


def add_ratings(store: Store, station: int, month: int, satisfied: Sequence[int]) -> None:
    """Departments' ratings of a station, all of a month's last day."""
    rows = [
        {"id": f"{station}-{number}-{len(satisfied)}", "unit": station, "kind": "downward", "satisfied": is_satisfied}
        | {"occurred_at": first_second(month_days(month)[1])}
        for number, is_satisfied in enumerate(satisfied)
    ]
    with store.write("tester", "import", "ratings", 2):
        apply_records(store, "survey", [tuple(map(row.get, store.catalogue.facts["survey"].columns)) for row in rows])


def test_a_published_score_beside_todays_does_not_tell_of_one_rating_that_came_late(store: Store) -> None:
    quarter_end, kpi = MONTH - 1, "department_rates_station_rate"
    replace_overlays(store, {"ours.toml": RATINGS}, actor="tester", now=0)
    engine = Engine(store)
    stations = [unit.id for unit in engine.units.stations(engine.units.root.id)]
    for station in stations:
        add_ratings(store, station, quarter_end, [1] * 12 + [0] * 8)
    board = engine.board(None, "2026Q3", to_date(month_days(MONTH)[1]), [kpi], months=0)
    assert all(board.figures[kpi, station].exact for station in stations), "boards show them"
    publish(engine, quarter_end, actor="督察甲", now=1)
    add_ratings(store, stations[0], quarter_end, [0])
    table = read_published(engine, publications(store.conn, quarter_end)[0], "ratings", "station")
    assert table.lines and not any(line.differs for line in table.lines)
    assert all("不计分" in (part.reason or "") for line in table.lines for part in line.published.parts)


def test_a_month_is_published_once_and_a_correction_keeps_both(store: Store) -> None:
    engine = Engine(store)
    publish(engine, MONTH, actor="督察甲", now=1)
    with pytest.raises(StoreError, match="不能覆盖"):
        publish(engine, MONTH, actor="督察乙", now=2)
    with pytest.raises(StoreError, match="完全相同"):
        publish(engine, MONTH, actor="督察乙", now=2, reason="想再发一次")
    with pytest.raises(StoreError, match="还没有发布过"):
        publish(engine, MONTH - 1, actor="督察乙", now=2, reason="更正")
    with pytest.raises(PeriodError, match="完整的月份"):
        publish(engine, MONTH + 1, actor="督察乙", now=2)
    unit = take_back(store)
    correction = publish(engine, MONTH, actor="督察乙", now=3, reason="双十条多报七项")
    assert (correction.number, correction.label) == (1, "更正第 1 号")
    first, second = ({line.published.unit: line for line in village(engine, n).lines}[unit] for n in (0, 1))
    assert first.published.value != second.published.value
    assert first.differs and not second.differs
    lines = store.conn.execute("SELECT actor, detail FROM audit WHERE action = 'publish' ORDER BY id").fetchall()
    assert [actor for actor, _ in lines] == ["督察甲", "督察乙"]  # what was refused left no line
    assert "双十条多报七项" in lines[1][1]


@pytest.mark.parametrize("table", ["publication", "publication_index", "publication_score", "publication_part"])
def test_nothing_that_is_published_can_be_changed(store: Store, table: str) -> None:
    publish(Engine(store), MONTH, actor="督察甲", now=1)
    (column, *_) = (row[1] for row in store.conn.execute(f"PRAGMA table_info({table})"))
    before = store.conn.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    added = f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1"
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        added.replace("INSERT", "INSERT OR REPLACE"),
        added,
    ):
        with pytest.raises((sqlite3.IntegrityError, plain.IntegrityError), match="stays as it was"):
            store.conn.execute(statement)
    with pytest.raises((sqlite3.IntegrityError, plain.IntegrityError), match="stays as it was"):
        store.conn.execute(
            "INSERT INTO publication_score SELECT publication, index_id, 9999, name, kind, above, value, low, high, "
            "known, word, shape, list, reason FROM publication_score LIMIT 1"
        )
    assert store.conn.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize(("most", "parts"), [(9, 2), (1, 3)])
def test_of_a_province_lists_worked_out_part_by_part_are_those_of_all_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch, most: int, parts: int
) -> None:
    monkeypatch.setattr(Store, "demo", False)  # of a generated bureau nobody moves a station
    bureau = unit_tree(store).root
    with store.write("tester", "units", "", 2):
        add_units(store, [NewUnit(code, code, "county", bureau.code) for code in ("K1", "K2")])
    for number, station in enumerate(unit_tree(store).stations(bureau.id)):
        assert try_wish(store, Wish("move", (station.code, "K2" if number else "K1"), date(2020, 1, 1), 0))
    monkeypatch.setattr(units, "MOST_COMPARED", 2)  # of three stations: the two counties are compared
    engine = Engine(store)
    together = lists_of_month(engine, MONTH).content
    asked: list[list[str]] = []
    index_table = engine.index_table

    def noted_table(*args: Any, **kwargs: Any) -> IndexTable:
        table = index_table(*args, **kwargs)
        asked.append([unit.name for unit in table.units if unit.kind == "community"])
        return table

    monkeypatch.setattr(month_lists, "MOST_TOGETHER", most)
    monkeypatch.setattr(engine, "index_table", noted_table)
    apart = lists_of_month(engine, MONTH).content
    assert len([names for names in asked if names]) == parts, "of the two counties, or station by station"
    assert apart.indices == together.indices
    assert len(apart.scores) == len(together.scores)
    by_unit = {(score.index_id, score.unit): score for score in apart.scores}
    for other in together.scores:
        one = by_unit[other.index_id, other.unit]
        assert (one.word, one.reason, one.parts) == (other.word, other.reason, other.parts)
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), abs=TOLERANCE)


def test_lists_that_were_worked_out_before_the_data_changed_are_not_written(store: Store) -> None:
    lists = lists_of_month(Engine(store), MONTH)
    take_back(store)
    with pytest.raises(ListsChanged, match="请再发布一次"):
        record_lists(store, lists, actor="督察甲", now=3)
    assert publications(store.conn) == []
    assert store.conn.execute("SELECT count(*) FROM audit WHERE action = 'publish'").fetchone() == (0,)


def test_of_two_who_publish_at_once_one_wins(path: Path) -> None:
    barrier, outcomes = threading.Barrier(2), []

    def publish_as(name: str) -> None:
        own = open_store(path)
        try:
            engine = Engine(own)
            engine.index_table("peace", MONTH)
            barrier.wait()
            publish(engine, MONTH, actor=name, now=1)
            outcomes.append("published")
        except StoreError as error:
            outcomes.append(str(error))
        finally:
            own.close()

    threads = [threading.Thread(target=publish_as, args=(name,)) for name in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome == "published" for outcome in outcomes) == [False, True]
    assert any("不能覆盖" in outcome for outcome in outcomes)
    reader = open_store(path, read_only=True)
    assert len(publications(reader.conn)) == 1
    assert reader.conn.execute("SELECT count(*) FROM audit WHERE action = 'publish'").fetchone() == (1,)
    reader.close()


def test_other_rules_later_do_not_touch_what_was_published(store: Store) -> None:
    engine = Engine(store)
    publish(engine, MONTH, actor="督察甲", now=1)
    before = village(engine)
    assert before.notes == ()
    overlay = "[indices.village.parts]\nhazard_rectification_rate = { weight = 1, floor = 0.1, target = 0.2 }"
    replace_overlays(store, {"ours.toml": overlay}, actor="tester", now=2)
    after = village(Engine(store))
    assert [line.published for line in after.lines] == [line.published for line in before.lines]
    assert not any(line.differs for line in after.lines)  # computed by the published rules
    assert any("改过口径" in note for note in after.notes)


def test_a_snapshot_has_the_rules_and_every_numerator(store: Store) -> None:
    engine = Engine(store)
    publish(engine, MONTH, actor="督察甲", now=1)
    table = village(engine)
    rules = json.loads(table.index.config)
    assert rules["index"]["parts"]["double_ten_done_rate"]["weight"] == 80
    assert rules["bands"]["steps"][0]["from"] == 0
    assert set(rules["kpis"]) == set(rules["index"]["parts"])
    assert len(table.index.digest) == 64
    assert any("示例" in remark for remark in table.index.remarks)
    counted = [
        published_part for line in table.lines for published_part in line.published.parts if published_part.share
    ]
    assert counted
    assert all(
        published_part.denominator is not None and published_part.points is not None for published_part in counted
    )


def viewer(role: Role, unit: int) -> Viewer:
    return Viewer(f"user:{role}", "某人", Scope(role, unit))


def test_who_looks_sees_their_own_and_publishes_only_in_a_role_that_may(store: Store) -> None:
    engine = Engine(store)
    publish(engine, MONTH, actor="督察甲", now=1)
    (act,) = publications(store.conn)
    station = engine.units.stations(engine.units.root.id)[0]
    own, inspector = (
        ScopedIndices(RequestContext(engine, viewer(Role.STATION, station.id))),
        ScopedIndices(RequestContext(engine, viewer(Role.INSPECTOR, 1))),
    )
    assert [unit.id for unit in own.table("peace", MONTH, "station").units] == [station.id]
    assert (
        own.table("peace", MONTH, "station").codes[station.id]
        == inspector.table("peace", MONTH, "station").codes[station.id]
    )
    assert {line.published.unit for line in own.published(act, "peace", "station").lines} == {station.id}
    assert len(inspector.published(act, "peace", "station").lines) == len(engine.units.stations(1))
    assert inspector.publisher().name == "某人（user:inspector）"
    for refused in (
        own,
        ScopedIndices(RequestContext(engine, viewer(Role.STEWARD, 1))),
        ScopedIndices(RequestContext(engine, viewer(Role.CHIEF, station.id))),
    ):
        with pytest.raises(AccessRefused):
            refused.publisher()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_the_commands_tell_and_publish(path: Path) -> None:
    result = run("index", "--db", str(path))
    assert result.exit_code == 0 and "平安指数" in result.output and "示例口径，非官方" in result.output
    rows = json.loads(run("index", "--db", str(path), "--by", "community", "--format", "json").output)
    assert len(rows) > 5
    assert all(row["score"] is None or 0 <= row["score"] <= 100 for row in rows)
    assert all("示例" in row["remarks"] and row["demo"] for row in rows)
    name = rows[0]["unit"]
    part_rows = json.loads(run("index", "--db", str(path), "--unit", name, "--format", "json").output)
    assert sum(part_row["contribution"] or 0 for part_row in part_rows) == pytest.approx(rows[0]["score"])
    done = run("publish", "--db", str(path), "--month", "2026-10", "--by", "督察甲")
    assert done.exit_code == 0 and "2026-10 原报" in done.output
    second = run("publish", "--db", str(path), "--month", "2026-10", "--by", "督察乙")
    assert second.exit_code == 1 and "不能覆盖" in second.output
    store = open_store(path)
    take_back(store)
    store.close()
    listing = run("published", "--db", str(path), "--month", "2026-10", "--by", "community")
    assert listing.exit_code == 0
    assert all(word in listing.output for word in ("原报", "现值", "有变", "督察甲", "演示数据"))
    assert "2026-10" in run("published", "--db", str(path)).output
    assert run("index", "--db", str(path), "--month", "2026-13").exit_code == 2
    assert "没有指数" in run("index", "nothing", "--db", str(path)).output
    assert "还没有发布过" in run("published", "--db", str(path), "--month", "2026-09").output
