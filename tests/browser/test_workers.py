"""Two workers behind their door: a session holds in both, walls of both are listed, a killed one costs none."""

from __future__ import annotations

import os
import re
import signal
import socket
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.ClientState_pb2 import ClientState

from core.access.roles import Role
from dashboards.auth.request import COOKIE
from dashboards.settings import WORKER_VARIABLE
from dashboards.workers.door import TICKET_COOKIE
from tests.support.access_world import Bureau
from tests.support.browser_page import Visit
from tests.support.polling import wait_for
from tests.support.server import Server
from tests.support.websocket_client import HTML, ask, enter, run, talking

pytestmark = pytest.mark.browser
PASSWORD = "correct horse 9"


@pytest.fixture(scope="module")
def server(bureau: Bureau) -> Iterator[Server]:
    server = Server(bureau.path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monitoring = int(probe.getsockname()[1])
    server.start("--workers", "2", "--metrics-port", str(monitoring))
    wait_for(lambda: answering_workers(monitoring), lambda workers: workers == {1, 2}, 60)
    yield server
    server.kill()


def cookies(number: int, token: str = "") -> dict[str, str]:
    """The cookies of a browser whose pages are at a worker, perhaps signed in."""
    return {"Cookie": f"{TICKET_COOKIE}={number}.{'a' * 22}; {COOKIE}={token}"}


def answering_workers(monitoring: int) -> set[int]:
    """The workers that answer, as monitoring is told."""
    text = urllib.request.urlopen(f"http://127.0.0.1:{monitoring}/metrics", timeout=20).read().decode()
    return {int(number) for number in re.findall(r'fengjing_worker_up{worker="(\d+)"} 1.0', text)}


def process_ids(server: Server) -> dict[int, int]:
    """The process of each worker, as the system lists them."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            variables = (folder / "environ").read_text().split("\0")
        except (OSError, ValueError):
            continue
        for variable in variables:
            if parent == server.pid and variable.startswith(f"{WORKER_VARIABLE}="):
                found[int(variable.partition("=")[2].split()[0])] = int(folder.name)
    return found


def walls(server: Server, number: int, token: str) -> int:
    """How many walls the list has that a steward at a worker sees, in whatever state: these ask for no refresh."""
    text = run(server.port, "walls", headers=cookies(number, token))
    return sum(map(int, re.findall(r"(\d+) 块", text)))


def test_who_signs_in_at_one_worker_is_known_to_both(server: Server) -> None:
    entered = enter(server.port, "chief", PASSWORD, headers=cookies(1))
    assert entered.status == 303 and entered.token
    for number in (1, 2):
        assert ask(server.port, "/", {**HTML, **cookies(number, entered.token)}).status == 200, number
        assert ask(server.port, "/", {**HTML, **cookies(number)}).headers["location"].startswith("/login"), number
    ask(server.port, "/auth/logout", {"Origin": server.url, **cookies(2, entered.token)}, method="POST")
    for number in (1, 2):
        gone = ask(server.port, "/", {**HTML, **cookies(number, entered.token)})
        assert gone.headers["location"].startswith("/login"), number


def test_walls_of_both_workers_are_in_everybodys_list(server: Server, bureau: Bureau) -> None:
    chief, steward = bureau.session(Role.CHIEF), bureau.session(Role.STEWARD)
    before = walls(server, 1, steward)
    with (
        talking(server.port, headers=cookies(1, chief)) as one,
        talking(server.port, headers=cookies(2, chief)) as other,
    ):
        for talk in (one, other):
            talk.say(ClientState(page_name="chief"))
        for number in (1, 2):
            wait_for(partial(walls, server, number, steward), lambda told: told == before + 2)


def test_a_wall_goes_on_after_its_worker_was_killed_and_nobody_signs_in_anew(
    server: Server, bureau: Bureau, page: Page, visit: Visit
) -> None:
    page.context.add_cookies(
        [
            {"name": name, "value": value, "url": server.url}
            for name, value in ((COOKIE, bureau.session(Role.CHIEF)), (TICKET_COOKIE, f"1.{'b' * 22}"))
        ]
    )
    visit(f"{server.url}/chief")
    clock = page.locator(".clock")
    expect(clock).to_have_text(re.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}"))
    page.evaluate("() => { window.untouched = true; }")
    before = process_ids(server)
    questions = page.evaluate("() => window.wire.questions")
    os.kill(before[1], signal.SIGKILL)
    page.wait_for_function("before => window.wire.questions > before + 1", arg=questions, timeout=30_000)
    expect(clock).to_have_text(re.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}"))
    assert page.evaluate("() => window.untouched") and "/login" not in page.url
    after = wait_for(lambda: process_ids(server), lambda ids: set(ids) == {1, 2}, 60)
    assert after[1] != before[1] and after[2] == before[2]
