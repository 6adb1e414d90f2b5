"""A cable between the browser and a server, that can be cut: a TCP relay on loopback."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType

from benchmarks.servers import free_port

CHUNK = 65_536


class Cable:
    """Relays what comes to its own port to the server's, unless it is cut."""

    def __init__(self, to_port: int) -> None:
        self.port = free_port()
        self._to = to_port
        self._cut = False
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        """Address where the browser goes."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Cable:
        """Lays it."""
        self._thread.start()
        listening = asyncio.start_server(self._relay, "127.0.0.1", self.port)
        asyncio.run_coroutine_threadsafe(listening, self._loop).result(5)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Takes it up."""
        self.cut(True)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def cut(self, cut: bool) -> None:
        """Cuts it: what is open ends, and nothing new goes through; or mends it."""
        self._cut = cut
        if cut:
            asyncio.run_coroutine_threadsafe(self._end_all(), self._loop).result(5)

    async def _end_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:  # the server is away
            writer.transport.abort()
            return
        ends = {writer, there_writer}
        self._open |= ends
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        self._open -= ends

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK):
                writer.write(data)
                await writer.drain()
        except OSError:  # either end was cut
            pass
        finally:
            writer.close()
