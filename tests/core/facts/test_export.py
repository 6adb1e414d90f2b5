"""Exports of facts: what is written again, what is left, and what is not believed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from core.catalogue.facts import Column
from core.facts.export import export_facts
from core.facts.manifest import FILE, read_manifest, require_whole
from core.facts.parquet import require_columns
from core.facts.prune import prune_facts
from core.store.errors import StoreError
from core.store.records import apply_records, delete_records
from core.store.store import Store
from tests.support.worlds import CATALOGUE, copied, empty_store

JANUARY, FEBRUARY = 1_704_200_000, 1_707_000_000  # 2024


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = copied(empty_store(tmp_path), tmp_path / "facts.db")
    write(store, "A1", JANUARY)
    write(store, "A2", FEBRUARY)
    yield store
    store.close()


def write(store: Store, number: str, time: int, kind: str = "lost") -> None:
    alert: dict[str, object] = dict.fromkeys(CATALOGUE.facts["alert"].columns)
    alert |= {"id": number, "unit": 5, "occurred_at": time, "class": "help", "kind": kind, "officer": "P1"}
    alert |= {"on_scene": 0, "non_police": 0, "diverted": 0, "joint": 0}
    with store.write("test", "write", "", 0):
        apply_records(store, "alert", [tuple(alert.values())])


def test_only_months_that_changed_are_written_again(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    export_facts(store, folder)
    before = read_manifest(folder).records
    assert sorted(before) == ["alert/2024-01", "alert/2024-02"]
    assert (export_facts(store, folder).written, read_manifest(folder).records) == (0, before)
    write(store, "A2", FEBRUARY, "noise")  # no measure of the catalogue tells these two kinds apart
    assert export_facts(store, folder).written == 1
    now = read_manifest(folder).records
    assert now["alert/2024-01"] == before["alert/2024-01"] and now["alert/2024-02"] != before["alert/2024-02"]
    assert pq.read_table(folder / now["alert/2024-02"].path).column("kind").to_pylist() == ["noise"]
    assert (folder / before["alert/2024-02"].path).is_file(), "a board upon the old one needs it"
    assert prune_facts(folder) == 1 and not (folder / before["alert/2024-02"].path).exists()


def test_a_month_without_records_is_gone_and_a_moved_record_is_in_one_month(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    export_facts(store, folder)
    write(store, "A2", JANUARY)
    export_facts(store, folder)
    assert {name: file.rows for name, file in read_manifest(folder).records.items()} == {"alert/2024-01": 2}
    with store.write("test", "delete", "", 0):
        delete_records(store, "alert", ["A1", "A2"])
    assert export_facts(store, folder).rows == 0 and not read_manifest(folder).records


def test_another_database_is_read_whole(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    export_facts(store, folder)
    (tmp_path / "another").mkdir()
    other = copied(empty_store(tmp_path / "another"), tmp_path / "other.db")
    write(other, "B1", JANUARY)
    write(other, "B2", FEBRUARY)
    write(other, "B3", FEBRUARY)
    export_facts(other, folder)
    ids = [
        pq.read_table(folder / file.path).column("id").to_pylist() for file in read_manifest(folder).records.values()
    ]
    assert sorted(number for numbers in ids for number in numbers) == ["B1", "B2", "B3"]
    other.close()


def test_names_stay_behind_unless_they_are_asked_for(store: Store, tmp_path: Path) -> None:
    for with_names, names in ((False, ["P1", "P2"]), (True, ["某人", "某人"])):
        export_facts(store, tmp_path / "facts", with_names=with_names)
        file = read_manifest(tmp_path / "facts").tables["officer"]
        assert pq.read_table(tmp_path / "facts" / file.path).column("name").to_pylist() == names


def test_a_damaged_export_is_not_believed(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    with pytest.raises(StoreError, match="fengjing facts export"):
        read_manifest(tmp_path)
    export_facts(store, folder)
    manifest = read_manifest(folder)
    require_whole(folder, manifest.files)
    file = folder / manifest.records["alert/2024-01"].path
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(StoreError, match="不符"):
        require_whole(folder, manifest.files)
    (folder / FILE).write_text('{"format": 1}')
    with pytest.raises(StoreError, match="读不懂"):
        read_manifest(folder)


def test_an_export_of_another_program_is_told_by_its_columns(store: Store, tmp_path: Path) -> None:
    export_facts(store, tmp_path / "facts")
    files = read_manifest(tmp_path / "facts").of_kind("alert").values()
    fact = CATALOGUE.facts["alert"]
    require_columns(tmp_path / "facts", fact, files)
    wider = fact.model_copy(update={"columns": fact.columns | {"channel": Column(zh="接警渠道", type="ref")}})
    with pytest.raises(StoreError, match="没有 警情 的 接警渠道"):
        require_columns(tmp_path / "facts", wider, files)
