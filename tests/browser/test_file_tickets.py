"""A file goes to the session that asked for it, once, and only while it may still have it."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, Route, expect

from core.access.accounts import find_account, set_disabled
from core.access.roles import Role
from core.store.sqlite import connect
from dashboards.auth.request import COOKIE
from dashboards.i18n.words import files as words
from tests.support.access_world import Bureau
from tests.support.browser_page import settle
from tests.support.server import Server
from tests.support.sign_on_steps import enter
from tests.support.websocket_client import HTML, Answer, ask

pytestmark = pytest.mark.browser


class Taker:
    """A page of an inspector, whose script is kept from fetching the file: the test asks by hand."""

    def __init__(self, server: Server, page: Page, bureau: Bureau) -> None:
        self._server, self._page = server, page
        self._addresses: list[str] = []
        page.route("**/file/*", self._keep)
        enter(page, f"{server.url}/indices", Role.INSPECTOR)
        settle(page)
        page.get_by_role("button", name="下载这张表").first.click()
        page.get_by_label("用途（留痕）").fill("测试")
        page.keyboard.press("Enter")
        settle(page)
        (self.token,) = (str(cookie["value"]) for cookie in page.context.cookies() if cookie["name"] == COOKIE)

    def _keep(self, route: Route) -> None:
        self._addresses.append(route.request.url.removeprefix(self._server.url))
        route.abort()

    def address(self) -> str:
        """The address of a new ticket."""
        count = len(self._addresses)
        self._page.get_by_role("button", name="导出 .csv").click()
        expect(self._page.get_by_text(words.FAILED)).to_be_visible()
        settle(self._page)
        assert len(self._addresses) == count + 1
        return self._addresses[-1]

    def fetch(self, address: str, token: str | None) -> Answer:
        """What a browser with this cookie gets."""
        return ask(self._server.port, address, {"Origin": self._server.url}, method="POST", body=b"", token=token)


def test_a_file_is_for_its_session_once(server: Server, page: Page, bureau: Bureau) -> None:
    taker = Taker(server, page, bureau)
    address = taker.address()
    other = bureau.session(Role.INSPECTOR)
    assert taker.fetch(address, None).status == 401
    assert taker.fetch(address, other).status == 410
    assert "content-disposition" not in ask(server.port, address, HTML, token=taker.token).headers, "a link alone"
    assert ask(server.port, address, {"Origin": "http://evil.example"}, method="POST", token=taker.token).status == 403
    taken = taker.fetch(address, taker.token)
    assert taken.status == 200 and "no-store" in taken.headers["cache-control"]
    assert taken.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%")
    assert taker.fetch(address, taker.token).status == 410

    waiting = taker.address()
    connection = connect(bureau.path, read_only=False)
    set_disabled(connection, find_account(connection, Role.INSPECTOR.value), True, actor="test", now=int(time.time()))
    connection.close()
    assert taker.fetch(waiting, taker.token).status == 401, "an account that was disabled meanwhile gets nothing"


def test_streamlits_own_addresses_answer_nobody(server: Server, bureau: Bureau) -> None:
    token = bureau.session(Role.STEWARD)
    assert ask(server.port, "/media/x.csv", token=token).status == 404
    upload = "/_stcore/upload_file/somebody-elses-page/file"
    for method in ("PUT", "DELETE"):
        assert ask(server.port, upload, {"Origin": server.url}, method=method, body=b"x", token=token).status == 403
