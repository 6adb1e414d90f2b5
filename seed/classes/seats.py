"""Seats of a class: taking one, the door, taking somebody out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access.tokens import digest, new_token
from core.store.trail import trail_transaction
from seed.classes import read
from seed.classes.entries import tidy_name
from seed.classes.model import ClassError, Seat
from seed.classes.transaction import NO_SEAT, class_write, overwrite, trail_count

if TYPE_CHECKING:
    from sqlite3 import Connection

MOST_SEATS = 300


def join(connection: Connection, code: str, name: str, team: str | None, *, now: int) -> tuple[Seat, str]:
    """Take a seat; return it with the token of its browser, which is kept nowhere. Raises ClassError (Chinese)."""
    name = tidy_name(name)
    state = read.class_by_code(connection, code)
    if state is None or not state.is_open(now):
        raise ClassError("没有这个课堂，或已经结束。")
    if state.teams and team not in state.teams:
        raise ClassError("请选一个组。")
    token, team = new_token(), team if state.teams else None
    with class_write(connection, state.id, "class_join", "", now, actor=f"class:{state.id}"):
        if read.class_by_id(connection, state.id).shut_at is not None:
            raise ClassError("教官已经关门，现在不能进来。")
        present = read.seats(connection, state.id)
        if len(present) >= MOST_SEATS:
            raise ClassError(f"课堂已满 {MOST_SEATS} 人。")
        if name.casefold() in {seat.name.casefold() for seat in present}:
            raise ClassError(f"“{name}”已经有人用了，请换一个名字，例如加上单位。")
        (last,) = connection.execute(
            "SELECT ifnull(max(number), 0) FROM class_seat WHERE class = ?", [state.id]
        ).fetchone()
        # The number of a seat that was taken out does not come again.
        joined = trail_count(connection, f"class:{state.id}", "class_join", "")
        seat = Seat(state.id, max(last + 1, joined), name, team, now)
        connection.execute(
            "INSERT INTO class_seat (class, number, token, name, team, joined_at) VALUES (?, ?, ?, ?, ?, ?)",
            [seat.class_id, seat.number, digest(token), seat.name, seat.team, now],
        )
    return seat, token


def move_door(connection: Connection, class_id: int, *, is_shut: bool, actor: str, now: int) -> None:
    """Shut the door: nobody joins any more, who is in goes on; or open it again."""
    action = "class_shut" if is_shut else "class_reopen"
    with class_write(connection, class_id, action, "", now, actor=actor):
        connection.execute("UPDATE class SET shut_at = ? WHERE id = ?", [now if is_shut else None, class_id])


def remove_seat(connection: Connection, class_id: int, number: int, *, actor: str, now: int) -> None:
    """Take somebody out, with all answers. The name may be used again."""
    detail = f"{number} 号"
    overwrite(connection)
    with trail_transaction(
        connection, actor=actor, action="class_remove", detail=f"课堂 {class_id}，{detail}", now=now
    ):
        connection.execute("DELETE FROM class_answer WHERE class = ? AND seat = ?", [class_id, number])
        cursor = connection.execute("DELETE FROM class_seat WHERE class = ? AND number = ?", [class_id, number])
        if not cursor.rowcount:
            raise ClassError(NO_SEAT)
