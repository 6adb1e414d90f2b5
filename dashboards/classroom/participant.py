"""The pages of participants: the code, a name, and the question of the moment. A cookie is all that they need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from core.access.throttle import GuessCounter, count_guess, forget_guesses, seconds_to_wait
from core.store.sqlite import StoreError
from dashboards.auth.cookies import client_address
from dashboards.auth.forms import form_fields
from dashboards.auth.request import cookie_name, is_encrypted
from dashboards.classroom import pages
from dashboards.classroom.addresses import ROOM
from dashboards.classroom.presence import PRESENCE
from dashboards.classroom.reader import class_file, now
from dashboards.classroom.room import room_texts, room_version
from dashboards.i18n.words import auth as auth_words
from dashboards.i18n.words import classroom as words
from dashboards.server.sent_numbers import whole_number
from seed.classes import entries, read, seats, store
from seed.classes.model import ORDER_SEPARATOR, ClassError, ClassState, Seat
from seed.lessons.question import AnswerForm

if TYPE_CHECKING:
    from sqlite3 import Connection

COOKIE, COOKIE_SECONDS = "fengjing_class", 14 * 86_400
FREE_GUESSES = 20  # of codes from one address; then one waits as at the sign-in
FREE_SEATS = seats.MOST_SEATS // 2  # from one address, which may be a whole hall's; then each waits longer
Handler = Callable[[Request, Seat], Awaitable[Response]]


class _Joined(NamedTuple):
    """Result of a try to join: the token of the seat, or why there is none."""

    token: str | None = None
    fault: str = ""
    state: ClassState | None = None
    status: int = 400


def participant_routes() -> list[Route]:
    """Return the routes of participants."""
    return [
        Route(ROOM, _code_page, methods=["GET"]),
        Route(f"{ROOM}/join", _join_page, methods=["GET"]),
        Route(f"{ROOM}/join", _join, methods=["POST"]),
        Route(f"{ROOM}/room", _seated(_room), methods=["GET"]),
        Route(f"{ROOM}/answer", _seated(_answer), methods=["POST"]),
        Route(f"{ROOM}/state", _seated(_state), methods=["GET"]),
        Route(f"{ROOM}/class.js", _script, methods=["GET"]),
    ]


def _seat(request: Request) -> Seat | None:
    token = request.cookies.get(cookie_name(request.scope, COOKIE))
    return class_file().read(lambda connection: read.seat_of_token(connection, token)) if token else None


def _seated(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        seat = await run_in_threadpool(_seat, request)
        if seat is not None:
            return await handler(request, seat)
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(ROOM, 303)
        return PlainTextResponse(auth_words.NO_SUCH, 403)

    return guarded


async def _code_page(request: Request) -> Response:
    if await run_in_threadpool(_has_open_class, request):
        return RedirectResponse(f"{ROOM}/room", 303)
    return pages.page("code.html", {"fault": ""})


def _has_open_class(request: Request) -> bool:
    """Return True if the browser has a seat where something still goes on."""
    seat = _seat(request)
    return seat is not None and class_file().read(lambda c: read.class_by_id(c, seat.class_id)).is_open(now())


async def _join_page(request: Request) -> Response:
    """Ask for a name, once the code is that of an open class; a browser that has a seat in it goes there."""
    code = entries.tidy_code(request.query_params.get("code", ""))
    joined = await run_in_threadpool(_look_up, code, client_address(request))
    if joined.state is None:
        return pages.page("code.html", {"fault": joined.fault}, joined.status)
    seat = await run_in_threadpool(_seat, request)
    if seat is not None and seat.class_id == joined.state.id:
        return RedirectResponse(f"{ROOM}/room", 303)
    return _name_page(joined.state, code)


def _name_page(state: ClassState, code: str, fault: str = "", name: str = "", status: int = 200) -> Response:
    texts = {"state": state, "code": code, "fault": fault, "name": name, "longest": entries.LONGEST_NAME}
    return pages.page("name.html", texts, status)


def _look_up(code: str, address: str) -> _Joined:
    """Look a code up; wrong ones are counted by address, as wrong passwords are."""
    counter = _counter(address)
    file = class_file()
    state = file.read(lambda connection: read.class_by_code(connection, code))
    is_good = state is not None and state.is_open(now())
    if wait := file.read(lambda connection: seconds_to_wait(connection, counter, now())):
        return _wait(wait)  # and nothing is written: whoever waits could hold up everybody's answers by asking on
    if is_good:
        return _Joined(state=state)
    if wait := file.write(lambda connection: count_guess(connection, counter, now())):
        return _wait(wait)
    return _Joined(fault=words.NO_SUCH_CLASS, status=404)


def _counter(address: str) -> tuple[GuessCounter]:
    return (GuessCounter(f"class:{address}", FREE_GUESSES, is_shared=True),)


def _wait(seconds: int) -> _Joined:
    return _Joined(fault=words.WAIT.format(seconds=seconds), status=429)


async def _join(request: Request) -> Response:
    fields = await form_fields(request)
    if fields is None:
        return PlainTextResponse(auth_words.TOO_LONG, 413)
    code = entries.tidy_code(fields.get("code", ""))
    if await run_in_threadpool(_is_in, request, code):
        return RedirectResponse(f"{ROOM}/room", 303)
    joined = await run_in_threadpool(_join_now, fields, client_address(request))
    if joined.token is None:
        if joined.state is None:
            return pages.page("code.html", {"fault": joined.fault}, joined.status)
        return _name_page(joined.state, code, joined.fault, fields.get("name", "")[:64], joined.status)
    answer = RedirectResponse(f"{ROOM}/room", 303, {"Cache-Control": "no-store"})
    answer.set_cookie(
        cookie_name(request.scope, COOKIE),
        joined.token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",  # a link that somebody taps again has to find the seat; forms are guarded by their origin
        secure=is_encrypted(request.scope),
    )
    return answer


def _is_in(request: Request, code: str) -> bool:
    """Return True if the browser has a seat in the class of a code already."""
    seat = _seat(request)
    return seat is not None and class_file().read(lambda c: read.class_by_id(c, seat.class_id)).code == code


def _seat_by(connection: Connection, state: ClassState, address: str, fields: dict[str, str]) -> _Joined:
    """Take a seat, and one slip off its address, which may be a whole hall's; return the token. Raises ClassError.

    Seats are counted by address: whoever has the code and no shame takes half of them and then waits for each.
    """
    counter = (GuessCounter(f"class-seats:{state.id}:{address}", FREE_SEATS, is_shared=True),)
    if wait := count_guess(connection, counter, now()):
        return _Joined(fault=words.SEATS_WAIT.format(seats=FREE_SEATS, seconds=wait), state=state, status=429)
    try:
        _, token = seats.join(connection, state.code or "", fields.get("name", ""), fields.get("team"), now=now())
    except ClassError:
        forget_guesses(connection, counter)
        raise
    forget_guesses(connection, _counter(address))
    return _Joined(token=token)


def _join_now(fields: dict[str, str], address: str) -> _Joined:
    code = entries.tidy_code(fields.get("code", ""))
    joined = _look_up(code, address)
    state = joined.state
    if state is None:
        return joined
    try:
        return class_file().write(lambda connection: _seat_by(connection, state, address, fields))
    except ClassError as error:
        return joined._replace(fault=str(error))
    except StoreError as error:
        return joined._replace(fault=words.BUSY.format(reason=error), status=503)


async def _room(request: Request, seat: Seat) -> Response:
    return await run_in_threadpool(_room_page, seat)


def _room_page(seat: Seat, fault: str = "", typed: str = "", status: int = 200) -> Response:
    PRESENCE.note(seat.class_id, seat.number)
    texts = class_file().read(lambda connection: room_texts(connection, seat, now()))
    return pages.page("room.html", {**texts, "fault": fault, "typed": typed, "poll": "state", "home": "room"}, status)


async def _answer(request: Request, seat: Seat) -> Response:
    fields = await form_fields(request)
    if fields is None:
        return PlainTextResponse(auth_words.TOO_LONG, 413)
    return await run_in_threadpool(_answer_now, seat, fields)


def _answer_now(seat: Seat, fields: dict[str, str]) -> Response:
    """Keep an answer; the page that is asked for after it shows it again from the disk."""
    number = whole_number(fields.get("question", ""))
    typed = typed_answer(fields)
    try:
        class_file().write(lambda connection: store.give_answer(connection, seat, number, typed, now=now()))
    except ClassError as error:
        return _room_page(seat, str(error), typed, 400)
    except StoreError as error:
        return _room_page(seat, words.BUSY.format(reason=error), typed, 503)
    return RedirectResponse(f"{ROOM}/room", 303, {"Cache-Control": "no-store"})


def typed_answer(fields: dict[str, str]) -> str:
    """Return what a form says: an order comes as a place for each option."""
    if fields.get("form") != AnswerForm.ORDER:
        return fields.get("response", "")
    places = {name.removeprefix("place:"): place for name, place in fields.items() if name.startswith("place:")}
    if len(set(places.values())) < len(places):
        return ""  # two in one place: nobody knows which is meant to come first
    return ORDER_SEPARATOR.join(sorted(places, key=lambda option: whole_number(places[option])))


async def _state(request: Request, seat: Seat) -> Response:
    return await run_in_threadpool(_state_now, request, seat)


def _state_now(request: Request, seat: Seat) -> Response:
    PRESENCE.note(seat.class_id, seat.number)
    version = class_file().read(lambda connection: room_version(connection, seat.class_id, now()))
    return pages.unless_known(request, "", version)


async def _script(_request: Request) -> Response:
    return pages.script()
