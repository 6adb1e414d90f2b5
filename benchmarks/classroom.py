"""A class of a hundred telephones on one server, killed and started again in mid-class.

    python -m benchmarks.classroom [--phones N] [--kills K]

One real server on a small demonstration. Made-up participants join, look every two to three seconds as their page's
script does, fetch the page when it has changed, and answer each question once or twice at a moment of their own; the
trainer releases, closes and explains. With `--kills` the server is killed (SIGKILL) while answers come in, and started
again. At the end every answer that was acknowledged is looked for in the database.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx
import numpy as np

from benchmarks.servers import Server
from core.store.open import open_store
from core.store.sqlite import connect
from seed.bureau import plan
from seed.classes import entries, read
from seed.make import make

PHONES, KILLS, THINKING = 100, 1, 8.0
LESSON, QUESTIONS = "printed", 3  # it asks about printed figures, and fits any bureau
NOW = 1_793_600_000


@dataclass
class Measured:
    """Seconds of each kind of request, and what was acknowledged: (name, question) → response."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    acknowledged: dict[tuple[str, int], str] = field(default_factory=dict)
    again: int = 0  # requests that had to be sent once more, while nobody answered
    lost: int = 0
    processor: float = 0.0
    took: float = 0.0

    def table(self) -> str:
        """The rows of a table: how many, the median, the slowest in twenty, the slowest."""
        rows = [f"{'':10}{'n':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
        for kind, seconds in self.seconds.items():
            middle, late, worst = np.percentile(np.array(seconds) * 1000, [50, 95, 100])
            rows.append(f"{kind:10}{len(seconds):7}{middle:9.1f}{late:9.1f}{worst:9.1f}")
        return "\n".join(rows)


class Telephone:
    """A participant's browser: one connection, one cookie, and what its page's script does."""

    def __init__(self, url: str, name: str, measured: Measured) -> None:
        self.name, self._measured = name, measured
        self._client = httpx.AsyncClient(base_url=url, headers={"Origin": url, "Accept": "text/html"}, timeout=30)
        self._dice = random.Random(name)
        self._tag = self._version = ""
        self._answered: set[int] = set()

    async def join(self, code: str) -> None:
        """Take a seat."""
        await asyncio.sleep(self._dice.uniform(0, 5))
        answer = await self._ask(
            "join", lambda: self._client.post("/class/join", data={"code": code, "name": self.name})
        )
        assert answer.status_code == 303, answer.text

    async def look_until(self, over: asyncio.Event) -> None:
        """Look, and fetch and answer what is new, until the class is over."""
        while not over.is_set():
            await asyncio.sleep(self._dice.uniform(2, 3))
            headers = {"If-None-Match": self._tag} if self._tag else {}
            answer = await self._ask("look", lambda: self._client.get("/class/state", headers=headers))  # noqa: B023
            self._tag = answer.headers.get("etag", "")
            if answer.headers["x-class-version"] != self._version:
                self._version = answer.headers["x-class-version"]
                page = (await self._ask("page", lambda: self._client.get("/class/room"))).text
                if number := re.search(r'name="question" value="(\d+)"', page):
                    await self._answer(int(number[1]), re.findall(r'name="response" value="([^"]+)"', page))

    async def _answer(self, number: int, options: list[str]) -> None:
        for _ in range(1 + (self._dice.random() < 0.2)):  # some think again
            await asyncio.sleep(self._dice.uniform(0, THINKING / 2))
            data = {"question": number, "form": "choice", "response": self._dice.choice(options)}
            answer = await self._ask("answer", lambda: self._client.post("/class/answer", data=data))  # noqa: B023
            if answer.status_code == 303:
                self._measured.acknowledged[self.name, number] = str(data["response"])

    async def _ask(self, kind: str, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Send a request; while nobody answers, once more, as people do who see that they are offline."""
        while True:
            began = time.perf_counter()
            try:
                answer = await send()
            except httpx.TransportError:
                self._measured.again += 1
                await asyncio.sleep(1)
                continue
            self._measured.seconds.setdefault(kind, []).append(time.perf_counter() - began)
            return answer

    async def close(self) -> None:
        """Put it away."""
        await self._client.aclose()


def classroom(folder: Path, phones: int = PHONES, kills: int = KILLS) -> Measured:
    """Hold a class, and look for what was acknowledged."""
    db = folder / "class.db"
    make(db, plan("small", 1, date(2026, 10, 31)), now=NOW, progress=lambda _step, _done: None)
    measured = Measured()
    command = ["-m", "dashboards.cli.command", "serve", "--db", str(db), "--port", "{port}"]
    with Server(command, "/healthz") as server:
        before, began = server.processor_seconds(), time.monotonic()
        asyncio.run(_hold(server, phones, kills, measured, before))
        measured.took = time.monotonic() - began
    with closing(connect(db, read_only=True)) as connection:
        names = {seat.number: seat.name for seat in read.seats(connection, 1)}
        in_database = {(names[answer.seat], answer.question): answer.response for answer in read.answers(connection, 1)}
    measured.lost = sum(in_database.get(key) != response for key, response in measured.acknowledged.items())
    opened = open_store(db, read_only=True)
    opened.close()
    return measured


async def _hold(server: Server, phones: int, kills: int, measured: Measured, before: float) -> None:
    headers = {"Origin": server.url, "Accept": "text/html"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as trainer:
        form = {"lesson": LESSON, "title": "一百人的课", "teams": "", "hours": 4, "keep_days": 7}
        desk = (await trainer.post("/class/desk/open", data=form)).headers["location"]
        code = re.search(r'class-code">([\w-]+)<', (await trainer.get(desk)).text)
        assert code is not None
        people = [Telephone(server.url, f"学员{number}", measured) for number in range(phones)]
        await asyncio.gather(*(person.join(entries.tidy_code(code[1])) for person in people))
        over = asyncio.Event()
        looking = asyncio.gather(*(person.look_until(over) for person in people))

        async def act(button: str, number: int) -> None:
            answer = await trainer.post(f"{desk}/act", data={"act": button, "number": number, "seconds": 0})
            assert answer.status_code == 303, answer.text

        for number in range(1, QUESTIONS + 1):
            await act("open", number)
            await asyncio.sleep(THINKING / 2)
            if number <= kills:
                measured.processor += server.processor_seconds() - before
                server.kill()
                await asyncio.to_thread(server.start)
                before = server.processor_seconds()
            await asyncio.sleep(THINKING / 2 + 6)  # who has just looked looks again, thinks, and is done
            for button in ("closed", "spread", "truth"):
                await act(button, number)
        over.set()
        await looking
        measured.processor += server.processor_seconds() - before
        for person in people:
            await person.close()


def main() -> None:
    """Hold a class and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=PHONES)
    parser.add_argument("--kills", type=int, default=KILLS, choices=range(QUESTIONS + 1))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = classroom(Path(folder), chosen.phones, chosen.kills)
    print(measured.table())
    print(f"processor: {measured.processor:.1f} s in {measured.took:.0f} s, with {chosen.kills} restarts")
    print(f"acknowledged answers: {len(measured.acknowledged)}, lost: {measured.lost}; sent again: {measured.again}")


if __name__ == "__main__":
    main()
