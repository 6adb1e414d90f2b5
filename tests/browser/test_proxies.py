"""The boards of two workers through nginx and Caddy, over TLS, below a path: as docs/proxy.md has them."""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from core.store.sqlite import connect
from dashboards.auth.request import COOKIE
from dashboards.i18n import words
from tests.support.access_world import PASSWORD, Bureau
from tests.support.browser_page import WIRE
from tests.support.proxies import proxy
from tests.support.server import Server

pytestmark = pytest.mark.browser

BASE = "/kpi"
DOCUMENTS = {"nginx": "docs/proxy.md", "caddy": "docs/proxy.zh-CN.md"}


@pytest.fixture(scope="module")
def behind(bureau: Bureau) -> Iterator[Server]:
    server = Server(bureau.path)
    server.start("--workers", "2", "--behind-proxy", "127.0.0.1", "--base-path", BASE, "--name", "localhost")
    yield server
    server.kill()


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def address(request: pytest.FixtureRequest, behind: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp(request.param)
    with proxy(request.param, folder, behind.port, DOCUMENTS[request.param]) as found:
        yield found


def ask(address: str, path: str, method: str = "GET", body: str = "", **headers: str) -> http.client.HTTPResponse:
    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection(urlsplit(address).netloc, timeout=20, context=unchecked)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, {"Accept": "text/html", **sent})
    return connection.getresponse()


def test_a_person_signs_in_looks_and_leaves(address: str, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
    context.add_init_script(WIRE)
    page = context.new_page()
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.goto(f"{address}{BASE}/indicators?period=ytd")
    assert urlsplit(page.url).path == f"{BASE}/login"
    page.fill("input[name=name]", "inspector")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    assert urlsplit(page.url).path == f"{BASE}/indicators"
    expect(page.locator("[data-testid=stApp]")).to_contain_text("有效警情")
    (cookie,) = [cookie for cookie in context.cookies() if cookie["name"].endswith(COOKIE)]
    assert cookie["secure"] and cookie["httpOnly"] and cookie["path"] == f"{BASE}/"
    page.get_by_role("button", name="inspector").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(re.compile(f"{BASE}/login"))
    # Streamlit finds the path out by asking one step too deep; all else is where it should be.
    assert not [line for line in failed if "/indicators/_stcore/" not in line], failed
    context.close()


def test_the_trail_has_the_visitors_address_and_nobody_makes_one_up(address: str, bureau: Bureau) -> None:
    form = urlencode({"name": "chief", "password": "wrong", "next": "/"})
    answer = ask(address, f"{BASE}/login", "POST", form, Origin=address, X_Forwarded_For="192.0.2.77")
    assert answer.status == 401
    connection = connect(bureau.path, read_only=True)
    (detail,) = connection.execute(
        "SELECT detail FROM audit WHERE action = 'sign_in_failed' ORDER BY id DESC"
    ).fetchone()
    connection.close()
    assert "127.0.0.1" in detail and "192.0.2.77" not in detail


def test_redirects_stay_below_the_path_and_health_is_told(address: str) -> None:
    assert ask(address, f"{BASE}/").headers["Location"].startswith(f"{BASE}/login?next=")
    assert ask(address, BASE).headers["Location"] in (f"{BASE}/", f"{address}{BASE}/")
    assert ask(address, f"{BASE}/healthz").status == 200 and ask(address, f"{BASE}/readyz").status == 200
    page = ask(address, f"{BASE}/login").read().decode()
    assert f'action="{BASE}/login"' in page and 'action="/login"' not in page


def test_a_proxy_that_lets_no_websocket_through_is_told(behind: Server, browser: Browser, tmp_path: Path) -> None:
    with proxy("nginx", tmp_path, behind.port, DOCUMENTS["nginx"], without="proxy_set_header Upgrade") as address:
        context = browser.new_context(ignore_https_errors=True, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{address}{BASE}/indicators")
        page.fill("input[name=name]", "inspector")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        expect(page.locator("#fj-not-drawn")).to_have_text(words.NO_SOCKET)
        page.screenshot(path=str(tmp_path / "told.png"))
        context.close()


def test_readiness_follows_the_database(behind: Server, tmp_path: Path) -> None:
    behind.db.rename(tmp_path / "away.db")
    try:
        connection = http.client.HTTPConnection("127.0.0.1", behind.port, timeout=20)
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 503
    finally:
        (tmp_path / "away.db").rename(behind.db)
