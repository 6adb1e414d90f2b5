"""What monitoring is told: the state of the server and of its database, and nothing of a unit, a person or a figure."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import create_connection

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.access.client import Client
from core.access.sign_in import sign_in
from core.store.anchors import keep_anchors
from core.store.backup import back_up
from core.store.restore import restore
from core.store.store import Store
from core.store.trail import trail_transaction
from core.store.trail_watch import TrailWatch
from core.time.days import day_of_time
from dashboards.monitoring.collector import own_registry
from dashboards.monitoring.endpoint import answering
from dashboards.server.refresh_times import RefreshTimes, timed_refresh
from dashboards.settings import DB_VARIABLE
from tests.support.accounts_world import GOOD, NOW, cheap_hashes, small_bureau

pytestmark = pytest.mark.slow  # as a whole: servers are started, and time must pass


Ask = Callable[[], dict[str, float]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with cheap_hashes(monkeypatch):
        store = small_bureau(tmp_path)
        monkeypatch.setenv(DB_VARIABLE, str(store.path))
        monkeypatch.setattr("dashboards.monitoring.collector.time.time", lambda: NOW + 60.0)
        yield store
        store.close()


@pytest.fixture
def ask(store: Store) -> Iterator[Ask]:
    with answering("127.0.0.1", 0, own_registry()) as port:

        def measurements() -> dict[str, float]:
            text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20).read().decode()
            return {
                sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
                for family in text_string_to_metric_families(text)
                for sample in family.samples
            }

        yield measurements


def test_sessions_failures_sources_backups_and_the_trail(store: Store, ask: Ask, tmp_path: Path) -> None:
    before = ask()
    assert before["fengjing_database_up"] == 1 and before["fengjing_sessions[desk]"] == 0
    assert before["fengjing_trail_lines_total[sign_in_failed]"] == 0 and before["fengjing_trail_faults"] == 0
    assert "fengjing_last_backup_timestamp_seconds" not in before and before["process_resident_memory_bytes"] > 10**7
    sign_in(store.conn, "张三", GOOD, Client("a"), now=NOW, seconds=900)
    sign_in(store.conn, "张三", "wrong", Client("b"), now=NOW, seconds=900)
    with store.write("test", "source", "", NOW):
        day = day_of_time(NOW + 60) - 4
        store.db.execute("INSERT INTO source VALUES ('alert', '接处警', ?, ?)", [day, NOW])
        for name in ("ledger:甲溪派出所月报", "ledger:b"):
            store.db.execute("INSERT INTO source VALUES (?, '报表', ?, ?)", [name, day - len(name), NOW])
    back_up(store, tmp_path / "b.db")
    with trail_transaction(store.conn, actor="x", action="backup", detail="", now=NOW + 7):
        pass
    keep_anchors(store.conn, store.path, tmp_path, NOW + 8)
    after = ask()
    assert after["fengjing_sessions[desk]"] == 1 and after["fengjing_sessions[wall]"] == 0
    assert after["fengjing_trail_lines_total[sign_in_failed]"] == 1
    assert after["fengjing_source_age_days[alert]"] == 4
    assert after["fengjing_source_age_days[ledger]"] == 4 + len("ledger:甲溪派出所月报"), "the oldest, under no name"
    assert after["fengjing_last_backup_timestamp_seconds"] == NOW + 7
    assert after["fengjing_last_anchor_timestamp_seconds"] == NOW + 8
    assert after["fengjing_trail_line_checked"] == store.conn.execute("SELECT max(id) FROM audit").fetchone()[0]
    assert after["fengjing_data_version"] == store.data_version()


def test_nothing_tells_of_a_unit_a_person_or_a_figure(store: Store, ask: Ask) -> None:
    sign_in(store.conn, "张三", "wrong", Client("10.1.2.3"), now=NOW, seconds=900)
    told = " ".join(ask())
    assert not re.search(r"[\u4e00-\u9fff]", told) and "10.1.2.3" not in told
    names = {name.partition("[")[0] for name in ask()}
    assert names and all(name.startswith(("fengjing_", "process_")) for name in names)


def test_a_trail_that_was_cut_or_changed_is_told(store: Store, ask: Ask, tmp_path: Path) -> None:
    keep_anchors(store.conn, store.path, tmp_path, NOW)
    for name in ("audit_is_kept", "audit_is_fixed", "audit_is_added_to", "audit_is_chained"):
        store.conn.execute(f"DROP TRIGGER IF EXISTS {name}")
    assert ask()["fengjing_trail_faults"] == 0
    store.conn.execute("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)")
    assert ask()["fengjing_trail_faults"] == 1, "the anchor"
    store.conn.execute("UPDATE audit SET detail = 'x' WHERE id = 2")
    store.conn.execute("UPDATE audit SET hash = '' WHERE id = (SELECT max(id) FROM audit)")
    assert ask()["fengjing_trail_faults"] > 1


def test_a_database_that_is_gone_is_down_and_the_process_still_tells(store: Store, ask: Ask) -> None:
    store.path.rename(store.path.with_name("elsewhere"))
    told = ask()
    assert told["fengjing_database_up"] == 0 and told["fengjing_websockets_open"] == 0
    assert "fengjing_data_version" not in told


def test_after_a_restore_all_is_counted_anew(store: Store, ask: Ask, tmp_path: Path) -> None:
    back_up(store, tmp_path / "early.db")
    for _ in range(5):
        sign_in(store.conn, "张三", "wrong", Client("a"), now=NOW, seconds=900)
    assert ask()["fengjing_trail_lines_total[sign_in_failed]"] == 5
    store.close()
    restore(tmp_path / "early.db", store.path, actor="x", now=NOW)
    assert ask()["fengjing_trail_lines_total[sign_in_failed]"] == 0 and ask()["fengjing_trail_faults"] == 0


def test_a_long_trail_is_followed_in_steps(store: Store) -> None:
    watch, behind = TrailWatch(), []
    for _ in range(4):
        watch.follow(store.conn, 1)
        behind.append(watch.is_behind)
    (last,) = store.conn.execute("SELECT max(id) FROM audit").fetchone()
    assert watch.line == last == 3 and behind == [True, True, True, False] and watch.faults == 0


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [("/metrics", "localhost", 200), ("/", "localhost", 404), ("/metrics", "evil.example", 404), ("/metrics", "", 404)],
)
def test_one_path_is_answered_and_no_foreign_name(store: Store, path: str, host: str, status: int) -> None:
    with (
        answering("127.0.0.1", 0, own_registry()) as port,
        create_connection(("127.0.0.1", port), timeout=20) as socket,
    ):
        head = f"Host: {host}:{port}\r\n" if host else ""
        socket.sendall(f"GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        assert socket.makefile("rb").readline().split()[1] == str(status).encode()


def test_refreshes_are_counted_by_how_long_they_took(monkeypatch: pytest.MonkeyPatch) -> None:
    times = RefreshTimes()
    for seconds in (0.01, 0.025, 0.3, 99.0):
        times.note(seconds)
    counts, total = times.counts()
    assert counts == (2, 0, 0, 0, 1, 0, 0, 0, 0, 1) and total == pytest.approx(99.335)
    monkeypatch.setattr("dashboards.server.refresh_times.REFRESHES", times)

    @timed_refresh
    def fails() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        fails()
    assert sum(times.counts().counts) == 5


def test_the_port_is_free_again_afterwards(store: Store) -> None:
    with (
        answering("127.0.0.1", 0, own_registry()) as port,
        pytest.raises(OSError),
        answering("127.0.0.1", port, own_registry()),
    ):
        pass
    with answering("127.0.0.1", port, own_registry()):
        pass
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=2)
