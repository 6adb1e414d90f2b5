"""Spark builds the same board as SQLite and DuckDB: one session, one bureau with a history, every shape of measure."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from core.board_files.order import BoardOrder, EngineName
from core.store.records import delete_records
from core.store.store import Store
from tests.support.boards import built, cells, cells_of, exported, placed_records
from tests.support.oracle import Record
from tests.support.server import command
from tests.support.unit_world import Wish, histories, try_wish, unit_records, unit_template
from tests.support.worlds import copied

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java runtime: apt-get install default-jre-headless"),
]
# What compiles every query by itself takes longer than the few rows of a test; so does checking its classes.
HASTY = {
    "spark.master": "local[1]",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xverify:none",
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    from core.board_files.spark_engine import local_session  # takes seconds to load

    session = local_session(1024, tmp_path_factory.mktemp("spark"), HASTY)
    yield session
    session.stop()


def eventful_bureaus() -> list[tuple[dict[str, list[Record]], list[Wish]]]:
    """Some bureaus, the richest first; which ones depends on what else was loaded, since Hypothesis looks there."""
    drawn: list[tuple[dict[str, list[Record]], list[Wish]]] = []

    @settings(
        max_examples=20,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(made=unit_records(), wishes=histories())
    def draw(made: dict[str, list[Record]], wishes: list[Wish]) -> None:
        drawn.append((made, wishes))

    draw()
    return sorted(drawn, key=lambda bureau: (sum(map(len, bureau[0].values())), len(bureau[1])), reverse=True)


PLAIN = ("case", "inspection")  # kinds of which no query has a shape that those of other kinds have not


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    template = unit_template(tmp_path)
    for made, wishes in eventful_bureaus():
        store = copied(template, tmp_path / "moved.db")
        if made["alert"] and any([try_wish(store, wish) for wish in wishes]):  # every wish is tried
            placed_records(store, made | {kind: [] for kind in PLAIN}, wishes)
            yield store
            store.close()
            return
        store.close()
    pytest.fail("no unit has a history")


def by_command(order: BoardOrder, *more: str) -> str:
    """Build a board as the command does; Spark's session is the one that is there."""
    return command("build", "--facts", order.facts, "--out", order.out, "--only-changed", *more)


def test_spark_equals_the_others(store: Store, session: SparkSession, tmp_path: Path) -> None:
    exported(store, tmp_path / "facts")
    orders = {name: BoardOrder(tmp_path / "facts", tmp_path / f"{name}.db", only_changed=True) for name in EngineName}
    by_spark = orders[EngineName.SPARK]
    assert "整个汇总" in by_command(by_spark, "--engine", "spark")
    for name in (EngineName.SQLITE, EngineName.DUCKDB):
        built(name, orders[name])
    assert {name: cells_of(order.out) for name, order in orders.items()} == dict.fromkeys(EngineName, cells(store))
    number = store.db.execute("SELECT id FROM fact_alert LIMIT 1").fetchone()[0]
    with store.write("test", "delete", "alert", 0):
        delete_records(store, "alert", [number])
    exported(store, tmp_path / "facts")
    said = by_command(by_spark, "--engine", "spark")
    assert "只重算有变化的" in said and "汇总了 1 个" in said
    assert cells_of(by_spark.out) == cells(store)
    assert session.sql("SELECT 1").collect()  # whoever started the session has it still
    assert not list(tmp_path.glob(".build-*"))
