"""What a stranger, another site's page, or somebody with too little scope may try by hand."""

from __future__ import annotations

import json
import re
import time

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from websockets.exceptions import InvalidStatus

from core.access.kiosks import add_kiosk
from core.access.roles import EVERYONE, Role
from core.access.tokens import digest
from core.store.sqlite import connect
from core.store.trail import trail_lines
from core.store.units import unit_tree
from dashboards.auth.login import LOGIN_AFTERWARDS
from dashboards.auth.request import COOKIE, IDENTITY
from dashboards.registry import ENTRIES
from tests.support.access_world import PASSWORD, Bureau, opens_for
from tests.support.server import Server
from tests.support.websocket_client import HTML, ask, assert_guarded, enter, run, talking

pytestmark = pytest.mark.slow

EVIL = "http://evil.example"
LEFT = LOGIN_AFTERWARDS


@pytest.fixture(scope="module")
def port(server: Server) -> int:
    return server.port


@pytest.fixture(scope="module")
def names(bureau: Bureau) -> tuple[str, str]:
    """The names of the own and of the other station."""
    from core.store.open import open_store

    store = open_store(bureau.path, read_only=True)
    units = unit_tree(store).units
    store.close()
    return units[bureau.station].name, units[bureau.other_station].name


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/chief",
        "/comparison",
        "/trainer",
        "/index.html",
        "/_stcore/metrics",
        "/_stcore/upload_file/a/b",
        "/_stcore/script-health-check",
        "/_stcore/stream",
        "/media/x.png",
        "/component/x/y",
        "/static/js/main.js",
        "/login/",
        "/login/..",
        "/login/../_stcore/metrics",
        "/login%2f..%2f_stcore%2fmetrics",
        "/LOGIN",
        "/login;x",
        "/login/../comparison",
        "//login",
        "//",
        "///comparison",
        "/healthz/",
        "/healthz/../comparison",
        "/healthz%00",
        "/kiosk/",
        "/kiosk/a/b",
        "/kiosk/..",
        "/auth/logout/x",
        "/auth/login",
        "/oauth2callback",
        "/./",
        "/..;/comparison",
        "/favicon.png",
        "/_stcore/health/../metrics",
        "/_stcore/host-config/x",
    ],
)
def test_no_path_leads_past_the_guard(port: int, path: str) -> None:
    for headers in ({}, HTML, {**HTML, "X-Original-URL": "/login", "X-Rewrite-Url": "/login"}):
        answer = ask(port, path, headers)
        assert answer.status in (303, 400, 401, 403, 404, 405, 410), (path, answer)
        if answer.status == 303:
            assert answer.headers["location"].startswith("/login")
        assert "<script" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/comparison", "/_stcore/upload_file/x/y", "/media/x"])
def test_no_method_leads_past_the_guard(port: int, path: str, method: str) -> None:
    answer = ask(port, path, {"Origin": f"http://127.0.0.1:{port}"}, method=method)
    assert answer.status == 401


def test_what_answers_anybody_says_nothing(port: int) -> None:
    assert ask(port, "/healthz").text == '{"status":"ok"}'
    assert ask(port, "/_stcore/health").text == "ok"
    assert "url" not in ask(port, "/_stcore/host-config").text.lower().replace("metricsurl", "")


@pytest.mark.parametrize("name", [IDENTITY, IDENTITY.lower(), IDENTITY.replace("-", "_")])
def test_a_forged_identity_is_taken_off(bureau: Bureau, port: int, name: str) -> None:
    live = digest(bureau.session(Role.CHIEF))
    for value in (live, "1", "chief"):
        assert ask(port, "/comparison", {**HTML, name: value}).status == 303
        said = run(port, headers={name: value})
        assert LEFT in said and "今年以来" not in said
    # With a session of one's own it stays one's own.
    said = run(port, "comparison", token=bureau.session(Role.OFFICER), headers={name: live})
    assert "不对民警开放" in said


@pytest.mark.parametrize("name", ["X-Forwarded-User", "Remote-User", "X-Remote-User", "Authorization", "X-User"])
def test_other_identity_headers_mean_nothing(port: int, name: str) -> None:
    assert ask(port, "/", {**HTML, name: "chief"}).status == 303
    assert LEFT in run(port, headers={name: "chief"})


@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://127.0.0.1.evil"])
def test_another_sites_page_can_send_nothing(bureau: Bureau, port: int, origin: str) -> None:
    assert enter(port, "chief", PASSWORD, headers={"Origin": origin}).status == 403
    with pytest.raises(InvalidStatus) as refused:
        run(port, token=bureau.session(Role.CHIEF), headers={"Origin": origin})
    assert refused.value.response.status_code == 403


def test_a_form_that_does_not_say_where_it_comes_from_is_refused(port: int) -> None:
    assert ask(port, "/login", method="POST", body=b"name=chief").status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_is_refused(bureau: Bureau, port: int, host: str) -> None:
    answer = ask(port, "/login", {"Host": host})
    assert answer.status == 400
    assert ask(port, "/", {**HTML, "Host": host}, token=bureau.session(Role.CHIEF)).status == 400


def test_nobody_chooses_anothers_session(bureau: Bureau, port: int) -> None:
    chosen = "chosenbytheattacker"
    answer = enter(port, "chief", PASSWORD, token=chosen)
    assert answer.status == 303 and answer.token not in (None, chosen)
    assert ask(port, "/", HTML, token=chosen).headers["location"].startswith("/login")
    before = bureau.session(Role.OFFICER)
    assert ask(port, "/officer", HTML, token=before).status == 200
    after = enter(port, "officer", PASSWORD, token=before).token
    assert ask(port, "/officer", HTML, token=before).status == 303, "the session before signing in has ended"
    assert ask(port, "/officer", HTML, token=after).status == 200


def test_a_stolen_cookie_ends_with_the_session(bureau: Bureau, port: int) -> None:
    token = bureau.session(Role.CHIEF)
    assert "今年以来" in run(port, token=token)
    asked = ask(port, "/auth/logout", HTML, token=token)
    assert asked.status == 200 and asked.cookies == [], "a link alone ends no session"
    here = {**HTML, "Origin": f"http://127.0.0.1:{port}"}
    left = ask(port, "/auth/logout", here, method="POST", token=token)
    assert (left.status, left.headers["location"]) == (303, "/login")
    assert f'{COOKIE}=""' in left.cookies[0] and "Max-Age=0" in left.cookies[0]
    assert ask(port, "/", HTML, token=token).status == 303 and LEFT in run(port, token=token)
    assert ask(port, "/_stcore/metrics", token=token).status == 401


def test_another_sites_link_signs_nobody_out(port: int) -> None:
    assert ask(port, "/auth/logout", HTML).cookies == []  # it comes without the cookie, which is SameSite=Strict


@pytest.mark.parametrize("page", ["", *(entry.address for entry in ENTRIES)])
def test_a_websocket_without_a_session_says_nothing(
    bureau: Bureau, port: int, page: str, names: tuple[str, str]
) -> None:
    for token in (None, "made up", bureau.session(Role.CHIEF, seconds=-1), bureau.session(Role.CHIEF, revoked=True)):
        said = run(port, page, "period=ytd&unit=1", token=token)
        assert said.strip("\n").endswith(LEFT) and len(said) < 100
        for word in ("公安局", "今年以来", "演示数据", *names):
            assert word not in said


@pytest.mark.parametrize("role", EVERYONE)
def test_an_address_opens_no_more_than_the_role_may(bureau: Bureau, port: int, role: Role) -> None:
    token = bureau.session(role)
    for entry in ENTRIES[1:]:
        said = run(port, entry.address, token=token)
        assert ("开放。您可以打开" in said) != opens_for(entry, role), entry.address


def test_a_parameter_widens_nothing(bureau: Bureau, port: int, names: tuple[str, str]) -> None:
    connection = connect(bureau.path, read_only=False)
    link = add_kiosk(connection, "大厅", bureau.station, actor="test", now=int(time.time()))
    connection.close()
    token = ask(port, f"/kiosk/{link}", HTML).token
    for unit in (bureau.root, bureau.other_station, bureau.station):
        said = run(port, "", f"unit={unit}", token=token)
        assert names[0] in said and names[1] not in said
    assert names[1] in run(port, "", f"unit={bureau.other_station}", token=bureau.session(Role.CHIEF))


@pytest.mark.parametrize("role", [Role.STATION, Role.OFFICER])
def test_no_address_names_another_stations_figures_or_people(bureau: Bureau, port: int, role: Role) -> None:
    connection = connect(bureau.path, read_only=True)
    units = dict(connection.execute("SELECT id, name FROM unit").fetchall())
    people = dict(connection.execute("SELECT id, name FROM officer").fetchall())
    rows = connection.execute("SELECT unit FROM unit_ancestor WHERE ancestor = ?", [bureau.other_station])
    others = {units[unit] for (unit,) in rows} | {people[bureau.stranger]}
    connection.close()
    if role is Role.OFFICER:
        others |= {people[bureau.colleague]}
    token, unit = bureau.session(role), bureau.other_station
    for entry in ENTRIES:
        if role in entry.roles:
            asked = f"unit={unit}&station={unit}&a={unit}&b={unit}&officer={bureau.stranger}&layer=communities&no=1"
            said = run(port, entry.address, asked, token=token)
            assert units[bureau.station] in said, "one's own is there"
            assert not {name for name in others if name in said}, entry.address


@pytest.mark.parametrize("role", [Role.STATION, Role.OFFICER])
def test_no_message_made_by_hand_names_anothers(bureau: Bureau, port: int, names: tuple[str, str], role: Role) -> None:
    """Widgets given values that were never offered, parts of a page asked for by themselves, pages by their hash."""
    connection = connect(bureau.path, read_only=True)
    stranger = str(connection.execute("SELECT name FROM officer WHERE id = ?", [bureau.stranger]).fetchone()[0])
    connection.close()
    other = str(bureau.other_station)
    home = next(entry for entry in ENTRIES if entry.roles[0] is role)
    with talking(port, bureau.session(role)) as talk:
        talk.say(ClientState(page_name=home.address))
        widgets, pages = talk.elements(), talk.pages()
        assert widgets and talk.fragments() and len(pages) == len(ENTRIES)
        for value in (other, names[1], bureau.stranger):
            forged = ClientState(page_name=home.address)
            for kind, widget in widgets:
                state = forged.widget_states.widgets.add(id=widget)
                if kind == "bidi_component":
                    state.json_value = json.dumps({"pick": value, "kpi": value})
                elif kind in ("selectbox", "text_input"):
                    state.string_value = value
                elif kind == "button_group":
                    state.string_array_value.data.append(value)
                else:
                    forged.widget_states.widgets.pop()
            said = [talk.say(forged)]
            for part in talk.fragments():
                forged.fragment_id = part
                said.append(talk.say(forged))
            told = "".join(said).replace(value, "")
            assert names[1] not in told and stranger not in told
        for entry in ENTRIES[1:]:
            if role not in entry.roles:
                assert "不对" in talk.say(ClientState(page_script_hash=pages[entry.address])), entry.address


def test_a_kiosk_shows_the_chiefs_board_alone(bureau: Bureau, port: int) -> None:
    connection = connect(bureau.path, read_only=False)
    link = add_kiosk(connection, "二厅", bureau.root, actor="test", now=int(time.time()))
    connection.close()
    assert ask(port, f"/kiosk/{link}", method="HEAD").token is None  # who only looks ahead does not use it up
    answer = ask(port, f"/kiosk/{link}", HTML)
    assert (answer.status, answer.headers["location"]) == (303, "/") and answer.token
    assert "今年以来" in run(port, token=answer.token)
    for entry in ENTRIES[1:]:
        assert "不对大屏开放" in run(port, entry.address, token=answer.token)
    again = ask(port, f"/kiosk/{link}", HTML)
    assert again.status == 410 and "用过" in again.text and again.token is None


@pytest.mark.parametrize(
    "then",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/login",
        "/auth/logout",
        "x",
        "/a\r\nSet-Cookie: a=b",
        "/%2f/evil.example",
        "/..//evil.example",
        '/?next=//evil"><script>',
    ],
)
def test_signing_in_leads_nowhere_else(port: int, then: str) -> None:
    answer = enter(port, "chief", PASSWORD, then=then)
    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_signing_in_leads_back_to_the_link(port: int) -> None:
    first = ask(port, "/comparison?kpi=alerts_total&period=2026-01-01..2026-03-05", HTML)
    page = ask(port, first.headers["location"], HTML).text
    assert 'value="/comparison?kpi=alerts_total&amp;period=2026-01-01..2026-03-05"' in page
    answer = enter(port, "chief", PASSWORD, then="/comparison?kpi=alerts_total&period=2026-01-01..2026-03-05")
    assert answer.headers["location"] == "/comparison?kpi=alerts_total&period=2026-01-01..2026-03-05"


def test_what_is_typed_comes_back_as_text(port: int) -> None:
    answer = enter(port, '"><script>alert(1)</script>', "x")
    assert answer.status == 401 and "<script" not in answer.text and "&lt;script&gt;" in answer.text
    assert ask(port, "/login?next=%22%3E%3Cscript%3E", HTML).text.count("<script") == 0


def test_the_cookie_is_out_of_reach(port: int) -> None:
    cookie, _device = enter(port, "chief", PASSWORD).cookies
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "secure" not in cookie.lower()
    said = {"X-Forwarded-Proto": "https", "Origin": f"https://127.0.0.1:{port}"}
    same, _device = enter(port, "chief", PASSWORD, headers=said).cookies
    assert "secure" not in same.lower()  # nobody is believed but a proxy that was named (test_proxies.py)


def test_a_name_that_is_not_there_looks_like_a_wrong_password(port: int) -> None:
    one, two = (enter(port, name, "wrong password", then="/") for name in ("steward", "steward2"))
    assert one.status == two.status == 401
    assert one.text.replace("steward2", "steward") == two.text.replace("steward2", "steward")


def test_too_much_is_refused(port: int) -> None:
    assert enter(port, "x" * 9000, "x").status == 413
    assert enter(port, "chief", "x" * 300).status == 401


def test_every_answer_carries_the_security_headers(bureau: Bureau, port: int) -> None:
    token = bureau.session(Role.CHIEF)
    page = ask(port, "/", HTML, token=token)
    (script, *_), (style, *_) = (re.findall(rf'"\./(static/[^"]+\.{kind})"', page.text) for kind in ("js", "css"))
    answers = {
        200: [
            page,
            *(ask(port, f"/{one}", token=token) for one in (script, style, "comparison")),
            *(ask(port, one) for one in ("/login", "/healthz", "/_stcore/health", "/_stcore/host-config")),
        ],
        303: [ask(port, "/", HTML), ask(port, "/auth/logout"), enter(port, "chief", PASSWORD)],
        400: [ask(port, "/", {"Host": "evil.example"}), ask(port, "/a/../../b//c", token=token)],
        401: [ask(port, "/media/x"), enter(port, "trainer", "wrong password"), ask(port, "/_stcore/metrics")],
        403: [enter(port, "chief", PASSWORD, headers={"Origin": EVIL})],
        404: [ask(port, "/media/none", token=token)],
        405: [ask(port, "/login", {"Origin": f"http://127.0.0.1:{port}"}, method="PUT")],
        410: [ask(port, "/kiosk/none")],
        413: [enter(port, "x" * 9000, "x")],
    }
    for status, some in answers.items():
        for answer in some:
            assert answer.status == status, (status, answer)
            assert_guarded(answer.headers)


def test_what_fails_is_told_in_chinese_and_guarded(bureau: Bureau, port: int) -> None:
    """Such as a database that somebody else holds for longer than anybody waits."""
    connection = connect(bureau.path, read_only=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        answer = enter(port, "chief", PASSWORD)
    finally:
        connection.execute("ROLLBACK")
        connection.close()
    assert answer.status == 500 and "请稍后再试" in answer.text and answer.token is None
    assert "Error" not in answer.text and "sqlite" not in answer.text
    assert_guarded(answer.headers)


@pytest.mark.parametrize("headers", [{"Origin": EVIL}, {"Host": "evil.example"}])
def test_a_refused_websocket_is_answered_with_the_headers_too(
    bureau: Bureau, port: int, headers: dict[str, str]
) -> None:
    sent = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        **headers,
    }
    answer = ask(port, "/_stcore/stream", sent, token=bureau.session(Role.CHIEF))
    assert answer.status == 403
    assert_guarded(answer.headers)


def test_every_look_at_anothers_figures_leaves_a_line(bureau: Bureau, port: int) -> None:
    run(port, "officer", token=bureau.session(Role.STATION))
    connection = connect(bureau.path, read_only=True)
    lines = trail_lines(connection, 5, "look")
    connection.close()
    assert lines and lines[0].actor == "user:station" and lines[0].detail.startswith("警号 ")


def test_guessing_is_told_to_wait(port: int) -> None:  # the last of these tests: afterwards this account waits
    for _ in range(5):
        assert enter(port, "inspector", "wrong password").status == 401
    answer = enter(port, "inspector", PASSWORD)
    assert answer.status == 429 and answer.token is None and "请等" in answer.text
    assert_guarded(answer.headers)
