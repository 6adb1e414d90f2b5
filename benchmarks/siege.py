"""A wall and visitors while thousands of hostile clients hold half requests and sockets open.

    python -m benchmarks.siege --db FILE [--besiegers N] [--seconds S] [--sieges N] [--workers N]

One real server with an account and one wall, which speaks Streamlit's own protocol and refreshes as ever, by new data
before each. Before the sieges, during each and after each: what a refresh took, whether visitors with honest requests
were answered, what memory the server had at most and in the end, and how many open files. A later siege must find room
in what the first one took: memory that each adds to is a leak. With several workers it is their door that is besieged
and measured.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from benchmarks.many import ask, finish
from benchmarks.servers import ROOT, Server
from benchmarks.writer import Writer, copy_database
from core.access.accounts import add_account
from core.access.kiosks import add_kiosk
from core.access.roles import Role
from core.access.viewer import Scope
from core.store.open import open_store
from core.store.store import ROOT as ROOT_UNIT

BESIEGERS, SECONDS = 10_000, 90.0
VISIT_EVERY = 1.0  # seconds
PATIENCE = 30.0
PRELOADED_AFTER, STEADY_MB = 12.0, 2.0


@dataclass
class Stretch:
    """Measurements of one stretch of time: seconds of refreshes and of visits, losses, memory and open files."""

    name: str
    refreshes: list[float] = field(default_factory=list)
    visits: list[float] = field(default_factory=list)
    failed_visits: int = 0
    lost_walls: int = 0
    memory_mb: float = 0.0
    left_mb: float = 0.0  # at the end of the stretch
    files: int = 0

    def row(self) -> str:
        """A row of the table."""
        refresh, visit = percentiles(self.refreshes), percentiles(self.visits)
        return (
            f"| {self.name} | {len(self.refreshes)} | {refresh} | {self.lost_walls} | {len(self.visits)} | {visit} "
            f"| {self.failed_visits} | {self.memory_mb:.0f} | {self.left_mb:.0f} "
            f"| {self.files} |"
        )


HEAD = (
    "| | refreshes | p50 / p95 / most, ms | walls lost | visits | p50 / p95 / most, ms | not answered | memory, MB "
    "| in the end | open files |\n|---|---|---|---|---|---|---|---|---|---|"
)


def percentiles(seconds: list[float]) -> str:
    """The middle, the 95th of a hundred and the most, in milliseconds."""
    if not seconds:
        return "–"
    return " / ".join(f"{value * 1000:.0f}" for value in (*np.percentile(seconds, [50, 95]), max(seconds)))


@dataclass
class Watch:
    """The stretch that is going on, for all who note something."""

    stretch: Stretch
    is_over: bool = False


async def wall(server: Server, cookie: str, interval: float, watch: Watch) -> None:
    """One wall: it comes again if it is lost, as a browser does."""
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    while not watch.is_over:
        try:
            async with connect(
                address,
                subprotocols=[Subprotocol("streamlit")],
                max_size=None,
                origin=Origin(server.url),
                additional_headers={"Cookie": cookie},
            ) as socket:
                await socket.send(ask(None, ""))
                fragments = await finish(socket)
                while not watch.is_over:
                    await asyncio.sleep(interval)
                    started = time.monotonic()
                    await socket.send(ask(fragments[-1], ""))
                    await finish(socket)
                    watch.stretch.refreshes.append(time.monotonic() - started)
        except (OSError, ConnectionClosed):
            watch.stretch.lost_walls += 1
            await asyncio.sleep(interval)


async def visitors(server: Server, watch: Watch) -> None:
    """Somebody who asks for the page to sign in, again and again, each time by a new connection."""
    while not watch.is_over:
        started = time.monotonic()
        if await asyncio.to_thread(is_answered, server.port):
            watch.stretch.visits.append(time.monotonic() - started)
        else:
            watch.stretch.failed_visits += 1
        await asyncio.sleep(VISIT_EVERY)


def is_answered(port: int) -> bool:
    """Tells whether a visitor gets the page to sign in."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/login", headers={"Accept": "text/html"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


async def measurements(server: Server, writer: Writer, interval: float, watch: Watch) -> None:
    """New data before every refresh, and the most memory and files of the stretch."""
    while not watch.is_over:
        await asyncio.to_thread(writer.write)
        watch.stretch.left_mb = server.resident_mb()
        watch.stretch.memory_mb = max(watch.stretch.memory_mb, watch.stretch.left_mb)
        watch.stretch.files = max(watch.stretch.files, server.open_files())
        await asyncio.sleep(interval)


@dataclass(frozen=True)
class Plan:
    """Says how many besiege, for how long, how often, and how often the wall refreshes."""

    besiegers: int
    seconds: float
    interval: float
    sieges: int = 1
    workers: int = 1

    def stretches(self) -> list[str]:
        """Names of the stretches, in their order."""
        return ["before", *(f"{name} {number + 1}" for number in range(self.sieges) for name in ("siege", "after"))]


async def look(server: Server, cookie: str, writer: Writer, plan: Plan) -> tuple[list[Stretch], list[dict[str, int]]]:
    """Looks before, during and after each siege; returns the stretches, and what the besiegers say."""
    watch = Watch(Stretch("starting"))
    going = [
        asyncio.create_task(wall(server, cookie, plan.interval, watch)),
        asyncio.create_task(visitors(server, watch)),
        asyncio.create_task(measurements(server, writer, plan.interval, watch)),
    ]
    while not watch.stretch.refreshes or not await is_settled(server):
        await asyncio.sleep(0.1)
    stretches = [watch.stretch]
    replies: list[dict[str, int]] = []
    for name in plan.stretches():
        watch.stretch = Stretch(name)
        stretches.append(watch.stretch)
        if name.startswith("siege"):
            replies.append(await besieged(server.port, plan.besiegers, plan.seconds))
        else:
            await asyncio.sleep(plan.seconds / 2)
    watch.is_over = True
    await asyncio.gather(*going)
    return stretches[1:], replies


async def is_settled(server: Server) -> bool:
    """Tells whether the server has loaded what it loads behind its first visitors, and its memory stands still."""
    if server.running_seconds() < PRELOADED_AFTER:
        return False
    before = server.resident_mb()
    await asyncio.sleep(2)
    return abs(server.resident_mb() - before) < STEADY_MB


async def besieged(port: int, count: int, seconds: float) -> dict[str, int]:
    """Lets the besiegers come in a process of their own, and waits for its end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.besiegers", str(port), str(count), str(seconds)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    output, _ = await process.communicate()
    replies: dict[str, int] = json.loads(output)
    return replies


def wall_cookie(server: Server, token: str) -> str:
    """The cookie of a wall that has opened its link."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", f"/kiosk/{token}", headers={"Accept": "text/html"})
    cookie = connection.getresponse().getheader("Set-Cookie")
    connection.close()
    assert cookie is not None, "the wall was not let in"
    return cookie.partition(";")[0]


def siege(db: Path, plan: Plan) -> tuple[list[Stretch], list[dict[str, int]]]:
    """The whole run."""
    now = int(time.time())
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        copy = copy_database(db, Path(folder) / "siege.db")
        store = open_store(copy, now=now)
        add_account(store.conn, "chief", Scope(Role.CHIEF, ROOT_UNIT), "a good password", actor="siege", now=now)
        token = add_kiosk(store.conn, "wall", ROOT_UNIT, actor="siege", now=now)
        store.close()
        writer = Writer(copy, 5)
        stack.callback(writer.close)
        command = ["-m", "benchmarks.serving", "chief", str(copy), "{port}", str(plan.interval)]
        if plan.workers > 1:
            command = ["-m", "dashboards.cli.command", "serve", "--db", str(copy), "--port", "{port}"]
            command += ["--workers", str(plan.workers)]
        server = stack.enter_context(Server(command, "/healthz"))
        cookie = wall_cookie(server, token)
        return asyncio.run(look(server, cookie, writer, plan))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a database made by fengjing demo; it is copied")
    parser.add_argument("--besiegers", type=int, default=BESIEGERS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long the siege lasts")
    parser.add_argument("--sieges", type=int, default=1, help="how many, one after the other")
    parser.add_argument("--workers", type=int, default=1, help="worker processes behind the door")
    arguments = parser.parse_args()
    plan = Plan(arguments.besiegers, arguments.seconds, 5.0, arguments.sieges, arguments.workers)
    stretches, replies = siege(arguments.db, plan)
    for reply in replies:
        print(f"{arguments.besiegers:,} besiegers: {reply}")
    print(HEAD)
    for stretch in stretches:
        print(stretch.row())
    during = stretches[1::2]
    sys.exit(any(stretch.lost_walls or not stretch.refreshes or stretch.failed_visits for stretch in during))


if __name__ == "__main__":
    main()
