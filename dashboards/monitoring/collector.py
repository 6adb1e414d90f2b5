"""Measurements of the process and of its database, as Prometheus takes them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from itertools import accumulate
from threading import Lock

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from core.store import schema
from core.time.days import day_of_time
from dashboards import theme
from dashboards.auth.sign_in_queue import SIGN_INS
from dashboards.i18n.words.walls import State
from dashboards.monitoring.database_state import DatabaseState, DatabaseWatch
from dashboards.queries.background import BACKGROUND, PROCESS
from dashboards.server.open_sockets import SOCKETS
from dashboards.server.refresh_times import BOUNDS, REFRESHES
from dashboards.server.shared_walls import open_walls
from dashboards.server.shown_database import served_path
from dashboards.server.waiting_connections import WAITING

FAILED = "sign_in_failed"
BACKUP = "backup"


def own_registry() -> CollectorRegistry:
    """Return all measurements of this process and of the database."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(BoardCollector())
    return registry


class BoardCollector(Collector):
    """All measurements; of two who ask at once the second waits. None names a unit or a person, or holds a figure."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._watch = DatabaseWatch()

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: the database need not be there when the server starts."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield every measurement of this moment."""
        now = int(time.time())
        yield from _process()
        with self._lock:
            state = self._watch.state(served_path(), now)
            yield _gauge("database_up", "1 if the database can be read.", int(state is not None))
            if state is not None:
                yield from _database(state, now)
                yield from _trail(self._watch, state)


def _process() -> Iterator[Metric]:
    info = GaugeMetricFamily("fengjing_info", "The program's version and structure.", labels=["version", "structure"])
    info.add_metric([version("fengjing"), str(schema.LATEST)], 1)
    yield info
    yield _gauge("websockets_open", "Tabs that are connected.", SOCKETS.count)
    yield _gauge("connections_waiting", "Connections that have not said yet what they want.", WAITING.total())
    yield _gauge("sign_ins_waiting", "Sign-ins that wait for their turn.", SIGN_INS.waiting)
    yield _gauge("background_queries", "Long questions that are being computed or wait for it.", BACKGROUND.waiting())
    yield _gauge(
        "background_up", "0 if the process that answers them died and has not answered since.", not PROCESS.is_down
    )
    now = time.time()
    states = Counter(wall.state(now, theme.REFRESH_SECONDS) for wall in open_walls(now))
    walls = GaugeMetricFamily(
        "fengjing_walls", "Walls that reported since the start, by how they are.", labels=["state"]
    )
    for state in State:
        walls.add_metric([state.value], states[state])
    yield walls
    counts, seconds = REFRESHES.counts()
    buckets = [*map(str, BOUNDS), "+Inf"]
    refreshes = HistogramMetricFamily("fengjing_refresh_seconds", "Seconds that a refresh of a wall took.")
    refreshes.add_metric([], list(zip(buckets, accumulate(counts), strict=True)), seconds)
    yield refreshes


def _database(state: DatabaseState, now: int) -> Iterator[Metric]:
    yield _gauge("data_version", "The version of the data; it rises with every write.", state.data_version)
    sessions = GaugeMetricFamily("fengjing_sessions", "Live sessions of people and of walls.", labels=["kind"])
    sessions.add_metric(["desk"], state.desk_sessions)
    sessions.add_metric(["wall"], state.wall_sessions)
    yield sessions
    ages = GaugeMetricFamily(
        "fengjing_source_age_days", "Days since the last day that a kind of record covers.", labels=["kind"]
    )
    today = day_of_time(now)
    for kind, day in sorted(state.covers_to.items()):
        ages.add_metric([kind], today - day)
    yield ages
    yield _gauge("data_sources_failing", "Sources read on a schedule whose last run failed.", state.failing_sources)
    yield _gauge("database_bytes", "Size of the database file.", state.file_bytes)
    yield _gauge("database_log_bytes", "Size of the write-ahead log beside it.", state.log_bytes)
    yield _gauge("disk_free_bytes", "Room on the disk of the database.", state.free_bytes)


def _trail(watch: DatabaseWatch, state: DatabaseState) -> Iterator[Metric]:
    trail = watch.trail
    lines = CounterMetricFamily("fengjing_trail_lines", "Lines of the trail by act.", labels=["act"])
    for act, count in sorted({FAILED: 0, **trail.acts}.items()):
        lines.add_metric([act], count)
    yield lines
    yield _gauge("trail_line_checked", "The last line of the trail whose place in the chain was checked.", trail.line)
    yield _gauge(
        "trail_faults",
        "Lines that did not follow from the one before when they were first seen, and anchors that do not fit.",
        trail.faults + state.unfit_anchors,
    )
    if (backup := trail.last_at.get(BACKUP)) is not None:
        yield _gauge("last_backup_timestamp_seconds", "When the last backup was made.", backup)
    if state.last_anchor is not None:
        yield _gauge("last_anchor_timestamp_seconds", "When the trail was last anchored here.", state.last_anchor)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"fengjing_{name}", text, value)
