"""A made-up province: the cities' own records, once each, whatever interrupts its making."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from core.board_files.order import BoardOrder, EngineName
from core.engine import Engine
from core.facts.manifest import Manifest, read_manifest
from core.store.errors import StoreError
from core.store.open import open_store
from core.time.days import day_number
from dashboards.cli.command import cli
from seed import province_facts
from seed.bureau import month_drafts
from seed.draft import Writer
from seed.province import Province, plan_province
from seed.province_facts import write_province
from tests.support.boards import built
from tests.support.worlds import CATALOGUE

pytestmark = pytest.mark.slow  # as a whole: a province is made several times
SMALL = Province(1, date(2026, 5, 1), date(2026, 7, 31), 500, "small")


def made(folder: Path, province: Province = SMALL) -> Manifest:
    return write_province(province, folder, now=0, report=lambda _label, _done: None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("province") / "facts"
    made(path)
    return path


def test_every_record_is_there_once_and_in_its_month(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest.demo and manifest.bureau == "枫原省公安厅" and SMALL.number_of_cities > 1
    numbers: dict[str, list[str]] = {}
    for name, file in manifest.records.items():
        table = pq.read_table(folder / file.path)
        kind, _, month = name.partition("/")
        numbers.setdefault(kind, []).extend(table.column("id").to_pylist())
        fact = CATALOGUE.facts[kind]
        days = table.column(fact.date_column).to_pylist()
        spread = [day if fact.postings else (day + 28_800) // 86_400 for day in days]
        assert {CATALOGUE.reporting_calendar.month_of(day) for day in spread} <= {
            int(month[:4]) * 12 + int(month[5:]) - 1
        }
    assert all(len(set(ids)) == len(ids) for ids in numbers.values())
    assert abs(len(numbers["alert"]) / SMALL.alerts - 1) < 0.2
    assert "instruction" not in numbers and set(numbers) == set(CATALOGUE.facts) - {"instruction"}
    drawn: dict[str, int] = {}
    as_of = day_number(SMALL.as_of)
    for city in SMALL.cities:
        writer = _writer(city.place.units, [officer.number for officer in city.force.officers])
        for number in SMALL.months:
            for drafts in month_drafts(city, number):
                for draft in drafts:
                    drawn[draft.kind] = drawn.get(draft.kind, 0) + len(writer.rows(draft, as_of))
    kinds = ("alert", "dispute", "case", "inspection", "sweep", "service", "survey")
    assert {kind: len(numbers[kind]) for kind in kinds} == {kind: drawn[kind] for kind in kinds}


def _writer(units: Sequence[object], officers: list[str]) -> Writer:
    return Writer(CATALOGUE.facts, np.arange(len(units)), np.array(officers, dtype=object))


def test_a_table_has_the_rows_that_a_database_would_get() -> None:
    city, as_of = SMALL.cities[0], day_number(SMALL.as_of) - 20  # so that much is not known yet
    writer = _writer(city.place.units, [officer.number for officer in city.force.officers])
    for drafts in month_drafts(city, SMALL.months[-1]):
        for draft in drafts:
            if draft.lives is None:
                rows = [tuple(row.values()) for row in writer.table(draft, as_of).to_pylist()]
                assert rows == writer.rows(draft, as_of)


def test_what_was_interrupted_goes_on_and_what_is_broken_is_made_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    def stop(_label: str, done: float) -> None:
        if done > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        write_province(SMALL, tmp_path, now=0, report=stop)
    assert not (tmp_path / "manifest.json").exists()
    written: list[int] = []
    real = province_facts._write_month

    def counting(*arguments: Any) -> Any:
        written.append(arguments[3])
        return real(*arguments)

    monkeypatch.setattr(province_facts, "_write_month", counting)
    whole = made(tmp_path)
    assert written == [SMALL.months[-1]] and whole.records == read_manifest(folder).records
    broken = tmp_path / whole.records["alert/2026-05"].path
    broken.write_bytes(b"broken")
    assert made(tmp_path).records == whole.records and written[1:] == [SMALL.months[0]]
    assert made(tmp_path).records == whole.records and len(written) == 2
    assert not list(tmp_path.glob("**/*.part"))
    with pytest.raises(StoreError, match="另一个演示省"):
        made(tmp_path, Province(2, SMALL.start, SMALL.as_of, SMALL.alerts, "small"))
    (tmp_path / "province.json").unlink()
    with pytest.raises(StoreError, match="空文件夹"):
        made(tmp_path)


def test_its_board_shows_the_province(folder: Path, tmp_path: Path) -> None:
    built(EngineName.DUCKDB, BoardOrder(folder, tmp_path / "board.db", record_months=1))
    store = open_store(tmp_path / "board.db", read_only=True)
    board = Engine(store).board(kpis=["alerts_total"], period="2026-07", months=0)
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["records"]
    assert store.demo and board.figures["alerts_total", 1].value == files["alert/2026-07"]["rows"]
    store.close()


def test_the_command_says_what_it_needs(tmp_path: Path) -> None:
    for words, said in (
        (["--size", "province"], "--to"),
        (["--size", "province", "--to", str(tmp_path), "--db", "a.db"], "--to"),
        (["--size", "small"], "--db"),
        (["--size", "small", "--db", "a.db", "--to", str(tmp_path)], "--to"),
    ):
        result = CliRunner().invoke(cli, ["seed", *words])
        assert result.exit_code == 2 and said in result.output
    with pytest.raises(ValueError, match="截至日"):
        plan_province(1, date(1980, 1, 1))
