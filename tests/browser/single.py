"""Single sign-on by hand: to the provider, its form, and back, each step open to be done otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from core.access.oidc.settings import CALLBACK, START
from tests.browser.client import HTML, Answer, ask

SECONDS = 20


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
