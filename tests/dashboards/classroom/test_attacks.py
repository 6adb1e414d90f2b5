"""What a participant or a stranger may try: endless numbers and codes, second seats; and what stays of names."""

from __future__ import annotations

import os
import re
import time
from contextlib import closing
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.access.accounts import add_account
from core.access.roles import Role
from core.access.viewer import Scope
from core.store.sqlite import StoreError, connect
from core.store.store import ROOT
from dashboards.classroom import participant, reader
from seed.classes import erase, read, seats
from seed.classes.model import ClassState
from tests.support.class_pages import Visitor, act, answered, take_seat


def test_no_number_is_too_long_to_be_refused(trainer: TestClient, phone: Visitor, state: ClassState) -> None:
    client = take_seat(phone(), state)
    act(trainer, state, "open", 2)
    for number in ("9" * 30, "9" * 5000):  # neither SQLite nor Python reads them
        assert client.post("/class/answer", data={"question": number, "response": "1"}).status_code == 400
        data = {"act": "remove", "number": number}
        assert trainer.post(f"/class/desk/{state.id}/act", data=data).status_code == 400
        assert trainer.get(f"/class/desk/{number}").status_code in (400, 404)
        assert answered(client, 2, number, "number") == 400  # it would stand on the projector
        order = {"question": 2, "form": "order", "place:甲所": number, "place:乙所": 1}
        assert client.post("/class/answer", data=order).status_code == 400
    began = time.process_time()
    assert answered(client, 2, "1" + " " * 7900 + "1", "number") == 400
    assert time.process_time() - began < 0.3  # a pattern that looks again and again holds up everybody


def test_who_has_to_wait_writes_nothing(
    phone: Visitor, state: ClassState, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guesser = phone("10.0.0.66")
    while guesser.get("/class/join", params={"code": "AAAA2222"}).status_code != 429:
        pass
    monkeypatch.setattr(reader.ClassFile, "write", lambda *_: pytest.fail("it was written"))
    assert guesser.get("/class/join", params={"code": "AAAA2222"}).status_code == 429
    assert guesser.get("/class/join", params={"code": state.code}).status_code == 429


@pytest.mark.slow
def test_a_hall_behind_one_address_is_not_shut_out_by_its_slips(phone: Visitor, state: ClassState) -> None:
    for number in range(3 * participant.FREE_GUESSES):
        assert phone().get("/class/join", params={"code": "AAAA2222"}).status_code == 404, number
        take_seat(phone(), state, f"学员{number}")  # each of them mistyped once


def test_nobody_takes_all_seats_from_one_address(
    phone: Visitor, state: ClassState, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert participant.FREE_SEATS == 150 == seats.MOST_SEATS // 2
    monkeypatch.setattr(participant, "FREE_SEATS", 3)
    for number in range(3):
        take_seat(phone("10.0.0.66"), state, f"学员{number}")
    refused = phone("10.0.0.66").post("/class/join", data={"code": state.code or "", "name": "学员3"})
    assert refused.status_code == 429
    assert re.search(r"已经进来 3 人，请等 (\d|[12]\d|30) 秒", refused.text)  # seconds run on a busy machine
    take_seat(phone("10.0.0.77"), state)  # another machine is let in
    for name in ("王强", "<b>"):  # a name that is taken, or none, takes no seat off its address
        for _ in range(3):
            data = {"code": state.code or "", "name": name}
            assert phone("10.0.0.78").post("/class/join", data=data).status_code == 400
    take_seat(phone("10.0.0.78"), state, "李娜")


def test_the_trainer_shuts_the_door_and_opens_it(trainer: TestClient, phone: Visitor, state: ClassState) -> None:
    act(trainer, state, "shut")
    refused = phone().post("/class/join", data={"code": state.code or "", "name": "王强"})
    assert refused.status_code == 400 and "教官已经关门" in refused.text
    for page in ("", "/board"):
        assert "已关门" in trainer.get(f"/class/desk/{state.id}{page}").text
    act(trainer, state, "reopen")
    assert "已关门" not in trainer.get(f"/class/desk/{state.id}").text
    take_seat(phone(), state)


def test_who_is_kept_to_the_class_is_kept_while_the_file_cannot_be_read(
    phone: Visitor, trainer: TestClient, state: ClassState, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert phone().get("/chief").headers["location"] == "/class"

    def fail(*_: object) -> None:
        raise StoreError("暂时读不出来")

    monkeypatch.setattr(reader.ClassFile, "read", fail)
    assert phone().get("/chief").status_code == 303 and trainer.get("/chief").text == "the screens"


def test_a_browser_has_one_seat_in_a_class(phone: Visitor, state: ClassState, path: Path) -> None:
    client = take_seat(phone(), state)
    take_seat(client, state)  # the button pressed twice
    take_seat(client, state, "李娜")  # the page from before
    with closing(connect(path, read_only=True)) as connection:
        assert [seat.name for seat in read.seats(connection, state.id)] == ["王强"]


@pytest.mark.parametrize("is_guarded", [False, True])
def test_a_look_at_any_page_by_anybody_lets_names_go(
    trainer: TestClient,
    phone: Visitor,
    path: Path,
    state: ClassState,
    monkeypatch: pytest.MonkeyPatch,
    is_guarded: bool,
) -> None:
    take_seat(phone(), state)
    if is_guarded:
        with closing(connect(path, read_only=False)) as connection:
            scope = Scope(Role.CHIEF, ROOT)
            add_account(connection, "chief", scope, "correct horse 9", actor="test", now=reader.now(), is_own=True)
    monkeypatch.setattr(reader, "now", lambda: state.erase_at)
    reader._current._swept_at = None
    trainer.get("/chief")
    with closing(connect(path, read_only=True)) as connection:
        assert connection.execute("SELECT count(*) FROM class_seat").fetchone() == (0,)


def test_names_go_from_the_log_too_when_somebody_read_it_just_then(
    trainer: TestClient, phone: Visitor, path: Path, state: ClassState
) -> None:
    take_seat(phone(), state, "独一无二的名字")

    def is_kept() -> bool:
        return any("独一无二的名字".encode() in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    with closing(connect(path, read_only=True)) as backup, closing(connect(path, read_only=False)) as connection:
        backup.execute("BEGIN")
        assert backup.execute("SELECT count(*) FROM class_seat").fetchone() == (1,)
        connection.execute("PRAGMA busy_timeout = 0")
        erase.erase_class(connection, state.id, actor="test", now=reader.now())
        backup.execute("COMMIT")
        assert is_kept()
        reader._current._swept_at = None
        trainer.get("/chief")
        assert not is_kept()


def test_the_projector_has_no_key_of_a_question_whose_truth_was_not_shown(
    trainer: TestClient, phone: Visitor, state: ClassState
) -> None:
    client = take_seat(phone(), state)
    for number, response in ((1, "确有上升"), (2, "7")):
        act(trainer, state, "open", number)
        assert answered(client, number, response) == 303
        act(trainer, state, "closed", number)
    act(trainer, state, "truth", 2)
    act(trainer, state, "end")
    board = trainer.get(f"/class/desk/{state.id}/board").text
    assert "课堂结束" in board and "应为“12”" in board and "不能判断" not in board


def test_a_file_that_is_no_database_takes_the_screens_from_nobody(path: Path, trainer: TestClient) -> None:
    assert trainer.get("/").text == "the screens"
    bad = path.with_suffix(".bad")
    bad.write_bytes(b"not a database at all " * 500)
    os.replace(bad, path)
    assert trainer.get("/").text == "the screens"
    assert trainer.get("/class").status_code == 503
