"""Serves by several worker processes behind one door, which is this process."""

from __future__ import annotations

import gc
import os
import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import click

from core.store.scratch import temporary_folder
from dashboards.cli.gateway import Gateway
from dashboards.cli.serve import name_in_environment, server_config, tls_options
from dashboards.i18n.words import door as words
from dashboards.server.log_setup import LogPlan, is_set_up, log_relay, plan_in_use, set_up_log
from dashboards.server.open_files import raise_file_limit
from dashboards.settings import COLLECT_AFTER, DOOR_VARIABLE, SHARED_FOLDER_VARIABLE, metrics_address
from dashboards.workers.affinity import Affinity
from dashboards.workers.door import Door
from dashboards.workers.processes import MAX_SOON_ENDED, WorkerProcesses
from dashboards.workers.tunnel import DoorConnection
from dashboards.workers.worker_plan import WorkerPlan

GRACE_SECONDS = 6  # for answers that are under way when the server ends
_SECRET_BYTES = 32


def serve_workers(
    db: Path,
    host: str,
    port: int,
    *,
    names: Sequence[str],
    tls: tuple[Path, Path] | None,
    gateway: Gateway,
) -> None:
    """Serve `db` by several workers until it is stopped. Raises ClickException (Chinese) if they cannot be kept up."""
    from dashboards.server.calm_server import CalmServer

    if not is_set_up():
        set_up_log(LogPlan())
    name_in_environment(db, host, names, gateway)
    secret = os.environ[DOOR_VARIABLE] = secrets.token_urlsafe(_SECRET_BYTES)
    raise_file_limit()
    given_up: list[int] = []
    with ExitStack() as at_end:
        os.environ[SHARED_FOLDER_VARIABLE] = str(at_end.enter_context(temporary_folder()))
        processes = _processes(host, port, gateway.workers)
        at_end.callback(processes.end)
        door = Door(
            Affinity(processes.workers),
            secret,
            proxies=gateway.proxies,
            base_path=gateway.base_path,
            on_end=at_end.close,
        )
        at_the_door: dict[str, Any] = {
            "http": partial(DoorConnection, door),
            "date_header": False,  # the workers write it
            "timeout_graceful_shutdown": GRACE_SECONDS,
        }
        server = CalmServer(server_config(door, host=host, port=port, **at_the_door, **tls_options(tls)))

        def give_up(number: int) -> None:
            given_up.append(number)
            server.should_exit = True

        gc.set_threshold(COLLECT_AFTER)
        gc.freeze()
        if (address := metrics_address()) is not None:
            from dashboards.monitoring.endpoint import answering  # here, because few ask for it
            from dashboards.workers.measurements import door_registry

            at_end.enter_context(answering(*address, door_registry(processes.workers, secret)))
        processes.start(is_ending=lambda: server.should_exit, give_up=give_up)
        server.run_until_told()
    if given_up:
        raise click.ClickException(words.ENDED.format(number=given_up[0], count=MAX_SOON_ENDED))


def _processes(host: str, port: int, count: int) -> WorkerProcesses:
    log = plan_in_use()
    relay = None if log.file is None else log_relay(log, log.file)
    return WorkerProcesses(WorkerPlan(host, port, log.format, log.file is not None), count, relay)
