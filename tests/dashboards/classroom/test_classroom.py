"""The classroom by its pages: from the code to the truth, and what nobody may get at before."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.access.accounts import add_account
from core.access.roles import Role
from core.access.sessions import open_session
from core.access.viewer import Scope
from core.store.sqlite import connect
from core.store.store import ROOT
from core.store.trail import trail_lines, trail_transaction
from dashboards.auth.request import COOKIE
from dashboards.classroom import participant, reader
from dashboards.settings import DB_VARIABLE
from seed.classes import entries, read
from seed.classes.model import ClassState
from tests.support.class_pages import Visitor, act, answered, take_seat
from tests.support.class_world import NASTY, NOW, SECRET, demo, opened, questions


def test_from_the_code_to_the_truth(trainer: TestClient, phone: Visitor, state: ClassState) -> None:
    client = phone()
    assert "课堂码" in client.get("/class").text
    asked = client.get("/class/join", params={"code": entries.shown_code(state.code or "").lower()})
    assert "第一班" in asked.text and "删除" in asked.text
    take_seat(client, state)
    assert "等教官放出第一问" in client.get("/class/room").text
    act(trainer, state, "open", seconds=60)
    page = client.get("/class/room").text
    assert ("这一问是 verdict？" in page and 'data-left="60"' in page) or 'data-left="59"' in page
    assert answered(client, 1, "不能判断") == 303
    assert "已交：不能判断" in client.get("/class/room").text
    board = f"/class/desk/{state.id}/board"
    assert "已交 1 / 1" in trainer.get(board).text
    act(trainer, state, "closed")
    assert "已收卷" in client.get("/class/room").text
    act(trainer, state, "spread")
    assert "1 人的回答" in trainer.get(board).text and SECRET not in trainer.get(board).text
    act(trainer, state, "truth")
    assert "得 30 分" in client.get("/class/room").text and SECRET in client.get("/class/room").text
    shown = trainer.get(board).text
    assert SECRET in shown and 'href="/indicators?kpi=x"' in shown and "王强" not in shown
    assert "href" not in re.search(r'class="truth".*?</section>', client.get("/class/room").text, re.S)[0]  # type: ignore[index]


def test_nothing_that_a_participant_can_fetch_has_the_key_before_its_truth(
    trainer: TestClient, phone: Visitor, state: ClassState, path: Path
) -> None:
    client = take_seat(phone(), state)
    desk = f"/class/desk/{state.id}"
    addresses = ["/class", "/class/room", "/class/state", "/class/class.js", f"/class/join?code={state.code}", "/"]
    addresses += ["/trainer", "/class/desk", desk, "/indicators", "/file/x", f"/{path.name}"]
    addresses += [f"{desk}/{part}" for part in ("state", "people", "board", "board-state", "results", "results.xlsx")]
    for stage in ("", "open", "closed", "spread"):
        if stage:
            act(trainer, state, stage)
        if stage == "open":
            assert answered(client, 1, "确有上升") == 303
        for address in addresses:
            answer = client.get(address)
            text = f"{answer.text} {answer.headers}"
            assert SECRET not in text and "accepted" not in text and "the screens" not in text, address
            assert not address.startswith("/class/desk") or answer.status_code == 403
        assert not re.search(r"得 \d+ 分|✓|✕", client.get("/class/room").text)
    assert SECRET in trainer.get(desk).text  # where it is looked for in vain, there is something to find


def test_a_participant_moves_nothing_and_opens_nothing(phone: Visitor, state: ClassState) -> None:
    client = take_seat(phone(), state)
    for what in ("open", "truth", "end", "erase", "remove"):
        data = {"act": what, "number": 1, "seconds": 0}
        assert client.post(f"/class/desk/{state.id}/act", data=data).status_code == 403
    assert client.post("/class/desk/open", data={"lesson": "printed", "title": "x"}).status_code == 403
    assert client.get("/chief").headers["location"] == "/class"
    assert client.get("/chief", headers={"Accept": "*/*"}).status_code == 403
    with pytest.raises(Exception), client.websocket_connect("/_stcore/stream"):  # noqa: B017  # however it is refused
        pass


def test_without_a_class_a_demonstration_opens_as_ever(phone: Visitor, trainer: TestClient, path: Path) -> None:
    assert phone().get("/chief").text == trainer.get("/chief").text == "the screens"
    assert phone().get("/class").status_code == 200 and phone().get("/class/desk").status_code == 403


def test_while_a_class_is_open_only_this_machine_has_the_desk(
    phone: Visitor, trainer: TestClient, state: ClassState
) -> None:
    assert trainer.get("/chief").text == "the screens"
    assert phone().get("/chief").headers["location"] == "/class"
    assert phone().get("/healthz").text == "the screens"  # which says nothing of the data
    act(trainer, state, "end")
    assert phone().get("/chief").text == "the screens"


def test_a_real_bureau_has_no_classroom(
    phone: Visitor, trainer: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    monkeypatch.setenv(DB_VARIABLE, str(demo(tmp_path / "real", is_demo=False)))
    for address in ("/class", "/class/join?code=ABCDEFGH", "/class/room", "/class/desk", "/class/class.js"):
        assert trainer.get(address).status_code == 404, address
        assert phone().get(address).status_code == 404, address
    assert trainer.post("/class/desk/open", data={"lesson": "printed", "title": "x"}).status_code == 404


@pytest.mark.parametrize("role", [Role.CHIEF, Role.INSPECTOR, Role.TRAINER, None])
def test_with_accounts_a_trainer_alone_runs_classes_from_anywhere(
    phone: Visitor, state: ClassState, path: Path, role: Role | None
) -> None:
    with closing(connect(path, read_only=False)) as connection:
        now = reader.now()
        for name in (Role.CHIEF, Role.INSPECTOR, Role.TRAINER):
            add_account(connection, str(name), Scope(name, ROOT), "correct horse 9", actor="test", now=now, is_own=True)
        client = phone()
        if role is not None:
            with trail_transaction(connection, actor="test", action="test", detail="", now=now):
                account = connection.execute("SELECT id FROM account WHERE name = ?", [role]).fetchone()[0]
                token = open_session(connection, account=account, address="-", now=now, seconds=600)
            client.cookies.set(COOKIE, token)
    answer = client.get(f"/class/desk/{state.id}")
    assert (answer.status_code == 200) == (role is Role.TRAINER)
    assert (SECRET in answer.text) == (role is Role.TRAINER)
    if role is Role.TRAINER:
        act(client, state, "open")
    else:
        assert answer.headers["location"].startswith("/login?next=")
    take_seat(phone("10.0.0.9"), state)  # whoever has the code needs no account


def test_codes_are_not_to_be_guessed(phone: Visitor, state: ClassState) -> None:
    guesser, wrong = phone("10.0.0.66"), 0
    while (status := guesser.get("/class/join", params={"code": "AAAA2222"}).status_code) == 404:
        wrong += 1
        assert wrong <= participant.FREE_GUESSES
    assert status == 429 and wrong == participant.FREE_GUESSES
    right = guesser.get("/class/join", params={"code": state.code})
    assert right.status_code == 429 and "第一班" not in right.text  # not even the right one any more
    joined = guesser.post("/class/join", data={"code": state.code or "", "name": "张三"})
    assert joined.status_code == 429
    take_seat(phone("10.0.0.67"), state)  # others are not kept out by that


def test_words_of_participants_are_never_markup(trainer: TestClient, phone: Visitor, state: ClassState) -> None:
    client = phone()
    refused = client.post("/class/join", data={"code": state.code or "", "name": NASTY})
    assert refused.status_code == 400 and NASTY not in refused.text
    take_seat(client, state)
    act(trainer, state, "open", 4)
    assert answered(client, 4, NASTY, "text") == 303
    act(trainer, state, "closed", 4)
    act(trainer, state, "spread", 4)
    desk = f"/class/desk/{state.id}"
    pages = [
        client.get("/class/room"),
        *(trainer.get(f"{desk}{part}") for part in ("", "/board", "/results", "/people")),
    ]
    assert not any(NASTY in page.text for page in pages)
    escaped = NASTY.replace("<", "&lt;").replace(">", "&gt;")
    assert escaped in pages[0].text and escaped in pages[3].text and escaped not in pages[2].text


def test_forms_of_other_sites_and_large_ones_are_refused(phone: Visitor, state: ClassState) -> None:
    client = take_seat(phone(), state)
    foreign = client.post("/class/answer", data={"question": 1}, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert client.post("/class/answer", data={"response": "x" * 10_000}).status_code == 413
    assert client.post("/class/answer", data={"question": "²"}).status_code == 400


def test_every_form_of_question_is_asked_and_answered(
    trainer: TestClient, phone: Visitor, state: ClassState, path: Path
) -> None:
    client = take_seat(phone(), state)
    act(trainer, state, "open", 2)
    assert answered(client, 2, "我不知道", "number") == 400
    assert answered(client, 2, "１２ 起", "number") == 303
    act(trainer, state, "closed", 2)
    act(trainer, state, "open", 3)
    order = {"question": 3, "form": "order", "place:甲所": 2, "place:乙所": 3}
    assert client.post("/class/answer", data={**order, "place:丙所": 2}).status_code == 400
    assert client.post("/class/answer", data={**order, "place:丙所": 1}).status_code == 303
    assert 'value="1" selected' in client.get("/class/room").text
    with closing(connect(path, read_only=True)) as connection:
        responses = [answer.response for answer in read.answers(connection, state.id)]
    assert responses == ["12", "丙所、甲所、乙所"]


def test_a_look_costs_next_to_nothing_until_something_has_changed(
    trainer: TestClient, phone: Visitor, state: ClassState
) -> None:
    client = take_seat(phone(), state)
    first = client.get("/class/state")
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get("/class/state", headers=known)
    assert (first.status_code, first.text) == (200, "") and again.status_code == 304
    act(trainer, state, "open")
    changed = client.get("/class/state", headers=known)
    assert changed.status_code == 200 and changed.headers["X-Class-Version"] != first.headers["X-Class-Version"]
    assert f'data-version="{changed.headers["X-Class-Version"]}"' in client.get("/class/room").text


def test_who_comes_late_or_again_finds_the_question_and_the_answer(
    trainer: TestClient, phone: Visitor, state: ClassState
) -> None:
    act(trainer, state, "open")
    client = take_seat(phone(), state)
    assert answered(client, 1, "基本持平") == 303
    assert client.get("/class").headers["location"] == "/class/room"
    assert client.get(f"/class/join?code={state.code}").headers["location"] == "/class/room"
    reader._current._file = None  # as after a restart of the server
    page = client.get("/class/room").text
    assert "已交：基本持平" in page and "王强" in page


def test_when_a_class_is_over_one_may_join_another(
    trainer: TestClient, phone: Visitor, state: ClassState, path: Path
) -> None:
    client = take_seat(phone(), state)
    act(trainer, state, "end")
    assert "课堂结束" in client.get("/class/room").text and "课堂码" in client.get("/class").text
    with closing(connect(path, read_only=False)) as connection:
        other = opened(connection, now=reader.now())
    take_seat(client, other)
    assert client.get("/class").headers["location"] == "/class/room"


def test_somebody_taken_out_is_out(trainer: TestClient, phone: Visitor, state: ClassState) -> None:
    client = take_seat(phone(), state)
    act(trainer, state, "remove")
    assert client.get("/class/room").headers["location"] == "/class"
    assert client.get("/class/state", headers={"Accept": "*/*"}).status_code == 403
    take_seat(phone(), state)  # the name is free again


def test_a_class_is_opened_on_the_bureau_shown_and_says_when_names_go(
    trainer: TestClient, demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.db"
    path.write_bytes(demo_db.read_bytes())
    monkeypatch.setenv(DB_VARIABLE, str(path))
    page = trainer.get("/class/desk").text
    assert 'value="printed"' in page and 'value="spring"' not in page and "fengjing seed --size county" in page
    data = {"lesson": "printed", "title": "第二班（<b>）", "teams": "甲 乙", "hours": 4, "keep_days": 7}
    for wrong in ({"lesson": "none"}, {"lesson": "spring"}, {"title": " "}, {"hours": 5}, {"teams": "甲 甲"}):
        assert trainer.post("/class/desk/open", data={**data, **wrong}).status_code == 400, wrong
    answer = trainer.post("/class/desk/open", data=data)
    assert answer.status_code == 303
    control = trainer.get(answer.headers["location"]).text
    assert "第二班（&lt;b&gt;）" in control and "成立吗" in control and "放出第 1 问" in control
    board = trainer.get(f"{answer.headers['location']}/board").text
    assert "<svg" in board and "/class" in board
    trainer.post(f"{answer.headers['location']}/act", data={"act": "end"})
    assert re.search(r"已结束，\d{4}-\d\d-\d\d \d\d:\d\d 删除名字和回答", trainer.get("/class/desk").text)
    trainer.post(f"{answer.headers['location']}/act", data={"act": "erase"})
    assert "名字和回答已于" in trainer.get("/class/desk").text
    assert trainer.get(answer.headers["location"]).status_code in (200, 400)


def test_results_leave_by_a_line_of_the_trail(
    trainer: TestClient, phone: Visitor, state: ClassState, path: Path
) -> None:
    client = take_seat(phone(), state)
    act(trainer, state, "open")
    answered(client, 1, "确有上升")
    desk = f"/class/desk/{state.id}"
    assert "1 人答“确有上升”，应为“不能判断”" in trainer.get(f"{desk}/results").text
    files = {ending: trainer.get(f"{desk}/results.{ending}") for ending in ("xlsx", "docx")}
    assert all(file.content.startswith(b"PK") for file in files.values())
    assert trainer.get(f"{desk}/results.csv").status_code == 404
    with closing(connect(path, read_only=True)) as connection:
        exports = [line.detail for line in trail_lines(connection, 9) if line.action == "export"]
    assert exports == ["课堂 1，第一班 成绩.docx", "课堂 1，第一班 成绩.xlsx"]


def test_names_of_a_class_go_by_themselves_when_their_day_has_come(
    trainer: TestClient, path: Path, state: ClassState, phone: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_seat(phone(), state)
    monkeypatch.setattr(reader, "now", lambda: state.erase_at)
    reader._current._swept_at = None
    trainer.get("/class/desk")
    with closing(connect(path, read_only=True)) as connection:
        assert connection.execute("SELECT count(*) FROM class_seat").fetchone() == (0,)
        assert read.classes(connection)[0].erased_at == state.erase_at


def test_the_questions_of_the_fixture_hold_a_secret() -> None:
    assert all(SECRET in asked.line.why for asked in questions()) and NOW
