"""Measurements of all workers, which the door answers monitoring with: asked of each worker at each look.

What a process says of itself has the worker's number; what is of the database, or of all walls, the first worker that
answers says for all.
"""

from __future__ import annotations

import http.client
import logging
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from dashboards.server.door_pass import HEADER, MEASUREMENTS, Visitor, write_pass
from dashboards.server.waiting_connections import WAITING
from dashboards.workers.affinity import Worker
from dashboards.workers.door import LOOPBACK

SECONDS = 5.0  # for a worker's answer
DOOR = "door"  # the door's own place among the workers
_WAITING = "fengjing_connections_waiting"  # where browsers wait: at the door, and never in a worker
OF_A_WORKER = frozenset(
    {
        "fengjing_websockets_open",
        "fengjing_sign_ins_waiting",
        "fengjing_background_queries",
        "fengjing_background_up",
        "fengjing_refresh_seconds",
    }
)
_log = logging.getLogger(__name__)


def door_registry(workers: Sequence[Worker], secret: str) -> CollectorRegistry:
    """Return all measurements of the door and of its workers."""
    registry = CollectorRegistry()
    registry.register(WorkersCollector(workers, secret))
    return registry


class WorkersCollector(Collector):
    """Asks every worker that is there."""

    def __init__(self, workers: Sequence[Worker], secret: str) -> None:
        self._workers, self._secret = workers, secret
        self._process = ProcessCollector(registry=None)

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: the workers say what there is."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield every measurement of this moment."""
        up = GaugeMetricFamily("fengjing_worker_up", "1 if the worker answers.", labels=["worker"])
        families: dict[str, Metric] = {}
        _add(families, self._process.collect(), DOOR)
        is_first = True
        for worker in self._workers:
            text = self._ask(worker) if worker.is_ready else None
            up.add_metric([str(worker.number)], int(text is not None))
            if text is not None:
                measured = list(text_string_to_metric_families(text))
                _add(families, (family for family in measured if is_of_a_worker(family.name)), str(worker.number))
                if is_first:
                    families |= {f.name: f for f in measured if not is_of_a_worker(f.name) and f.name != _WAITING}
                    is_first = False
        yield up
        yield GaugeMetricFamily(_WAITING, "Connections that have not said yet what they want.", WAITING.total())
        yield from families.values()

    def _ask(self, worker: Worker) -> str | None:
        door_pass = write_pass(self._secret, Visitor(MEASUREMENTS, "", 0)).decode("ascii")
        connection = http.client.HTTPConnection(LOOPBACK, worker.port, timeout=SECONDS)
        try:
            connection.request("GET", "/", headers={HEADER.decode("ascii"): door_pass})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8")
            return text if answer.status == HTTPStatus.OK else None
        except (OSError, http.client.HTTPException) as error:
            _log.warning("worker %d does not tell its measurements: %s", worker.number, error)
            return None
        finally:
            connection.close()


def is_of_a_worker(name: str) -> bool:
    """Return True for a measurement of which each worker has its own."""
    return name.startswith("process_") or name in OF_A_WORKER


def _add(families: dict[str, Metric], measured: Iterable[Metric], place: str) -> None:
    """Add samples of one place to those of the others."""
    for family in measured:
        merged = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
        for sample in family.samples:
            labels = {**sample.labels, "worker": place}
            merged.samples.append(sample._replace(labels=labels))
