"""Everybody signs in at once, as at eight o'clock, while others look at pages.

    python -m benchmarks.sign_ins --db FILE [--people N]

One real server; each person has an account and a password of his own, and whoever is told that many sign in presses
again after the seconds that the answer names. It prints when the last was in, how long single answers took, and what an
ordinary page took meanwhile for somebody who is signed in. The clients run on the same cores.
"""

from __future__ import annotations

import argparse
import http.client
import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.servers import Server
from benchmarks.siege import percentiles
from benchmarks.writer import copy_database
from core.access.accounts import add_account
from core.access.roles import Role
from core.access.viewer import Scope
from core.store.open import open_store
from core.store.store import ROOT as ROOT_UNIT

PEOPLE, PASSWORD = 100, "a good password"
PATIENCE = 60.0
MOST_SECONDS, MOST_PAGE_SECONDS = 15.0, 0.3
PAGE_EVERY = 0.1


@dataclass
class Morning:
    """Seconds of every answer, of each person until signed in, and of pages looked at meanwhile."""

    answers: list[float] = field(default_factory=list)
    people: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    told_to_wait: int = 0
    failed: int = 0


def request(port: int, method: str, path: str, body: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    """One request by a connection of its own, from one of many addresses, read to its end."""
    own_address = (f"127.0.{random.randrange(1, 250)}.{random.randrange(1, 250)}", 0)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE, source_address=own_address)
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def sign_in(port: int, name: str, start: threading.Barrier, morning: Morning) -> str:
    """Presses until signed in; returns the cookie."""
    origin = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode({"name": name, "password": PASSWORD, "next": "/"})
    start.wait()
    began = time.perf_counter()
    while True:
        pressed = time.perf_counter()
        answer = request(port, "POST", "/login", form, origin)
        morning.answers.append(time.perf_counter() - pressed)
        if answer.status == 303:
            morning.people.append(time.perf_counter() - began)
            return (answer.getheader("Set-Cookie") or "").partition(";")[0]
        if answer.status != 503:
            morning.failed += 1
            return ""
        morning.told_to_wait += 1
        time.sleep(float(answer.getheader("Retry-After") or 1))


def look(port: int, cookie: str, over: threading.Event, morning: Morning) -> None:
    """Somebody who is signed in asks for a page, again and again."""
    while not over.is_set():
        asked_at = time.perf_counter()
        request(port, "GET", "/indicators", "", {"Accept": "text/html", "Cookie": cookie})
        morning.pages.append(time.perf_counter() - asked_at)
        time.sleep(PAGE_EVERY)


def sign_ins(db: Path, people: int) -> Morning:
    """The whole run."""
    now = int(time.time())
    names = [f"person{number:03}" for number in range(people + 1)]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        copy = copy_database(db, Path(folder) / "morning.db")
        store = open_store(copy, now=now)
        for name in names:
            scope = Scope(Role.INSPECTOR, ROOT_UNIT)
            add_account(store.conn, name, scope, PASSWORD, actor="benchmark", now=now, is_own=True)
        store.close()
        server = stack.enter_context(
            Server(["-m", "benchmarks.serving", "chief", str(copy), "{port}", "60"], "/healthz")
        )
        morning, over = Morning(), threading.Event()
        cookie = sign_in(server.port, names[-1], threading.Barrier(1), Morning())
        looking = threading.Thread(target=look, args=(server.port, cookie, over, morning))
        looking.start()
        start = threading.Barrier(people)
        with ThreadPoolExecutor(people) as pool:
            cookies = list(pool.map(lambda name: sign_in(server.port, name, start, morning), names[:-1]))
        over.set()
        looking.join()
        assert len(set(cookies)) == people or morning.failed, "each has a session"
        return morning


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path, help="a database made by fengjing demo; it is copied")
    parser.add_argument("--people", type=int, default=PEOPLE)
    arguments = parser.parse_args()
    morning = sign_ins(arguments.db, arguments.people)
    print(f"{len(morning.people)} signed in, the last after {max(morning.people):.1f} s; {morning.failed} failed")
    print(f"single answers, p50 / p95 / most, ms: {percentiles(morning.answers)}; told to wait: {morning.told_to_wait}")
    print(f"{len(morning.pages)} pages meanwhile, p50 / p95 / most, ms: {percentiles(morning.pages)}")
    is_slow = (
        max(morning.people) > MOST_SECONDS or sorted(morning.pages)[len(morning.pages) * 95 // 100] > MOST_PAGE_SECONDS
    )
    sys.exit(bool(morning.failed or is_slow))


if __name__ == "__main__":
    main()
