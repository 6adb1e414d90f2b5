"""Hostile clients by the thousand, in a process of their own: `python -m benchmarks.besiegers PORT COUNT SECONDS`.

Each has one of the ways below, comes from one of many addresses of this machine, holds on for as long as it is let, and
comes again. What it prints in the end is how often they got in, and how many held on at most.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import sys
import time
from dataclasses import dataclass

PAUSE = 8.0  # seconds until one that was closed comes again
OF_AN_ADDRESS = 50
UPGRADE = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: streamlit\r\n\r\n"
)
LARGE_FRAME = b"\x82\xff" + (16 << 20).to_bytes(8, "big") + b"mask"  # says that 16 MB follow
WAYS: dict[str, bytes | None] = {
    "silent": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
    "dripping": None,  # a letter a second
    "half a body": b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\nname=",
    "stranger's websocket": UPGRADE,
    "large message": UPGRADE + LARGE_FRAME,
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 200 + b"\r\n\r\n",
}


@dataclass
class Siege:
    """Counts how many hold on now, did so at most, and how often one got in or did not."""

    now: int = 0
    most: int = 0
    entered: int = 0
    refused: int = 0


def address_of(number: int) -> str:
    """One of the addresses of this machine: so many come from each."""
    place = number // OF_AN_ADDRESS
    return f"127.{place // 250 + 1}.{place % 250}.1"


async def besiege(port: int, number: int, end: float, siege: Siege) -> None:
    """One client, until the end."""
    draw = random.Random(number)
    beginning = list(WAYS.values())[number % len(WAYS)]
    await asyncio.sleep(draw.random() * PAUSE)
    while time.monotonic() < end:
        try:
            reader, writer = await asyncio.wait_for(
                asyncio.open_connection("127.0.0.1", port, local_addr=(address_of(number), 0)), 10
            )
        except (OSError, TimeoutError):
            siege.refused += 1
        else:
            siege.entered += 1
            siege.now += 1
            siege.most = max(siege.most, siege.now)
            try:
                await asyncio.wait_for(hold_on(reader, writer, beginning), max(0.1, end - time.monotonic()))
            except (OSError, TimeoutError):
                pass
            finally:
                siege.now -= 1
                writer.close()
        await asyncio.sleep(PAUSE * draw.uniform(0.5, 1.5))


async def hold_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, beginning: bytes | None) -> None:
    """Says its piece, and holds on until it is closed."""
    if beginning is None:
        for letter in b"GET /login HTTP/1.1\r\nX-Padding: " + b"a" * 10_000:
            writer.write(bytes([letter]))
            await writer.drain()
            try:
                if not await asyncio.wait_for(reader.read(4096), 1.0):
                    return
            except TimeoutError:
                continue
    else:
        writer.write(beginning)
        while await reader.read(4096):
            pass


async def all_of_them(port: int, count: int, seconds: float) -> Siege:
    """The whole siege."""
    siege, end = Siege(), time.monotonic() + seconds
    await asyncio.gather(*(besiege(port, number, end, siege) for number in range(count)))
    return siege


def main() -> None:
    """The command."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.nice(5)
    port, count, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    siege = asyncio.run(all_of_them(port, count, seconds))
    print(json.dumps({"entered": siege.entered, "refused": siege.refused, "most": siege.most}))


if __name__ == "__main__":
    main()
