"""What participants and trainers do on the pages of a class."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from seed.classes.model import ClassState

Visitor = Callable[..., TestClient]


def take_seat(client: TestClient, state: ClassState, name: str = "王强") -> TestClient:
    answer = client.post("/class/join", data={"code": state.code or "", "name": name})
    assert (answer.status_code, answer.headers["location"]) == (303, "/class/room"), answer.text
    return client


def act(trainer: TestClient, state: ClassState, what: str, number: int = 1, seconds: int = 0) -> None:
    data = {"act": what, "number": number, "seconds": seconds}
    answer = trainer.post(f"/class/desk/{state.id}/act", data=data)
    assert answer.status_code == 303, answer.text


def answered(client: TestClient, number: int, response: str, form: str = "choice") -> int:
    return int(client.post("/class/answer", data={"question": number, "form": form, "response": response}).status_code)
