"""Single sign-on by hand: to the provider, its form, and back, each step open to be done otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from playwright.sync_api import Page, expect

from core.access.oidc.settings import CALLBACK, START
from core.store.sqlite import connect
from tests.support.access_world import PASSWORD, Bureau
from tests.support.browser_page import settle
from tests.support.provider import CLIENT, SECRET
from tests.support.server import Server
from tests.support.websocket_client import HTML, Answer, ask

SECONDS = 20
RULES = """
[[roles]]
claim = "groups"
value = "inspectors"
role = "inspector"
unit = "{bureau}"

[[roles]]
claim = "groups"
value = "officers"
role = "officer"
unit_claim = "department"
officer_claim = "police_number"
"""


@dataclass(frozen=True)
class Away:
    """On the way: where the provider is asked, and the cookie that the browser keeps meanwhile."""

    address: str
    cookie: str

    @property
    def asked(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}


def leave(port: int, then: str = "/") -> Away:
    """Presses the button."""
    answer = ask(port, f"{START}?{urlencode({'next': then})}", HTML)
    assert answer.status == 303, answer.text
    (cookie,) = answer.cookies
    return Away(answer.headers["location"], cookie.partition(";")[0])


def agree(away: Away, person: str) -> dict[str, str]:
    """Signs in at the provider; what it sends the browser back with."""
    answer = requests.post(away.address, data={"sub": person}, allow_redirects=False, timeout=SECONDS)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert back.path == CALLBACK
    return {name: values[0] for name, values in parse_qs(back.query).items()}


def come_back(port: int, said: dict[str, str], cookie: str = "") -> Answer:
    """Comes back from another site: without the cookie of a session, which is for our own pages alone."""
    return ask(port, f"{CALLBACK}?{urlencode(said)}", {**HTML, "Cookie": cookie} if cookie else HTML)


def sign_on(port: int, person: str, then: str = "/") -> Answer:
    """The whole way."""
    away = leave(port, then)
    return come_back(port, agree(away, person), away.cookie)


def settings(server: Server, bureau: Bureau, issuer: str) -> Path:
    connection = connect(bureau.path, read_only=True)
    (name,) = connection.execute("SELECT name FROM unit WHERE id = ?", [bureau.root]).fetchone()
    connection.close()
    path = bureau.path.parent / f"oidc-{server.port}.toml"
    told = {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "address": server.url}
    path.write_text("".join(f'{key} = "{value}"\n' for key, value in told.items()) + RULES.format(bureau=name), "utf-8")
    path.chmod(0o600)
    return path


def enter(page: Page, url: str, name: str) -> None:
    """Signs in with the keyboard alone."""
    page.goto(url)
    expect(page.locator("input[name=name]")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    settle(page)
