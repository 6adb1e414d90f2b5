"""One worker of `fengjing serve --workers`: `python -m dashboards.cli.worker`, started by the process of the door."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from core.store.scratch import keep_in_use
from dashboards.cli.serve import load_app, server_config
from dashboards.server.log_setup import LogPlan, set_up_log, set_up_relayed_log
from dashboards.settings import shared_folder
from dashboards.workers.worker_plan import READY, read_plan

if TYPE_CHECKING:
    import uvicorn

READY_LOOK = 0.05  # seconds between two looks whether the web server has begun


def main() -> None:
    """Serve until the process of the door lets go."""
    from dashboards.server.calm_server import CalmServer

    plan, own = read_plan(sys.stdin.buffer.readline())
    if (folder := shared_folder()) is not None:
        keep_in_use(folder)
    door, ready = _own_channels()
    if plan.is_log_relayed:
        set_up_relayed_log(plan.log_format)
    else:
        set_up_log(LogPlan(plan.log_format))
    server = CalmServer(server_config(load_app(plan.host, plan.port)))
    Thread(target=_end_with_the_door, args=(server, door), name="door", daemon=True).start()
    Thread(target=_say_when_ready, args=(server, ready), name="ready", daemon=True).start()
    server.run(sockets=[own])


def _own_channels() -> tuple[int, int]:
    """Return the channels from and to the door, which no process that this one starts inherits."""
    door, ready = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return door, ready


def _end_with_the_door(server: uvicorn.Server, door: int) -> None:
    """End once the process of the door closes its channel, or is gone."""
    while os.read(door, 1):
        pass
    server.should_exit = True


def _say_when_ready(server: uvicorn.Server, ready: int) -> None:
    """Tell the door once the socket is listened on."""
    while not server.started:
        time.sleep(READY_LOOK)
    with suppress(BrokenPipeError):  # the door is gone, and so will this be
        os.write(ready, READY + b"\n")


if __name__ == "__main__":
    main()
