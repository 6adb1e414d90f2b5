"""Writes classes. Every act is a transaction with its line in the trail, which names seats by number, never people."""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from core.access.tokens import digest, new_token
from core.store.trail import trail_transaction
from seed.classes import read
from seed.classes.model import AskedQuestion, ClassError, ClassState, QuestionState, Seat, Stage, StoredKey
from seed.lessons.key_line import KeyLine, ResponseError, read_response

if TYPE_CHECKING:
    from sqlite3 import Connection

ALPHABET, CODE_LENGTH = "ABCDEFGHJKMNPQRSTUVWXYZ23456789", 8  # no letters that are taken for others
LONGEST_NAME, LONGEST_TITLE, MOST_SEATS, MOST_TEAMS = 16, 64, 300, 12
MOST_CHANGES = 20  # of one answer: each is a line of the trail, which nobody shortens
HOUR, DAY = 3600, 86_400
GRACE = 2  # seconds that an answer may be on its way when time is over
_ENDED, _NO_SEAT = "课堂已经结束。", "没有这个座位。"
_NAME = re.compile(r"\w[\w·.\- ]*")  # letters of any script, digits; no signs that could pass for something else


class ClassPlan(NamedTuple):
    """Plan of a class. After `hours` it ends by itself, `keep_days` later its names are erased."""

    title: str
    lesson: str
    bureau: str
    teams: tuple[str, ...]
    questions: Sequence[AskedQuestion]
    hours: int = 12
    keep_days: int = 30


def tidy_code(typed: str) -> str:
    """Return a code as it is kept, however it was typed."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()


def shown_code(code: str) -> str:
    """Return a code as it is shown, in two parts that are easily read out."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def tidy_name(typed: str) -> str:
    """Return a name as it is kept. Raises ClassError (Chinese) for what is none."""
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not 1 <= len(name) <= LONGEST_NAME or not _NAME.fullmatch(name):
        raise ClassError(f"名字要有 1 到 {LONGEST_NAME} 个字：汉字、字母、数字，以及 · . - 和空格。")
    return name


def tidy_title(typed: str) -> str:
    """Return a title as it is kept: whatever can be seen. Raises ClassError (Chinese) for one that is empty or long."""
    title = " ".join("".join(letter for letter in typed if letter.isprintable()).split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise ClassError(f"课堂名称要有 1 到 {LONGEST_TITLE} 个字。")
    return title


def tidy_teams(typed: str) -> tuple[str, ...]:
    """Return the names of teams, which are written in one line with blanks or commas between them."""
    names = [tidy_name(part) for part in re.split(r"[,，、;；\s]+", typed) if part]
    if len(names) > MOST_TEAMS or len(set(names)) < len(names):
        raise ClassError(f"组名最多 {MOST_TEAMS} 个，各不相同。")
    return tuple(names)


def open_class(connection: Connection, plan: ClassPlan, *, actor: str, now: int) -> ClassState:
    """Open a class. Raises ClassError (Chinese); a real bureau has none."""
    _require_demo(connection)
    if not plan.questions:
        raise ClassError("这一课没有能问的题。")
    title = tidy_title(plan.title)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    ends_at = now + plan.hours * HOUR
    columns = "code, title, lesson, bureau, teams, opened_at, ends_at, erase_at"
    with trail_transaction(connection, actor=actor, action="class_open", detail=title, now=now):
        teams = json.dumps(plan.teams, ensure_ascii=False)
        values = [code, title, plan.lesson, plan.bureau, teams, now, ends_at, ends_at + plan.keep_days * DAY]
        (number,) = connection.execute(
            f"INSERT INTO class ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id", values
        ).fetchone()
        connection.executemany(
            "INSERT INTO class_question (class, number, content, key, stage) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    number,
                    place,
                    asked.question.model_dump_json(),
                    StoredKey.of(asked.line).model_dump_json(),
                    Stage.WAITING,
                )
                for place, asked in enumerate(plan.questions, 1)
            ],
        )
    return read.class_by_id(connection, number)


def _require_demo(connection: Connection) -> None:
    if connection.execute("SELECT value FROM meta WHERE key = 'demo'").fetchone() != (1,):
        raise ClassError("真实数据库没有课堂。")


def join(connection: Connection, code: str, name: str, team: str | None, *, now: int) -> tuple[Seat, str]:
    """Take a seat; return it with the token of its browser, which is kept nowhere. Raises ClassError (Chinese)."""
    name = tidy_name(name)
    state = read.class_by_code(connection, code)
    if state is None or not state.is_open(now):
        raise ClassError("没有这个课堂，或已经结束。")
    if state.teams and team not in state.teams:
        raise ClassError("请选一个组。")
    token, team = new_token(), team if state.teams else None
    with _class_write(connection, state.id, "class_join", "", now, actor=f"class:{state.id}"):
        present = read.seats(connection, state.id)
        if len(present) >= MOST_SEATS:
            raise ClassError(f"课堂已满 {MOST_SEATS} 人。")
        if name.casefold() in {seat.name.casefold() for seat in present}:
            raise ClassError(f"“{name}”已经有人用了，请换一个名字，例如加上单位。")
        (last,) = connection.execute(
            "SELECT ifnull(max(number), 0) FROM class_seat WHERE class = ?", [state.id]
        ).fetchone()
        joined = _lines(connection, f"class:{state.id}", "class_join", "")  # of a seat taken out no number comes again
        seat = Seat(state.id, max(last + 1, joined), name, team, now)
        connection.execute(
            "INSERT INTO class_seat (class, number, token, name, team, joined_at) VALUES (?, ?, ?, ?, ?, ?)",
            [seat.class_id, seat.number, digest(token), seat.name, seat.team, now],
        )
    return seat, token


def give_answer(connection: Connection, seat: Seat, number: int, typed: str, *, now: int) -> None:
    """Keep an answer, in place of the one before while the question is open. Raises ClassError (Chinese).

    The same once more writes nothing. Of a question that waits it says no more than that.
    """
    _require_asked(connection, seat, number, now)
    response = read_typed(read.key_of(connection, seat.class_id, number), typed)
    given = read.answer_of(connection, seat, number)
    if given is not None and given.response == response:
        return
    detail = f"第 {number} 问"
    with _class_write(connection, seat.class_id, "class_answer", detail, now, actor=seat.actor):
        _require_asked(connection, seat, number, now)
        if given is not None and _lines(connection, seat.actor, "class_answer", detail) > MOST_CHANGES + 1:
            raise ClassError(f"这一问已经改了 {MOST_CHANGES} 次，不能再改；交上的还在。")
        connection.execute(
            "INSERT INTO class_answer (class, question, seat, response, answered_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (class, question, seat) DO UPDATE SET response = excluded.response, "
            "answered_at = excluded.answered_at",
            [seat.class_id, number, seat.number, response, now],
        )


def _require_asked(connection: Connection, seat: Seat, number: int, now: int) -> None:
    """Raise ClassError (Chinese) unless a question is open, and the seat is still that person's."""
    if not read.class_by_id(connection, seat.class_id).is_open(now):
        raise ClassError(_ENDED)
    if read.seat(connection, seat.class_id, seat.number) != seat:
        raise ClassError(_NO_SEAT)
    state = _state(connection, seat.class_id, number, now - GRACE)
    if state.stage is not Stage.OPEN:
        raise ClassError("已经收卷，没有交上。" if state.stage is not Stage.WAITING else "这一问还没有放出。")


def _lines(connection: Connection, actor: str, action: str, ending: str) -> int:
    """Return how many lines of the trail are somebody's, the one of the open transaction among them."""
    (count,) = connection.execute(
        "SELECT count(*) FROM audit WHERE actor = ? AND action = ? AND detail LIKE '%' || ?", [actor, action, ending]
    ).fetchone()
    return int(count)


def read_typed(line: KeyLine, typed: str) -> str:
    """Return a response as it is kept, without letters that cannot be seen. Raises ClassError (Chinese)."""
    text = "".join(letter for letter in typed if letter.isprintable() or letter == "\n")
    try:
        return read_response(line, text)
    except ResponseError as error:
        raise ClassError(str(error)) from error


def release(connection: Connection, class_id: int, number: int, seconds: int | None, *, actor: str, now: int) -> None:
    """Release a question, or give it more time. Raises ClassError (Chinese) while another is open."""
    with _class_write(connection, class_id, "class_release", f"第 {number} 问", now, actor=actor):
        states = read.question_states(connection, class_id, now)
        if any(state.stage is Stage.OPEN and state.number != number for state in states):
            raise ClassError("还有一问在作答，先收卷。")
        if _state(connection, class_id, number, now).stage is Stage.TRUTH:
            raise ClassError("答案已经公布，不能再放出。")
        connection.execute(
            "UPDATE class_question SET stage = ?, released_at = ?, due_at = ? WHERE class = ? AND number = ?",
            [Stage.OPEN, now, None if seconds is None else now + seconds, class_id, number],
        )


FOLLOWS = {
    Stage.CLOSED: (Stage.OPEN, Stage.CLOSED),
    Stage.SPREAD: (Stage.CLOSED,),
    Stage.TRUTH: (Stage.CLOSED, Stage.SPREAD),
}


def move_on(connection: Connection, class_id: int, number: int, stage: Stage, *, actor: str, now: int) -> None:
    """Take a question to a later stage. Raises ClassError (Chinese) if it does not follow."""
    with _class_write(connection, class_id, f"class_{stage}", f"第 {number} 问", now, actor=actor):
        before = _state(connection, class_id, number, now).stage
        if before not in FOLLOWS.get(stage, ()):
            raise ClassError(f"这一问现在是“{before.label}”，不能到“{stage.label}”。")
        connection.execute(
            "UPDATE class_question SET stage = ? WHERE class = ? AND number = ?", [stage, class_id, number]
        )


def end_class(connection: Connection, class_id: int, *, actor: str, now: int) -> None:
    """End a class: nobody joins or answers any more."""
    with _class_write(connection, class_id, "class_end", "", now, actor=actor):
        connection.execute("UPDATE class SET ended_at = ? WHERE id = ?", [now, class_id])


def remove_seat(connection: Connection, class_id: int, number: int, *, actor: str, now: int) -> None:
    """Take somebody out, with all answers. The name may be used again."""
    detail = f"{number} 号"
    _overwrite(connection)
    with trail_transaction(
        connection, actor=actor, action="class_remove", detail=f"课堂 {class_id}，{detail}", now=now
    ):
        connection.execute("DELETE FROM class_answer WHERE class = ? AND seat = ?", [class_id, number])
        cursor = connection.execute("DELETE FROM class_seat WHERE class = ? AND number = ?", [class_id, number])
        if not cursor.rowcount:
            raise ClassError(_NO_SEAT)


def note_export(connection: Connection, class_id: int, file: str, *, actor: str, now: int) -> None:
    """Note in the trail that the results were taken away as a file, before it is handed out."""
    with trail_transaction(connection, actor=actor, action="export", detail=f"课堂 {class_id}，{file}", now=now):
        pass


def erase_class(connection: Connection, class_id: int, *, actor: str, now: int) -> None:
    """Erase names, answers and questions of a class for good, and let SQLite overwrite where they were."""
    _overwrite(connection)
    with trail_transaction(connection, actor=actor, action="class_erase", detail=f"课堂 {class_id}", now=now):
        for table in ("class_answer", "class_seat", "class_question"):
            connection.execute(f"DELETE FROM {table} WHERE class = ?", [class_id])
        connection.execute(
            "UPDATE class SET code = NULL, erased_at = ?, ended_at = ifnull(ended_at, ?) WHERE id = ?",
            [now, now, class_id],
        )
    empty_log(connection)


def empty_log(connection: Connection) -> None:
    """Empty the log, which has the old pages. While somebody reads them it stays: `has_erased_lately` asks again."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def has_erased_lately(connection: Connection, now: int) -> bool:
    """Return True if a class was erased within a day: its pages may be in the log still."""
    row = connection.execute("SELECT 1 FROM class WHERE erased_at > ?", [now - DAY]).fetchone()
    return row is not None


def _overwrite(connection: Connection) -> None:
    """Let SQLite overwrite what it deletes, changes or moves: what lies beside the rows no later erasing finds."""
    connection.execute("PRAGMA secure_delete = ON")


def any_overdue(connection: Connection, now: int) -> bool:
    """Return True if the day has come for the names of any class."""
    row = connection.execute("SELECT 1 FROM class WHERE erased_at IS NULL AND erase_at <= ?", [now]).fetchone()
    return row is not None


def erase_overdue(connection: Connection, now: int) -> list[int]:
    """Erase the classes whose day has come; return their numbers."""
    rows = connection.execute("SELECT id FROM class WHERE erased_at IS NULL AND erase_at <= ?", [now]).fetchall()
    for (class_id,) in rows:
        erase_class(connection, class_id, actor="system", now=now)
    return [class_id for (class_id,) in rows]


def _state(connection: Connection, class_id: int, number: int, now: int) -> QuestionState:
    for state in read.question_states(connection, class_id, now):
        if state.number == number:
            return state
    raise ClassError("没有这一问。")


@contextmanager
def _class_write(
    connection: Connection, class_id: int, action: str, detail: str, now: int, *, actor: str
) -> Iterator[None]:
    """Open a transaction on a class that is open. Raises ClassError (Chinese), and writes nothing, if it is not."""
    detail = f"课堂 {class_id}{f'，{detail}' if detail else ''}"
    _overwrite(connection)
    with trail_transaction(connection, actor=actor, action=action, detail=detail, now=now):
        if not read.class_by_id(connection, class_id).is_open(now):
            raise ClassError(_ENDED)
        yield
