"""Sources that are due run one after the other, one at a time, and none stops the others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.sources.add import NewSource, add_folder
from core.sources.due import due_sources, run_due
from core.sources.errors import SourceError
from core.sources.lock import SourcesBusy, sources_lock
from core.sources.run import run_source
from core.sources.schedule import check_rhythm, next_due
from core.sources.settings import FolderSettings
from core.sources.status import RunState, source_status
from core.store.batches import batches
from core.store.data_sources import begin_run, find_data_source
from core.store.open import open_store
from core.store.store import Store
from tests.support.database_servers import PASSWORD, DatabaseServer
from tests.support.intake_world import ALERT, NOW, alert, csv_text, peopled_store
from tests.support.killed_source import faults_left, killed, resumed_differences
from tests.support.source_world import SETTINGS, add, make_table, many_rows, stored_alerts

HOUR = 3600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "bureau").mkdir()
    opened = peopled_store(tmp_path / "bureau")
    yield opened
    opened.close()


def watched(store: Store, name: str = "来件", every: str = "1h", **settings: object) -> Path:
    """A watched folder beside the database's."""
    folder = store.path.parent.parent / name
    folder.mkdir()
    chosen = replace(FolderSettings("auto", "auto"), **settings)  # type: ignore[arg-type]  # of its fields
    add_folder(store, NewSource(name, every, NOW, "test"), folder, chosen)
    return folder


def drop(folder: Path, name: str, *rows: list[str], changed: int = NOW - HOUR) -> Path:
    """Put a file of alerts into a folder, as if it had come some time ago."""
    path = folder / name
    path.write_text(csv_text([ALERT, *rows]), "utf-8")
    os.utime(path, (changed, changed))
    return path


def read_folder(store: Store, now: int = NOW, name: str = "来件") -> tuple[int, int]:
    """Run a folder; the rows read and new."""
    tally = run_source(store, name, clock=lambda: now, actor="test")
    return tally.read, tally.new


def test_each_content_comes_in_once_whatever_its_name(store: Store) -> None:
    folder = watched(store)
    first = drop(folder, "十一月上.csv", alert("J1"), alert("J2", when="2026-11-02 08:30"))
    assert read_folder(store) == (2, 2)
    assert read_folder(store) == (0, 0)
    first.rename(folder / "改了名.csv")
    drop(folder, "又一份.csv", alert("J1"), alert("J2", when="2026-11-02 08:30"))
    assert read_folder(store) == (0, 0)
    drop(folder, "改了名.csv", alert("J1"), alert("J2", when="2026-11-02 08:30"), alert("J3"))
    assert read_folder(store) == (3, 1)
    assert sorted(path.name for path in folder.iterdir()) == ["又一份.csv", "改了名.csv"]  # nothing moved nor deleted


def test_files_that_are_not_whole_yet_or_not_for_us_wait(store: Store) -> None:
    folder = watched(store)
    drop(folder, "~$打开着.xlsx")
    drop(folder, ".hidden.csv", alert("J8"))
    drop(folder, "说明.docx")
    copying = drop(folder, "正在拷.csv", alert("J9"), changed=NOW - 1)
    assert read_folder(store) == (0, 0)
    os.utime(copying, (NOW - HOUR, NOW - HOUR))
    assert read_folder(store) == (1, 1)


def test_a_file_that_fails_stops_no_other_and_is_tried_again(store: Store) -> None:
    folder = watched(store)
    bad = folder / "a坏的.csv"
    bad.write_text("不认识,的表头\n1,2\n", "utf-8")
    os.utime(bad, (NOW - HOUR, NOW - HOUR))
    drop(folder, "b全拒收.csv", alert("J7", unit="没有的所"))
    drop(folder, "c好的.csv", alert("J1"))
    for expected in (1, 1):
        with pytest.raises(SourceError, match=r"2 个文件没有导入.*a坏的.csv.*认不出.*b全拒收.csv.*全部拒收"):
            read_folder(store)
        assert len(stored_alerts(store)) == expected
    drop(folder, "b全拒收.csv", alert("J7"))
    bad.unlink()
    assert read_folder(store) == (1, 1)


def test_rhythms() -> None:
    noon = NOW  # 12:00 in China
    assert next_due("30m", noon) == noon + 1800 and next_due("2h", noon) == noon + 2 * HOUR
    assert next_due("12:30", noon) == noon + 1800 and next_due("06:30", noon) == noon + 18 * HOUR + 1800
    assert next_due("12:00", noon) == noon + 24 * HOUR and next_due("", noon) is None
    assert check_rhythm(" 6H ") == "6h"
    for wrong in ("0h", "1w", "24:00", "6:5", "每天"):
        with pytest.raises(SourceError, match="读不懂 --every"):
            check_rhythm(wrong)


def test_a_clock_that_ran_ahead_puts_no_source_off_for_years(store: Store) -> None:
    watched(store)
    begin_run(store, "来件", NOW + 1000 * 24 * HOUR, next_due("1h", NOW + 1000 * 24 * HOUR))
    assert [source.name for source in due_sources(store.path, NOW)] == ["来件"]
    begin_run(store, "来件", NOW, next_due("1h", NOW))
    assert not due_sources(store.path, NOW) and not due_sources(store.path, NOW + HOUR - 1)
    assert due_sources(store.path, NOW + HOUR)


@pytest.mark.slow
def test_a_failing_source_does_not_stop_the_next(store: Store) -> None:
    gone, folder = watched(store, "甲"), watched(store, "乙")
    watched(store, "手工", every="")
    gone.rmdir()
    drop(folder, "十一月.csv", alert("J1"))
    first, second = run_due(store.path, clock=lambda: NOW, actor="test")
    assert (first.name, second.name) == ("乙", "甲")
    assert first.run.new == 1 and not first.run.error
    assert "读不了" in second.run.error and "核对路径" in second.run.error
    states = {name: source_status(find_data_source(store, name)).state for name in ("甲", "乙", "手工")}
    assert states == {"甲": RunState.FAILED, "乙": RunState.OK, "手工": RunState.NEVER}
    assert run_due(store.path, clock=lambda: NOW, actor="test") == []  # both are due in an hour
    assert len(run_due(store.path, clock=lambda: NOW + HOUR, actor="test")) == 2


@pytest.mark.slow
def test_a_process_that_breaks_down_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    watched(store)
    monkeypatch.setattr("core.sources.due.sys.executable", "/bin/false")
    (outcome,) = run_due(store.path, clock=lambda: NOW, actor="test")
    assert "读取的进程中断（1）" in outcome.run.error


def test_one_process_reads_at_a_time(store: Store) -> None:
    with sources_lock(store.path), pytest.raises(SourcesBusy, match="另一个进程正在读"), sources_lock(store.path):
        pass
    with sources_lock(store.path):
        pass


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_nothing_half(
    postgres: DatabaseServer, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """At whatever moment: what is stored are whole batches, and the next run goes on behind them."""
    monkeypatch.setenv("FENGJING_SOURCE_JQ_PASSWORD", PASSWORD)
    make_table(postgres, many_rows(200))
    add(store, postgres, replace(SETTINGS, overlap=0))
    store.close()  # no open connection survives a fork
    expected = Path(shutil.copy(store.path, tmp_path / "whole.db"))
    kills = 0
    for moment in (0.02, 0.08, 0.15, 0.25, 0.4):
        kills += killed(store.path, moment)
        assert faults_left(store.path) == []
    assert kills
    assert resumed_differences(store.path, expected) == []
    resumed = open_store(store.path, now=NOW)
    assert len(stored_alerts(resumed)) == 200
    assert batches(resumed)[0].counts.same < 10  # those of the second in which it was killed
    resumed.close()
