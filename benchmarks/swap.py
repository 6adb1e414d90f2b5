"""Boards that are swapped under many walls, and builds and publications that are killed.

    python -m benchmarks.swap --db FILE [--kills N] [--walls N] [--seconds S] [--seed S]

Walls speak Streamlit's own protocol (benchmarks/many.py). Each second another board is published, whose every sum is so
many times the first's: the counts in what a wall is sent tell of which board they are. No refresh may have those of
two, none may lack its picture, and no wall may be lost. Killed processes must leave the former board or the new one,
and nothing for long. A fault ends the command with code 1.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from benchmarks.many import START_IN, ask
from benchmarks.refresh import own_server
from benchmarks.servers import Server
from core.board_files.order import BoardOrder, EngineName
from core.board_folder.publish import PublishOrder, publish_board
from core.board_folder.published_board import require_pointer
from core.engine import Engine
from core.facts.export import export_facts
from core.store.open import open_store
from dashboards import theme
from dashboards.i18n import words
from tests.support.boards import built
from tests.support.killed_publications import (
    killed_build,
    killed_publication,
    next_build_faults,
    next_publication_faults,
)
from tests.support.scaled_boards import scaled_board

FACTORS = (1, 1009, 1013, 1019, 1021, 1031, 1033)  # large enough that no other number looks like one of theirs
STOPPED = (words.CANNOT_READ, words.PANEL_STOPPED.partition("{")[0], words.PANEL_EMPTY)
NOW = 1_790_000_000


@dataclass
class WallTally:
    """Counts over all walls: seconds of each refresh, boards, mixed and stopped pictures, walls that gave up."""

    seconds: list[float] = field(default_factory=list)
    boards: set[int] = field(default_factory=set)
    mixed: int = 0
    stopped: int = 0
    lost: int = 0


async def refreshed(socket: ClientConnection) -> tuple[list[str], str]:
    """Read until the script is done; return the fragments that refresh by themselves, and all that came as text."""
    fragments: list[str] = []
    texts: list[str] = []
    while True:
        received = await socket.recv(decode=False)
        message = ForwardMsg.FromString(received)
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            fragments.append(message.auto_rerun.fragment_id)
        if kind == "script_finished":
            return fragments, "\n".join(texts)
        texts.append(received.decode("utf-8", "replace"))


def boards_in(text: str, counts: dict[str, int]) -> set[int]:
    """Return the boards whose counts are in a text."""
    return {factor for count, factor in counts.items() if count in text}


async def wall(server: Server, start: float, end: float, counts: dict[str, int], tally: WallTally) -> None:
    """One wall, from its coming until the end."""
    await asyncio.sleep(start)
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    protocol, origin = Subprotocol("streamlit"), Origin(server.url)
    try:
        async with connect(address, subprotocols=[protocol], max_size=None, origin=origin) as socket:
            await socket.send(ask(None, ""))
            fragments, _ = await refreshed(socket)
            while time.monotonic() < end:
                await asyncio.sleep(theme.REFRESH_SECONDS)
                began = time.monotonic()
                await socket.send(ask(fragments[-1], ""))
                _, text = await refreshed(socket)
                tally.seconds.append(time.monotonic() - began)
                boards = boards_in(text, counts)
                tally.boards |= boards
                tally.mixed += len(boards) > 1
                tally.stopped += any(word in text for word in STOPPED)
    except (OSError, IndexError, ConnectionClosed):
        tally.lost += 1


async def publish_on(boards: list[Path], folder: Path, end: float) -> int:
    """Publish another board every second; return how many."""
    count = 0
    while time.monotonic() < end:
        began, count = time.monotonic(), count + 1
        order = PublishOrder(folder, keep=1, older=True)
        await asyncio.to_thread(publish_board, boards[count % len(boards)], order, by="swap", now=NOW)
        await asyncio.sleep(max(0.0, 1.0 - (time.monotonic() - began)))
    return count


async def look(server: Server, boards: list[Path], folder: Path, walls: int, seconds: float) -> tuple[WallTally, int]:
    """All the walls, and the publications meanwhile."""
    tally, end, counts = WallTally(), time.monotonic() + seconds, counts_of(boards[0])
    looking = [wall(server, START_IN * number / walls, end, counts, tally) for number in range(walls)]
    publishing = asyncio.create_task(publish_on(boards, folder, end))
    await asyncio.gather(*looking)
    return tally, await publishing


def counts_of(board: Path) -> dict[str, int]:
    """Return which counts, as they are written, tell of which board."""
    with closing(open_store(board, read_only=True)) as store:
        figures = Engine(store).board(units=[], months=1).figures.values()
        counts = [figure.numerator for figure in figures if figure.numerator and figure.denominator is None]
    return {f"{count * factor:,}": factor for factor in FACTORS[1:] for count in counts}


def swaps(board: Path, folder: Path, walls: int, seconds: float) -> list[str]:
    """Walls over boards that are swapped."""
    boards = [scaled_board(board, folder / f"times{factor}.db", factor) for factor in FACTORS]
    published = folder / "swapped"
    publish_board(boards[0], PublishOrder(published), by="swap", now=NOW)
    with own_server(published, float(theme.REFRESH_SECONDS)) as server:
        before = server.resident_mb()
        tally, count = asyncio.run(look(server, boards, published, walls, seconds))
        memory = f"{before:.0f} → {server.resident_mb():.0f} MB"
    p50, p95 = np.percentile(tally.seconds, [50, 95]) * 1000 if tally.seconds else (float("nan"),) * 2
    print(
        f"{walls} walls, {count} boards published, {len(tally.boards)} of {len(FACTORS) - 1} kinds seen; "
        f"{len(tally.seconds)} refreshes, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {memory}; "
        f"mixed {tally.mixed}, without a picture {tally.stopped}, walls lost {tally.lost}",
        flush=True,
    )
    faults = {"mixed": tally.mixed, "stopped": tally.stopped, "lost": tally.lost, "saw too few": len(tally.boards) < 2}
    return [f"{name}: {number}" for name, number in faults.items() if number]


def kills(facts: Path, board: Path, folder: Path, count: int, seed: int) -> list[str]:
    """Builds and publications, each killed at a drawn moment."""
    draw, out, published = random.Random(seed), folder / "killed" / "board.db", folder / "published"
    out.parent.mkdir()
    shutil.copyfile(board, out)
    began = time.monotonic()
    faults = next_build_faults(lambda: built(EngineName.DUCKDB, BoardOrder(facts, out)), out)
    longest = time.monotonic() - began
    for _ in range(count):
        faults += killed_build(facts, out, draw.uniform(0, longest))
    faults += next_build_faults(lambda: built(EngineName.DUCKDB, BoardOrder(facts, out)), out)
    print(f"{count} builds killed within {longest:.1f} s, faults: {faults}", flush=True)
    others = [scaled_board(board, folder / f"other{factor}.db", factor) for factor in (2, 3)]
    began = time.monotonic()
    publish_board(others[0], PublishOrder(published), by="swap", now=NOW)
    longest = time.monotonic() - began
    for _ in range(count):
        following = others[require_pointer(published).data_version == 2]
        faults += killed_publication(following, published, draw.uniform(0, longest))
    faults += next_publication_faults(others[require_pointer(published).data_version == 2], published)
    print(f"{count} publications killed within {longest:.1f} s, faults: {faults}", flush=True)
    return faults


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a demonstration; what is exported is a copy")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--walls", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(options.db, folder / "bureau.db")
        with closing(open_store(folder / "bureau.db", now=NOW)) as store:
            export_facts(store, folder / "facts")
        board = folder / "board.db"
        built(EngineName.DUCKDB, BoardOrder(folder / "facts", board))
        faults = kills(folder / "facts", board, folder, options.kills, options.seed) if options.kills else []
        faults += swaps(board, folder, options.walls, options.seconds) if options.walls else []
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
