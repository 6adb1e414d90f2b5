"""The plain pages: signing in by steps, the own account, signing out, many at once; without a browser."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from core.access.accounts import add_account, find_account
from core.access.factor_key import factor_key_file
from core.access.kiosks import add_kiosk
from core.access.password_change import set_password
from core.access.policy import set_rule
from core.access.roles import Role
from core.access.second_factor import begin_enrolment, confirm_enrolment
from core.access.sessions import sessions
from core.access.totp import code_at
from core.access.viewer import Scope, Viewer
from core.store.sqlite import StoreError, connect
from core.store.store import ROOT
from core.store.trail import trail_lines
from dashboards.auth import denied_access
from dashboards.auth.middleware import AuthMiddleware
from dashboards.auth.request import COOKIE, DEVICE_COOKIE
from dashboards.auth.session_store import SessionStore, session_store
from dashboards.auth.sign_in_queue import SignInQueue, TooManySignInsError
from dashboards.registry import home_address
from dashboards.server.security_headers import SecurityHeaders
from dashboards.settings import DB_VARIABLE
from tests.support.accounts_world import BETTER, GOOD, cheap_hashes, small_bureau

LAN, TLS = "http://10.0.0.5:8501", "https://kanban.example"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with cheap_hashes(monkeypatch):
        store = small_bureau(tmp_path)
        store.close()
        monkeypatch.setenv(DB_VARIABLE, str(store.path))
        yield store.path


@pytest.fixture
def app(path: Path) -> ASGIApp:
    return SecurityHeaders(AuthMiddleware(PlainTextResponse("the screens"), home_address))


def browser(app: ASGIApp, base: str = LAN, agent: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0") -> TestClient:
    headers = {"Origin": base, "Accept": "text/html", "User-Agent": agent}
    return TestClient(app, base, headers=headers, follow_redirects=False)


def enter(client: TestClient, password: str = GOOD, name: str = "张三") -> tuple[int, str]:
    answer = client.post("/login", data={"name": name, "password": password, "next": "/comparison"})
    return answer.status_code, answer.headers.get("location", "")


def sees_screens(client: TestClient) -> bool:
    return str(client.get("/comparison").text) == "the screens"


def test_signing_in_leads_to_the_screens_and_out_only_by_a_form(app: ASGIApp, path: Path) -> None:
    client = browser(app)
    assert enter(client, "wrong")[0] == 401 and not sees_screens(client)
    assert enter(client) == (303, "/comparison") and sees_screens(client)
    asked = client.get("/auth/logout")  # what a link on any page can do
    assert asked.status_code == 200 and "退出登录" in asked.text and sees_screens(client)
    assert client.post("/auth/logout", headers={"Origin": "http://evil.example"}).status_code == 403
    assert sees_screens(client)
    assert client.post("/auth/logout").headers["location"] == "/login" and not sees_screens(client)
    gone = client.get("/auth/logout")
    assert (gone.status_code, gone.headers["location"]) == (303, "/login")


def test_under_tls_cookies_are_this_hosts_alone_and_the_browser_stays_with_it(app: ASGIApp) -> None:
    plain, secure = browser(app), browser(app, TLS)
    enter(plain)
    enter(secure)
    assert {COOKIE, DEVICE_COOKIE} == set(plain.cookies)
    assert {f"__Host-{COOKIE}", f"__Host-{DEVICE_COOKIE}"} == set(secure.cookies)
    answer = secure.post("/login", data={"name": "张三", "password": GOOD})
    for cookie in answer.headers.get_list("set-cookie"):
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= {
            part.strip().lower() for part in cookie.split(";")
        }
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert "strict-transport-security" not in plain.get("/login").headers
    # A cookie that a neighbour without TLS planted is not looked at.
    fresh = browser(app, TLS)
    fresh.cookies.set(COOKIE, plain.cookies[COOKIE])
    assert not sees_screens(fresh)


def test_no_page_stays_in_a_cache(app: ASGIApp) -> None:
    client = browser(app)
    enter(client)
    assert browser(app).get("/login").headers["cache-control"] == "no-store"
    for address in ("/auth/account", "/auth/logout"):
        assert client.get(address).headers["cache-control"] == "no-store", address


def test_a_password_set_by_another_is_changed_before_anything_is_seen(app: ASGIApp, path: Path) -> None:
    with closing(connect(path, read_only=False)) as connection:
        account = find_account(connection, "张三")
        set_password(connection, account, BETTER, actor="user:guan", now=int(time.time()))
    client = browser(app)
    assert enter(client, BETTER) == (303, "/auth/step?next=%2Fcomparison")
    assert not sees_screens(client) and client.get("/auth/account").status_code == 303
    page = client.get("/auth/step?next=%2Fcomparison").text
    assert 'value="/comparison"' in page and "别人设的" in page
    form = {
        "step": "password",
        "next": "/comparison",
        "current": BETTER,
        "new": "the lamp by the sea",
        "again": "other",
    }
    assert "不一样" in client.post("/auth/step", data=form).text
    common = client.post("/auth/step", data={**form, "new": "gonganju2024", "again": "gonganju2024"})
    assert common.status_code == 422 and "太常见" in common.text and not sees_screens(client)
    before = client.cookies[COOKIE]
    done = client.post("/auth/step", data={**form, "again": "the lamp by the sea"})
    assert (done.status_code, done.headers["location"]) == (303, "/comparison") and sees_screens(client)
    assert client.cookies[COOKIE] != before


def test_a_second_factor_is_enrolled_by_a_code_to_scan_and_asked_for_ever_after(app: ASGIApp, path: Path) -> None:
    with closing(connect(path, read_only=False)) as connection:
        set_rule(connection, "second_factor", "chief", actor="x", now=int(time.time()))
    client = browser(app)
    assert enter(client)[1].startswith("/auth/step") and not sees_screens(client)
    page = client.get("/auth/step").text
    secret = re.search(r"密钥：([A-Z2-7]{32})", page)
    assert secret and "<svg" in page and "服务器时间" in page
    form = {"step": "enrol", "next": "/comparison"}
    assert client.post("/auth/step", data={**form, "code": "000000"}).status_code == 401 and not sees_screens(client)
    now = int(time.time())
    shown = client.post("/auth/step", data={**form, "code": code_at(secret[1], now // 30)}).text
    codes = re.findall(r"<li>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</li>", shown)
    assert len(codes) == 10 and not sees_screens(client), "until they have been read"
    assert client.post("/auth/step", data={"step": "read", "next": "/comparison"}).headers["location"] == "/comparison"
    assert sees_screens(client)
    other = browser(app)
    enter(other)
    assert "恢复码" in other.get("/auth/step").text
    spent = other.post("/auth/step", data={"step": "code", "code": code_at(secret[1], now // 30)})
    assert spent.status_code == 401 and not sees_screens(other)
    assert other.post("/auth/step", data={"step": "code", "code": codes[0]}).status_code == 303 and sees_screens(other)
    third = browser(app)
    enter(third)
    assert third.post("/auth/step", data={"step": "code", "code": codes[0]}).status_code == 401
    assert third.post("/auth/step/abort").headers["location"] == "/login" and "等得太久" in third.get("/auth/step").text


def test_where_the_key_of_second_factors_is_gone_the_page_says_so_and_no_place_of_a_file(
    app: ASGIApp, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(connect(path, read_only=False)) as connection:
        account = find_account(connection, "张三")
        secret = begin_enrolment(connection, account).secret
        now = int(time.time())
        codes = confirm_enrolment(connection, account, code_at(secret, now // 30), actor="x", now=now)
    factor_key_file(path).unlink()
    client = browser(app)
    enter(client)
    answer = client.post("/auth/step", data={"step": "code", "code": "123456"})
    assert answer.status_code == 503 and "密钥有问题" in answer.text and str(path.parent) not in answer.text
    assert str(factor_key_file(path)) in caplog.text and not sees_screens(client)
    assert client.post("/auth/step", data={"step": "code", "code": codes[0]}).status_code == 303
    assert sees_screens(client)


def test_ones_own_account_shows_where_one_is_signed_in_and_ends_it(app: ASGIApp) -> None:
    here, there = browser(app), browser(app, agent="Mozilla/5.0 (X11; Linux) Firefox/115.0")
    enter(here, "wrong")
    enter(here)
    enter(there)
    page = here.get("/auth/account").text
    assert "这是第一次登录" in page and "Chrome 120 · Windows" in page and "Firefox 115 · Linux" in page
    assert "有 1 次" in page
    assert "上次登录：" in there.get("/auth/account").text
    numbers = re.findall(r'name="session" value="(\d+)"', page)
    assert len(numbers) == 1 and "已退出" in here.post("/auth/account/sessions", data={"session": numbers[0]}).text
    assert not sees_screens(there) and sees_screens(here)
    enter(there)
    assert "其他 1 处" in here.post("/auth/account/sessions").text and not sees_screens(there)
    enter(there)
    form = {"current": GOOD, "new": BETTER, "again": BETTER}
    assert "现在的密码不对" in here.post("/auth/account/password", data={**form, "current": "x"}).text
    assert "密码已改" in here.post("/auth/account/password", data=form).text
    assert sees_screens(here) and not sees_screens(there) and enter(there, BETTER)[0] == 303


def test_a_second_factor_of_ones_own_accord_needs_the_password(app: ASGIApp) -> None:
    client = browser(app)
    enter(client)
    assert "<svg" not in client.get("/auth/account").text
    secret = re.search(r"密钥：([A-Z2-7]{32})", client.get("/auth/account?enrol").text)
    assert secret
    form = {"code": code_at(secret[1], int(time.time()) // 30)}
    assert "现在的密码不对" in client.post("/auth/account/factor", data={**form, "current": "x"}).text
    shown = client.post("/auth/account/factor", data={**form, "current": GOOD}).text
    code = re.search(r"<li>([a-z2-7-]{19})</li>", shown)
    assert code and "动态口令已启用" in shown
    assert "不对" in client.post("/auth/account/renew", data={"code": "x"}).text and sees_screens(client)
    assert client.post("/auth/account/renew", data={"code": code[1]}).status_code == 303 and not sees_screens(client)
    assert enter(client) == (303, "/comparison")


@pytest.mark.parametrize(
    "address",
    ["/auth/account", "/auth/alive", "/auth/account/password", "/auth/account/sessions", "/auth/account/factor"],
)
def test_a_stranger_and_a_wall_have_no_account(app: ASGIApp, path: Path, address: str) -> None:
    with closing(connect(path, read_only=False)) as connection:
        link = add_kiosk(connection, "大厅", ROOT, actor="x", now=int(time.time()))
    wall = browser(app)
    assert wall.get(f"/kiosk/{link}").status_code == 303 and wall.get("/").text == "the screens"
    for client in (browser(app), wall):
        for answer in (client.get(address), client.post(address, data={"session": "1"})):
            assert answer.status_code in (303, 401, 405), (address, answer.status_code)


def test_a_key_press_keeps_a_desk_open_and_a_refresh_does_not(
    app: ASGIApp, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, clock = browser(app), [int(time.time())]
    monkeypatch.setattr(type(session_store()), "now", lambda _store: clock[0])
    enter(client)
    clock[0] += 15 * 60
    assert client.post("/auth/alive").status_code == 204
    for _ in range(3):
        clock[0] += 6 * 60
        assert sees_screens(client)
    clock[0] += 3 * 60
    assert not sees_screens(client) and client.post("/auth/alive").status_code == 401
    with closing(connect(path, read_only=True)) as connection:
        assert [line.state for line in sessions(connection, clock[0])] == ["idle"]


def test_denied_access_is_one_line_a_page_and_hour(app: ASGIApp, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [int(time.time()) // 3600 * 3600]
    monkeypatch.setattr(type(session_store()), "now", lambda _store: clock[0])
    with closing(connect(path, read_only=False)) as connection:
        add_account(connection, "李四", Scope(Role.CHIEF, ROOT), GOOD, actor="test", now=clock[0], is_own=True)
    first, second = (Viewer(f"user:{name}", name, Scope(Role.CHIEF, ROOT), 1) for name in ("张三", "李四"))
    denied_access._recorded.clear()
    for viewer in (first, second, None, Viewer("local", "本机", Scope(Role.CHIEF, ROOT))):
        for page in ("officer", "steward"):
            for _ in range(50):
                denied_access.record_denied(viewer, page)
    clock[0] += 3600
    denied_access.record_denied(first, "officer")
    with closing(connect(path, read_only=True)) as connection:
        lines = [(line.actor, line.detail) for line in reversed(trail_lines(connection, 99, "refused"))]
    people = [("user:张三", "officer"), ("user:张三", "steward"), ("user:李四", "officer"), ("user:李四", "steward")]
    assert lines == [*people, ("user:张三", "officer")]


def test_of_very_many_at_once_some_wait_and_the_rest_are_told_at_once() -> None:
    at_once, most, lock = [0], [0], threading.Lock()

    def hash_something() -> bool:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        threading.Event().wait(0.02)  # stands for the work of a hash
        with lock:
            at_once[0] -= 1
        return True

    async def crowd(count: int) -> list[bool | BaseException]:
        queue = SignInQueue(at_once=3, max_waiting=40)
        return await asyncio.gather(*(queue.run(hash_something) for _ in range(count)), return_exceptions=True)

    def run(count: int) -> list[bool | BaseException]:
        with ThreadPoolExecutor(1) as thread:  # a browser's tests may have left a loop running in this one
            return thread.submit(asyncio.run, crowd(count)).result()

    answers = run(100)
    refused = [answer for answer in answers if isinstance(answer, TooManySignInsError)]
    assert (answers.count(True), len(refused), most[0]) == (43, 57, 3)
    assert run(43) == [True] * 43


def test_whoever_is_told_to_wait_has_not_guessed(app: ASGIApp, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_self: object, _work: object) -> None:
        raise TooManySignInsError

    client = browser(app)
    with monkeypatch.context() as patched:
        patched.setattr(SignInQueue, "run", full)
        answer = client.post("/login", data={"name": "张三", "password": GOOD})
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
        assert "登录的人多，请过几秒再按" in answer.text and 'value="张三"' in answer.text
    with closing(connect(path, read_only=True)) as connection:
        assert connection.execute("SELECT count(*) FROM guess").fetchone() == (0,)
    assert enter(client)[0] == 303


def test_while_nothing_can_be_written_those_inside_see_on_and_others_are_told(
    app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, outside = browser(app), browser(app)
    assert enter(inside)[0] == 303

    def away(_store: SessionStore) -> NoReturn:
        raise StoreError("postgresql://fengjing@10.0.0.9/state")

    monkeypatch.setattr(SessionStore, "writing", away)
    assert sees_screens(inside)
    answer = outside.post("/login", data={"name": "张三", "password": GOOD})
    assert answer.status_code == 503 and "登录办不了" in answer.text and "10.0.0.9" not in answer.text


def test_a_session_is_greeted_once(path: Path) -> None:
    store, scope = SessionStore(path), Scope(Role.CHIEF, ROOT)
    first, second = (Viewer("局长", "局长", scope, session) for session in (1, 2))
    assert [store.greet(viewer) for viewer in (first, first, second, first)] == [True, False, True, False]
    assert not store.greet(Viewer("本机", "本机", scope)), "where nobody signs in there is nothing to say"
    store.close()
