"""Single sign-on at a mock provider: in a real browser, and by hand with everything that may be wrong about it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from joserfc.jwk import RSAKey
from playwright.sync_api import Page, expect

from core.access.oidc.refusals import MESSAGES, Reason
from core.access.roles import Role
from core.store.sqlite import connect
from core.store.trail import TrailLine, trail_lines
from dashboards.auth.request import COOKIE
from tests.support.access_world import PASSWORD, Bureau
from tests.support.browser_page import settle
from tests.support.provider import CLIENT, SECRET, Claims, Provider, provider
from tests.support.server import Server, command
from tests.support.sign_on_steps import agree, come_back, leave, settings, sign_on
from tests.support.websocket_client import HTML, ask, assert_guarded, enter, run

pytestmark = pytest.mark.browser
BUTTON = "用统一身份认证登录"


@pytest.fixture(scope="module")
def people(bureau: Bureau) -> dict[str, Claims]:
    connection = connect(bureau.path, read_only=True)
    (department,) = connection.execute("SELECT code FROM unit WHERE id = ?", [bureau.station]).fetchone()
    connection.close()
    officer = {"groups": ["officers"], "department": department}
    return {
        "1001": {"preferred_username": "督察甲", "groups": ["inspectors", "others"]},
        "1002": {**officer, "preferred_username": "民警乙", "police_number": bureau.colleague},
        "1003": {**officer, "preferred_username": "民警丙", "police_number": "no such officer"},
        "1004": {"preferred_username": "Chief", "groups": ["inspectors"]},  # as an account is called that is there
        "1005": {"preferred_username": "外人", "groups": ["others"]},
        "1006": {"preferred_username": "<b>markup</b>", "groups": "inspectors"},
        "1007": {"preferred_username": "督察丁", "groups": ["inspectors"]},
    }


@pytest.fixture(scope="module")
def other(people: dict[str, Claims]) -> Iterator[Provider]:
    with provider(people) as found:
        yield found


@pytest.fixture
def honest(other: Provider) -> Iterator[Provider]:
    """The provider; whatever a test makes it say ends with the test."""
    yield other
    other.tell_truth()


@pytest.fixture(scope="module")
def server(bureau: Bureau, other: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(bureau.path)
    server.log = tmp_path_factory.mktemp("log") / "server.log"
    server.start("--oidc", str(settings(server, bureau, other.url)))
    yield server
    server.kill()


def lines(bureau: Bureau, action: str) -> list[TrailLine]:
    connection = connect(bureau.path, read_only=True)
    found = trail_lines(connection, 99, action)
    connection.close()
    return found


def test_the_way_in_and_out_in_a_browser(server: Server, honest: Provider, page: Page, bureau: Bureau) -> None:
    """The provider's page is another site's to the browser, as in a bureau: localhost here, 127.0.0.1 there."""
    violations: list[str] = []
    page.on("console", lambda said: violations.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{server.url}/comparison?kpi=alerts_total")
    page.get_by_role("link", name=BUTTON).click()
    page.wait_for_url(f"{honest.url}/**")
    page.get_by_role("button", name="1001").click()
    page.wait_for_url(f"{server.url}/comparison?kpi=alerts_total")
    settle(page)
    page.locator(".st-key-links button", has_text="督察甲").click()
    expect(page.get_by_text("督察甲 · 督察")).to_be_visible()
    (cookie,) = (one for one in page.context.cookies(server.url) if one["name"] == COOKIE)
    assert cookie["sameSite"] == "Strict" and cookie["httpOnly"]
    assert not [one for one in page.context.cookies() if one["name"].startswith("fengjing_sso_")]
    page.get_by_text("退出登录").click()
    page.wait_for_url("**/login*")
    assert ask(server.port, "/", HTML, token=cookie["value"]).status == 303, "the session has ended"
    assert not violations
    assert lines(bureau, "sign_in")[0].actor == "user:督察甲"


def test_who_has_no_account_is_told_so_in_a_browser(server: Server, honest: Provider, page: Page) -> None:
    page.goto(server.url)
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_role("button", name="1005").click()
    expect(page.get_by_text(MESSAGES[Reason.UNKNOWN])).to_be_visible()
    expect(page.get_by_text("您的编号：1005")).to_be_visible()
    expect(page.locator("input[name=name]")).to_be_visible()
    page.goto(server.url)
    page.wait_for_url("**/login**")


def test_a_provider_that_is_away_leaves_the_passwords(bureau: Bureau, page: Page) -> None:
    server = Server(bureau.path)
    server.start("--oidc", str(settings(server, bureau, "http://localhost:9")))
    try:
        page.goto(server.url)
        page.get_by_role("link", name=BUTTON).click()
        expect(page.get_by_text(MESSAGES[Reason.UNREACHABLE])).to_be_visible()
        page.locator("input[name=name]").fill("chief")
        page.locator("input[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        settle(page)
    finally:
        server.kill()


def test_without_settings_there_is_no_button_and_no_way(bureau: Bureau) -> None:
    server = Server(bureau.path)
    server.start()
    try:
        page = ask(server.port, "/login", HTML).text
        assert BUTTON not in page and "/auth/sso" not in page
        for path in ("/auth/sso", "/auth/sso/callback?code=x&state=y"):
            assert ask(server.port, path, HTML).headers["location"].startswith("/login?next=")
            assert ask(server.port, path).status == 401
    finally:
        server.kill()


def test_a_rule_gives_a_role_and_a_unit(server: Server, honest: Provider, bureau: Bureau) -> None:
    token = sign_on(server.port, "1002").token
    assert token and "不对民警开放" in run(server.port, "comparison", token=token)
    assert ask(server.port, "/", HTML, token=token).headers["location"] == "/officer"
    listed = command("sso", "list", "--db", bureau.path)
    assert "民警乙" in listed and "规则" in listed
    assert enter(server.port, "民警乙", "", then="/").status == 401, "there is no password"


def test_the_provider_is_asked_as_it_should_be(server: Server, honest: Provider) -> None:
    first, second = leave(server.port), leave(server.port)
    for away in (first, second):
        asked = away.asked
        assert (
            asked["response_type"] == "code"
            and asked["client_id"] == CLIENT
            and asked["code_challenge_method"] == "S256"
        )
        assert asked["redirect_uri"] == f"{server.url}/auth/sso/callback" and "openid" in asked["scope"].split()
    for name in ("state", "nonce", "code_challenge"):
        assert len(first.asked[name]) >= 43 and first.asked[name] != second.asked[name]
    come_back(server.port, agree(first, "1005"), first.cookie)
    sent = honest.exchanges[-1]
    assert sent["grant_type"] == "authorization_code" and sent["redirect_uri"] == first.asked["redirect_uri"]
    assert (
        len(sent["code_verifier"]) >= 43 and sent["authorization"].startswith("Basic ") and "client_secret" not in sent
    )


LIES: dict[str, tuple[Reason, Callable[[Claims], Claims]]] = {
    "another issuer": (Reason.ISSUER, lambda claims: {**claims, "iss": "https://evil.example"}),
    "no issuer": (Reason.TOKEN, lambda claims: {name: claims[name] for name in claims if name != "iss"}),
    "for another system": (Reason.AUDIENCE, lambda claims: {**claims, "aud": "another"}),
    "for others too, used by another": (Reason.AUDIENCE, lambda claims: {**claims, "aud": [CLIENT, "x"], "azp": "x"}),
    "for others too, used by nobody": (Reason.AUDIENCE, lambda claims: {**claims, "aud": [CLIENT, "x"]}),
    "of another sign-in": (Reason.NONCE, lambda claims: {**claims, "nonce": "another"}),
    "of no sign-in": (Reason.NONCE, lambda claims: {name: claims[name] for name in claims if name != "nonce"}),
    "run out": (Reason.CLOCK, lambda claims: {**claims, "exp": int(time.time()) - 90}),
    "of the future": (Reason.CLOCK, lambda claims: {**claims, "iat": int(time.time()) + 90}),
    "not yet good": (Reason.CLOCK, lambda claims: {**claims, "nbf": int(time.time()) + 90}),
    "for ever": (Reason.TOKEN, lambda claims: {name: claims[name] for name in claims if name != "exp"}),
    "of nobody": (Reason.TOKEN, lambda claims: {**claims, "sub": ""}),
    "of a crowd": (Reason.TOKEN, lambda claims: {**claims, "sub": "x" * 256}),
    "with another access token": (Reason.TOKEN, lambda claims: {**claims, "at_hash": "x"}),
}


def refused(server: Server, honest: Provider, bureau: Bureau, reason: Reason) -> None:
    before = lines(bureau, "sso_refused")
    answer = sign_on(server.port, "1001")
    assert answer.status == 403 and MESSAGES[reason] in answer.text and answer.token is None
    after = lines(bureau, "sso_refused")
    assert len(after) == len(before) + 1
    assert after[0].actor == "stranger" and after[0].detail == f"{reason} - 127.0.0.1"


@pytest.mark.parametrize("what", LIES)
def test_a_token_that_does_not_hold_is_refused(server: Server, honest: Provider, bureau: Bureau, what: str) -> None:
    reason, honest.lie = LIES[what]
    refused(server, honest, bureau, reason)
    honest.tell_truth()
    assert sign_on(server.port, "1001").token, "and the honest one is not"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_anybody_can_make_is_refused(
    server: Server, honest: Provider, bureau: Bureau, algorithm: str
) -> None:
    honest.algorithm = algorithm
    refused(server, honest, bureau, Reason.SIGNATURE)


@pytest.mark.parametrize("kid", ["one", "two"])
def test_a_token_signed_by_another_key_is_refused(server: Server, honest: Provider, bureau: Bureau, kid: str) -> None:
    ours, honest.key = honest.key, RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})
    try:
        refused(server, honest, bureau, Reason.SIGNATURE)
    finally:
        honest.key = ours


def test_a_provider_may_change_its_keys(server: Server, honest: Provider) -> None:
    ours, honest.key = honest.key, RSAKey.generate_key(2048, {"kid": "three", "use": "sig"})
    honest.published = [ours, honest.key]
    try:
        assert sign_on(server.port, "1001").token
    finally:
        honest.key = ours


@pytest.mark.parametrize("claim", ["exp", "iat"])
def test_clocks_may_differ_a_little(server: Server, honest: Provider, claim: str) -> None:
    honest.lie = lambda claims: {**claims, claim: int(time.time()) + (-30 if claim == "exp" else 30)}
    assert sign_on(server.port, "1001").token


def test_an_answer_belongs_to_the_browser_that_asked(server: Server, honest: Provider) -> None:
    mine, others = leave(server.port), leave(server.port)
    said = agree(mine, "1001")
    for cookie in ("", others.cookie, others.cookie.split("=")[0] + "=x", mine.cookie + "x"):
        answer = come_back(server.port, said, cookie)
        assert answer.status == 403 and MESSAGES[Reason.STATE] in answer.text and answer.token is None
    swapped = mine.cookie.split("=")[0] + "=" + others.cookie.split("=", 1)[1]
    assert MESSAGES[Reason.STATE] in come_back(server.port, said, swapped).text
    for state in ("", "x", others.asked["state"]):
        assert MESSAGES[Reason.STATE] in come_back(server.port, {**said, "state": state}, mine.cookie).text
    assert come_back(server.port, said, mine.cookie).token, "the right one is still good"


def test_a_code_is_good_once(server: Server, honest: Provider) -> None:
    away = leave(server.port)
    said = agree(away, "1001")
    assert come_back(server.port, said, away.cookie).token
    again = come_back(server.port, said, away.cookie)
    assert again.status == 403 and MESSAGES[Reason.STATE] in again.text and again.token is None
    fresh = leave(server.port)  # the stolen code in an attempt of one's own
    stolen = come_back(server.port, {"code": said["code"], "state": fresh.asked["state"]}, fresh.cookie)
    assert stolen.status == 403 and MESSAGES[Reason.CODE] in stolen.text and stolen.token is None


def test_a_stolen_code_that_was_not_used_is_of_no_use(server: Server, honest: Provider) -> None:
    stolen, mine = agree(leave(server.port), "1001"), leave(server.port)
    answer = come_back(server.port, {**stolen, "state": mine.asked["state"]}, mine.cookie)
    assert answer.status == 403 and MESSAGES[Reason.CODE] in answer.text  # the verifier is another's


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"error": "access_denied"}, Reason.CANCELLED),
        ({"error": "server_error<script>", "error_description": "<script>"}, Reason.TURNED_DOWN),
        ({}, Reason.TURNED_DOWN),
        ({"code": "made up"}, Reason.CODE),
        ({"code": "x", "iss": "https://evil.example"}, Reason.ISSUER),
    ],
)
def test_what_else_may_come_back(server: Server, honest: Provider, said: dict[str, str], reason: Reason) -> None:
    away = leave(server.port, "/comparison?kpi=alerts_total")
    answer = come_back(server.port, {**said, "state": away.asked["state"]}, away.cookie)
    assert answer.status == 403 and MESSAGES[reason] in answer.text and answer.token is None
    assert "<script" not in answer.text
    assert "/comparison?kpi=alerts_total" in answer.text, "the next try leads there too"


@pytest.mark.parametrize("status", [500, 302])
def test_a_provider_that_fails_midway_is_told(server: Server, honest: Provider, status: int) -> None:
    away = leave(server.port)
    said = agree(away, "1001")
    honest.broken = status
    answer = come_back(server.port, said, away.cookie)
    reason = Reason.UNREACHABLE if status == 500 else Reason.MISCONFIGURED
    assert answer.status == 503 and MESSAGES[reason] in answer.text and answer.token is None


def test_nobody_becomes_an_account_of_the_same_name(server: Server, honest: Provider, bureau: Bureau) -> None:
    answer = sign_on(server.port, "1004")
    assert answer.status == 403 and MESSAGES[Reason.NAME_TAKEN] in answer.text and answer.token is None
    assert lines(bureau, "sso_refused")[0].detail.startswith("name_taken ")


def test_a_police_number_that_is_not_there_is_refused(server: Server, honest: Provider) -> None:
    assert MESSAGES[Reason.RULE] in sign_on(server.port, "1003").text


def test_a_name_that_cannot_be_written_is_made_up(server: Server, honest: Provider) -> None:
    token = sign_on(server.port, "1006").token
    assert token and "<b>markup" not in run(server.port, "comparison", token=token)


def test_an_account_may_be_tied_barred_and_untied(server: Server, honest: Provider, bureau: Bureau) -> None:
    told = ("--oidc", bureau.path.parent / f"oidc-{server.port}.toml", "--db", bureau.path)
    assert MESSAGES[Reason.UNKNOWN] in sign_on(server.port, "1005").text
    command("sso", "link", "steward", "1005", *told)
    token = sign_on(server.port, "1005").token
    assert ask(server.port, "/steward", HTML, token=token).status == 200
    command("user", "disable", "steward", "--db", bureau.path)
    assert ask(server.port, "/steward", HTML, token=token).status == 303
    assert MESSAGES[Reason.DISABLED] in sign_on(server.port, "1005").text
    command("user", "disable", "steward", "--undo", "--db", bureau.path)
    token = sign_on(server.port, "1005").token
    command("sso", "unlink", "steward", "--db", bureau.path)
    assert ask(server.port, "/steward", HTML, token=token).status == 303, "its sessions have ended"
    assert MESSAGES[Reason.UNKNOWN] in sign_on(server.port, "1005").text


def test_what_the_provider_grants_no_more_ends(
    server: Server, honest: Provider, bureau: Bureau, people: dict[str, Claims]
) -> None:
    token = sign_on(server.port, "1007").token
    assert ask(server.port, "/comparison", HTML, token=token).status == 200
    changed: Claims = {**people["1002"], "preferred_username": "督察丁"}
    requests.put(f"{honest.url}/users/1007", json=changed, timeout=20)
    assert ask(server.port, "/", HTML, token=sign_on(server.port, "1007").token).headers["location"] == "/officer"
    assert lines(bureau, "account_role")[0].actor == "oidc"
    requests.put(f"{honest.url}/users/1007", json={"groups": []}, timeout=20)
    assert MESSAGES[Reason.UNKNOWN] in sign_on(server.port, "1007").text
    assert ask(server.port, "/comparison", HTML, token=token).status == 303


def test_it_leads_nowhere_else(server: Server, honest: Provider) -> None:
    for then in ("//evil.example", "https://evil.example", "/auth/logout", "/auth/sso", '/a"><script>', "javascript:x"):
        answer = sign_on(server.port, "1001", then)
        assert answer.status == 200 and '<a href="/">' in answer.text and "evil" not in answer.text
    onward = sign_on(server.port, "1001", "/comparison?kpi=alerts_total").text
    assert 'content="0;url=/comparison?kpi=alerts_total"' in onward


def test_a_foreign_host_gets_no_answer(server: Server, honest: Provider) -> None:
    for path in ("/auth/sso", "/auth/sso/callback?code=x&state=y"):
        assert ask(server.port, path, {**HTML, "Host": "evil.example"}).status == 400
        assert ask(server.port, path, {**HTML, "Origin": "http://evil.example"}, method="POST").status == 403


def test_whoever_is_in_is_not_sent_away_again(server: Server, honest: Provider, bureau: Bureau) -> None:
    answer = ask(server.port, "/auth/sso?next=%2Fcomparison", HTML, token=bureau.session(Role.CHIEF))
    assert (answer.status, answer.headers["location"]) == (303, "/comparison")


def test_the_session_before_ends_and_is_not_taken_on(server: Server, honest: Provider, bureau: Bureau) -> None:
    away = leave(server.port)
    before = bureau.session(Role.CHIEF)  # such as one that somebody else put into this browser
    answer = come_back(server.port, agree(away, "1001"), f"{away.cookie}; {COOKIE}={before}")
    assert answer.token not in (None, before)
    assert ask(server.port, "/comparison", HTML, token=before).status == 303


def test_every_answer_carries_the_security_headers(server: Server, honest: Provider) -> None:
    away = leave(server.port)
    said = agree(away, "1001")
    start = ask(server.port, "/auth/sso", HTML)
    onward, again = come_back(server.port, said, away.cookie), come_back(server.port, said, away.cookie)
    other = ask(server.port, "/auth/sso/callback", {"Origin": server.url}, method="POST")
    honest.broken = 500
    down = come_back(server.port, {"code": "x", "state": (last := leave(server.port)).asked["state"]}, last.cookie)
    answers = {303: start, 200: onward, 403: again, 405: other, 503: down}
    for status, answer in answers.items():
        assert answer.status == status
        assert_guarded(answer.headers)
        if status != 405:
            assert answer.headers["cache-control"] == "no-store"


def test_nothing_secret_is_written_down(server: Server, honest: Provider, bureau: Bureau) -> None:
    away = leave(server.port)
    said = agree(away, "1005")
    come_back(server.port, said, away.cookie)
    honest.algorithm = "none"
    sign_on(server.port, "1001")
    sent = honest.exchanges[-2:]
    secrets: list[Any] = [SECRET, said["code"], said["state"], away.asked["nonce"], away.cookie.split("=", 1)[1]]
    secrets += [one[key] for one in sent for key in ("code", "code_verifier", "authorization")]
    connection = connect(bureau.path, read_only=True)
    tables = ("account", "session", "sign_on", "guess", "audit")
    kept = "\n".join(str(row) for one in tables for row in connection.execute(f"SELECT * FROM {one}"))
    connection.close()
    assert server.log is not None
    logged = server.log.read_text("utf-8")
    assert "single sign-on refused: unknown" in logged and "single sign-on refused: signature" in logged
    assert "sso_refused" in kept
    for text in (kept, logged):
        assert not [one for one in secrets if one in text]
        assert "'1005'" not in text and "eyJ" not in text  # neither the subject, nor the beginning of any token
