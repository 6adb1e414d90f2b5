"""The trainer's pages: opening a class, running it, the projector, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from core.access.viewer import Viewer
from dashboards.auth.forms import form_fields
from dashboards.auth.login import LOGIN
from dashboards.auth.session_store import session_store
from dashboards.classroom import addresses, desk, pages
from dashboards.classroom.addresses import ROOM
from dashboards.classroom.reader import class_file, now
from dashboards.classroom.results_text import results_text
from dashboards.classroom.room import room_version
from dashboards.i18n.words import auth as auth_words
from dashboards.server.sent_numbers import whole_number
from dashboards.server.shown_database import shown_path
from seed.classes import entries, erase, read, seats, store
from seed.classes.model import ClassError, Stage
from seed.classes.results import class_results

DESK = f"{ROOM}/desk"
SECONDS = (30, 60, 90, 120, 180, 300)
MOST_LISTED = 8  # options that the projector lists; of more it shows those that somebody chose, and the right one
HOURS, KEEP_DAYS = (2, 4, 8, 12, 24), (1, 7, 30, 90)
Handler = Callable[[Request, Viewer], Response]


def trainer_routes() -> list[Route]:
    """Return the routes of the trainer; `trainer_of` guards each of them."""
    one = DESK + "/{class_id}"
    return [
        Route(DESK, _for_trainer(_desk), methods=["GET"]),
        Route(f"{DESK}/open", _for_trainer(_open), methods=["POST"]),
        Route(one, _for_trainer(_control), methods=["GET"]),
        Route(one + "/state", _for_trainer(_control_state), methods=["GET"]),
        Route(one + "/act", _for_trainer(_act), methods=["POST"]),
        Route(one + "/people", _for_trainer(_people), methods=["GET"]),
        Route(one + "/board", _for_trainer(_board), methods=["GET"]),
        Route(one + "/board-state", _for_trainer(_board_state), methods=["GET"]),
        Route(one + "/results", _for_trainer(_results), methods=["GET"]),
        Route(one + "/results.{ending}", _for_trainer(_file), methods=["GET"]),
    ]


def _for_trainer(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Answer a trainer alone; a form is read before, and what a handler cannot do it says on the page."""

    async def guarded(request: Request) -> Response:
        from dashboards.classroom.gate import trainer_of

        viewer = await run_in_threadpool(trainer_of, request)
        if viewer is None:
            return _refused(request)
        if request.method == "POST":
            fields = await form_fields(request)
            if fields is None:
                return PlainTextResponse(auth_words.TOO_LONG, 413)
            request.state.fields = fields
        return await run_in_threadpool(_answer, handler, request, viewer)

    return guarded


def _refused(request: Request) -> Response:
    is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if is_page and session_store().requires_sign_in():
        return RedirectResponse(f"{LOGIN}?next={quote(request.url.path, safe='')}", 303)
    return PlainTextResponse(auth_words.NO_SUCH, 403)


def _answer(handler: Handler, request: Request, viewer: Viewer) -> Response:
    if not request.url.path.endswith("state"):
        session_store().note_use(viewer)
    try:
        return handler(request, viewer)
    except ClassError as error:
        return pages.page("fault.html", {"fault": str(error), "back": _back(request)}, 400)


def _back(request: Request) -> str:
    class_id = request.path_params.get("class_id")
    return DESK if class_id is None or request.method == "GET" else f"{DESK}/{class_id}"


def _desk(request: Request, _viewer: Viewer) -> Response:
    listed = class_file().read(lambda connection: read.classes(connection))
    moment = now()
    texts = {
        "classes": [(state, state.is_open(moment)) for state in listed],
        "open_count": sum(state.is_open(moment) for state in listed),
        "offer": desk.offer(),
        "hours": HOURS,
        "keep_days": KEEP_DAYS,
        "is_loopback_only": addresses.is_loopback_only(),
        "port_option": addresses.port_option(request),
        "file": shown_path().resolve(),
        "is_shut": not session_store().requires_sign_in(),
        "longest": entries.LONGEST_TITLE,
    }
    return pages.page("desk.html", texts)


def _open(request: Request, viewer: Viewer) -> Response:
    """Open a class on the bureau shown: its questions are worked out now and kept."""
    fields = request.state.fields
    try:
        bureau, questions = desk.asked_of(fields.get("lesson", ""))
    except KeyError as error:
        raise ClassError("没有这一课。") from error
    plan = store.ClassPlan(
        fields.get("title", ""),
        fields.get("lesson", ""),
        bureau,
        entries.tidy_teams(fields.get("teams", "")),
        questions,
        _chosen(fields, "hours", HOURS),
        _chosen(fields, "keep_days", KEEP_DAYS),
    )
    state = class_file().write(lambda connection: store.open_class(connection, plan, actor=viewer.actor, now=now()))
    return RedirectResponse(f"{DESK}/{state.id}", 303)


def _chosen(fields: dict[str, str], name: str, offered: tuple[int, ...]) -> int:
    """Return a number that was offered. Raises ClassError (Chinese) for another."""
    text = fields.get(name, "")
    if text.isdecimal() and (number := whole_number(text)) in offered:
        return number
    raise ClassError("请从给出的里面选。")


def _class_id(request: Request) -> int:
    return whole_number(request.path_params["class_id"])


def _control(request: Request, _viewer: Viewer) -> Response:
    class_id = _class_id(request)
    texts = class_file().read(lambda connection: desk.control_texts(connection, class_id, now()))
    more = {
        "seconds": SECONDS,
        "code": entries.shown_code(texts["state"].code or ""),
        "poll": f"{class_id}/state",
        "home": str(class_id),
        "kind": "control",
        "is_loopback_only": addresses.is_loopback_only(),
        "port_option": addresses.port_option(request),
        "file": shown_path().resolve(),
    }
    return pages.page("control.html", {**texts, **more})


def _control_state(request: Request, _viewer: Viewer) -> Response:
    return _live(request, "control_live.html")


def _board_state(request: Request, _viewer: Viewer) -> Response:
    return _live(request, "board_live.html")


def _live(request: Request, template: str) -> Response:
    class_id, moment = _class_id(request), now()

    def ask(connection: Any) -> tuple[dict[str, Any], str]:
        state = read.class_by_id(connection, class_id)
        newest = read.newest(read.question_states(connection, class_id, moment))
        texts = {"state": state, **desk.live_texts(connection, state, newest)}
        return texts, room_version(connection, class_id, moment)

    texts, version = class_file().read(ask)
    return pages.live_part(request, template, texts, version)


def _act(request: Request, viewer: Viewer) -> Response:
    """Do what a button says: move a question on, shut the door, end or erase the class, take somebody out."""
    class_id, fields = _class_id(request), request.state.fields
    act, number = fields.get("act", ""), whole_number(fields.get("number", ""))
    how: dict[str, Any] = {"actor": viewer.actor, "now": now()}

    def write(connection: Any) -> None:
        if act == "end":
            store.end_class(connection, class_id, **how)
        elif act == "erase":
            erase.erase_class(connection, class_id, **how)
        elif act in ("shut", "reopen"):
            seats.move_door(connection, class_id, is_shut=act == "shut", **how)
        elif act == "remove":
            seats.remove_seat(connection, class_id, number, **how)
        elif act == Stage.OPEN:
            seconds = _chosen(fields, "seconds", (0, *SECONDS))
            store.release(connection, class_id, number, seconds or None, **how)
        elif act in store.FOLLOWS:
            store.move_on(connection, class_id, number, Stage(act), **how)
        else:
            raise ClassError("没有这个动作。")

    class_file().write(write)
    back = {"erase": "", "remove": f"/{class_id}/people"}.get(act, f"/{class_id}")
    return RedirectResponse(f"{DESK}{back}", 303)


def _people(request: Request, _viewer: Viewer) -> Response:
    class_id = _class_id(request)
    results = class_file().read(lambda connection: class_results(connection, class_id, now()))
    return pages.page("people.html", {"results": results, "state": results.state})


def _board(request: Request, _viewer: Viewer) -> Response:
    class_id = _class_id(request)
    texts = class_file().read(lambda connection: desk.board_texts(connection, class_id, now()))
    if not texts["is_open"]:
        results = class_file().read(lambda c: class_results(c, class_id, now()))
        told = tuple(result for result in results.questions if result.stage is Stage.TRUTH)
        texts["text"] = results_text(results._replace(questions=told))
    code, urls = texts["state"].code or "", addresses.class_addresses(request)
    more = {
        "code": entries.shown_code(code) if code else "",
        "addresses": urls,
        "qr": addresses.qr_code(addresses.join_address(urls[0], code)) if code else "",
        "poll": "board-state",
        "home": "board",
        "kind": "board",
        "most_listed": MOST_LISTED,
    }
    return pages.page("board.html", {**texts, **more})


def _results(request: Request, _viewer: Viewer) -> Response:
    class_id = _class_id(request)
    results = class_file().read(lambda connection: class_results(connection, class_id, now()))
    return pages.page("results.html", {"results": results, "state": results.state, "text": results_text(results)})


def _file(request: Request, viewer: Viewer) -> Response:
    """Hand the results out as a file; who took them is in the trail."""
    from dashboards.classroom.files import ENDINGS, results_file

    class_id = _class_id(request)
    results = class_file().read(lambda connection: class_results(connection, class_id, now()))
    ending = f".{request.path_params['ending']}"
    if ending not in ENDINGS:
        return PlainTextResponse(auth_words.NO_SUCH, 404)
    try:
        file = results_file(results, ending, taker=viewer.name)
    except LookupError as error:
        raise ClassError(str(error)) from error
    class_file().write(lambda c: store.note_export(c, class_id, file.name, actor=viewer.actor, now=now()))
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": "no-store, private",
    }
    return Response(file.content, headers=headers, media_type=file.mime)
