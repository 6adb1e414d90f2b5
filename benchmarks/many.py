"""Many walls at once on one process: the product's page, an empty one, and the page as usually written, in one run.

    python -m benchmarks.many --db FILE [--walls N] [--seconds S]
    python -m benchmarks.many --db FILE --workers 1 2 [--walls N] [--desks N] [--seconds S]

The second form compares numbers of worker processes of the product, with people at desks too: each looks at a page
again and again. The walls and desks run on the same machine, and take a part of its processor from the server: the
processor that the server used for a refresh is told as well.

Each wall speaks Streamlit's own protocol over a websocket of its own, as a browser does: it opens the page, and then
asks for its fragment every few seconds. What is measured is from asking until the server says that it is done.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from benchmarks.refresh import EMPTY, USUAL, own_server, usual_server
from benchmarks.servers import Server
from benchmarks.writer import Writer, copy_database
from dashboards import theme

PRODUCT = "the product"
ROWS = 5
DESK_PAGE, DESK_EVERY = "indicators", 20.0  # what people look at, and how often (seconds)
START_IN = 10.0  # seconds over which walls come one after the other, as they would


@dataclass
class Timed:
    """Seconds of each refresh, and how many walls gave up."""

    seconds: list[float] = field(default_factory=list)
    lost: int = 0


async def finish(socket: ClientConnection) -> list[str]:
    """Reads until the script is done; returns the fragments that the page wants to run again and again."""
    wanted_walls = []
    while True:
        message = ForwardMsg.FromString(await socket.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            wanted_walls.append(message.auto_rerun.fragment_id)
        if kind == "script_finished":
            return wanted_walls


def ask(fragment: str | None, page: str, name: str = "") -> bytes:
    """The request to run the page, or its fragment again. A page may be known by its name in the address."""
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.page_name = name
    if fragment is not None:
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = True
    written: bytes = message.SerializeToString()
    return written


async def wall(server: Server, number: int, walls: int, end: float, timed: Timed) -> None:
    """One wall, from its coming until the end."""
    await asyncio.sleep(START_IN * number / walls)
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    try:
        async with connect(
            address, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=Origin(server.url)
        ) as socket:
            await socket.send(ask(None, ""))
            fragments = await finish(socket)
            while time.monotonic() < end:
                await asyncio.sleep(theme.REFRESH_SECONDS)
                started = time.monotonic()
                await socket.send(ask(fragments[-1], ""))
                await finish(socket)
                timed.seconds.append(time.monotonic() - started)
    except (OSError, IndexError, ConnectionClosed):  # a server that has too much to do answers no ping either
        timed.lost += 1


async def desk(server: Server, number: int, desks: int, end: float, timed: Timed) -> None:
    """Somebody at a desk, who looks at a page again and again."""
    await asyncio.sleep(START_IN + DESK_EVERY * number / desks)
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    try:
        async with connect(
            address, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=Origin(server.url)
        ) as socket:
            while time.monotonic() < end:
                started = time.monotonic()
                await socket.send(ask(None, "", DESK_PAGE))
                await finish(socket)
                timed.seconds.append(time.monotonic() - started)
                await asyncio.sleep(DESK_EVERY)
    except (OSError, ConnectionClosed):
        timed.lost += 1


async def write_on(writer: Writer, end: float) -> None:
    """New data before every refresh."""
    while time.monotonic() < end:
        await asyncio.to_thread(writer.write)
        await asyncio.sleep(theme.REFRESH_SECONDS)


async def used_when_all_stand(server: Server, timed: Timed) -> tuple[float, float, int]:
    """The time, the server's processor time, and the refreshes so far, once all the walls have come."""
    await asyncio.sleep(START_IN + theme.REFRESH_SECONDS)
    return time.monotonic(), server.processor_seconds(), len(timed.seconds)


async def look_at_workers(
    server: Server, writer: Writer, walls: int, desks: int, seconds: float
) -> tuple[Timed, Timed, tuple[float, float]]:
    """All the walls and desks at a server; returns what they saw, and processor seconds of its door and its workers."""
    at_walls, at_desks = Timed(), Timed()
    end = time.monotonic() + seconds
    before = server.processor_seconds(), server.workers_processor_seconds()
    await asyncio.gather(
        write_on(writer, end),
        *(wall(server, number, walls, end, at_walls) for number in range(walls)),
        *(desk(server, number, desks, end, at_desks) for number in range(desks)),
    )
    used = server.processor_seconds() - before[0], server.workers_processor_seconds() - before[1]
    return at_walls, at_desks, used


def compare_workers(db: Path, counts: list[int], walls: int, desks: int, seconds: float) -> None:
    """Print a row for each number of workers."""
    print(
        "| workers | refreshes | p50, ms | p95, ms | lost | desk pages | p50, ms | p95, ms | lost "
        "| processor of workers, ms a refresh or page | of the door, ms | memory: door, workers, MB |\n|" + "---|" * 12
    )
    for count in counts:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            copy = copy_database(db, Path(folder) / "many.db")
            writer = Writer(copy, ROWS)
            stack.callback(writer.close)
            command = ["-m", "dashboards.cli.command", "serve", "--db", str(copy), "--port", "{port}"]
            server = stack.enter_context(Server([*command, "--workers", str(count)], "/healthz"))
            at_walls, at_desks, used = asyncio.run(look_at_workers(server, writer, walls, desks, seconds))
            own, of_workers = used if count > 1 else (0.0, used[0])
            served = max(1, len(at_walls.seconds) + len(at_desks.seconds))
            memory = [server.resident_mb(), *(server.workers_resident_mb() if count > 1 else [])]
            print(
                f"| {count} | {figures(at_walls)} | {figures(at_desks)} | {of_workers / served * 1000:.1f} "
                f"| {own / served * 1000:.2f} | {', '.join(f'{size:.0f}' for size in memory)} |",
                flush=True,
            )


def figures(timed: Timed) -> str:
    """Cells of a row: their number, the middle and the 95th of a hundred in milliseconds, and those lost."""
    p50, p95 = np.percentile(timed.seconds, [50, 95]) * 1000 if timed.seconds else (float("nan"),) * 2
    return f"{len(timed.seconds)} | {p50:.0f} | {p95:.0f} | {timed.lost}"


async def look(server: Server, writer: Writer | None, walls: int, seconds: float) -> tuple[Timed, float, float]:
    """All the walls at a server; returns what they saw, the share of one core, and the seconds of it a refresh.

    With a `writer` there are new data before every refresh.
    """
    timed = Timed()
    end = time.monotonic() + START_IN + theme.REFRESH_SECONDS + seconds
    coming = [wall(server, n, walls, end, timed) for n in range(walls)]
    all_stand = asyncio.create_task(used_when_all_stand(server, timed))
    await asyncio.gather(*([write_on(writer, end)] if writer else []), *coming)
    start, used, refreshes = await all_stand
    busy = server.processor_seconds() - used
    return timed, busy / (time.monotonic() - start), busy / max(1, len(timed.seconds) - refreshes)


def line(name: str, timed: Timed, share: float, each: float, memory: float) -> str:
    """A row of the table."""
    p50, p95 = np.percentile(timed.seconds, [50, 95]) * 1000 if timed.seconds else (float("nan"),) * 2
    counts = f"{len(timed.seconds)} | {p50:.0f} | {p95:.0f}"
    return f"| {name} | {counts} | {share * 100:.0f} % | {each * 1000:.1f} | {memory:.0f} | {timed.lost} |"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a database made by fengjing demo; it is copied")
    parser.add_argument("--walls", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=120, help="how long each server is looked at")
    parser.add_argument("--workers", type=int, nargs="+", help="compare these numbers of workers of the product")
    parser.add_argument("--desks", type=int, default=0, help="people at desks, with --workers")
    options = parser.parse_args()
    if options.workers:
        compare_workers(options.db, options.workers, options.walls, options.desks, options.seconds)
        return
    print(f"{options.walls} walls, a refresh every {theme.REFRESH_SECONDS:g} s, new data before each", file=sys.stderr)
    print(
        "| page | refreshes | p50, ms | p95, ms | processor | processor ms a refresh | memory, MB | walls lost |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        pages: list[tuple[str, Callable[[Path, float], Server]]] = [
            (PRODUCT, own_server),
            (EMPTY, partial(own_server, page="empty")),
            (USUAL, usual_server),
        ]
        for number, (name, make) in enumerate(pages):
            db = copy_database(options.db, Path(folder) / f"{number}.db")
            writer = Writer(db, ROWS)
            stack.callback(writer.close)
            with make(db, float(theme.REFRESH_SECONDS)) as server:
                timed, share, each = asyncio.run(look(server, writer, options.walls, options.seconds))
                print(line(name, timed, share, each, server.resident_mb()), flush=True)


if __name__ == "__main__":
    main()
