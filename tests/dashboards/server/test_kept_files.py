"""Files that browsers may keep for ever are read once, and sent packed once there was time to pack them."""

from __future__ import annotations

import gzip
import time
from collections import Counter
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from dashboards.server import kept_files
from dashboards.server.kept_files import KeptFiles, takes_gzip
from dashboards.server.streamlit_patches.language import frame_files
from dashboards.server.streamlit_patches.words import CHINESE, ENGLISH

SCRIPT = "let answer = 42;\n" * 500
FOR_EVER = {"Cache-Control": "public, immutable, max-age=31536000", "ETag": '"1"', "X-Own": "kept"}
PLAIN = {"Accept-Encoding": "identity"}


class Origin:
    """What stands behind: it counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        self.asked[path] += 1
        answers = {
            "/static/js/a.js": Response(SCRIPT, media_type="application/javascript", headers=FOR_EVER),
            "/static/media/a.woff2": Response(SCRIPT, media_type="font/woff2", headers=FOR_EVER),
            "/static/changing.js": Response(SCRIPT, headers={"Cache-Control": "no-cache"}),
            "/static/missing.js": Response("no", 404, headers=FOR_EVER),
            "/page": Response(SCRIPT, headers=FOR_EVER),
        }
        if Request(scope).headers.get("range"):
            answers["/static/js/a.js"] = Response("let", 206, headers=FOR_EVER)
        await answers.get(path, PlainTextResponse("?", 404))(scope, receive, send)


@pytest.fixture
def origin() -> Origin:
    return Origin()


def test_a_file_for_ever_is_asked_for_once_and_sent_as_it_was(origin: Origin) -> None:
    client = TestClient(KeptFiles(origin))
    first, second = (client.get("/static/js/a.js", headers=PLAIN) for _ in range(2))
    assert (second.status_code, second.text, second.headers) == (200, SCRIPT, first.headers)
    assert origin.asked["/static/js/a.js"] == 1


@pytest.mark.parametrize("path", ["/static/changing.js", "/static/missing.js", "/page"])
def test_all_else_is_asked_for_anew(path: str, origin: Origin) -> None:
    client = TestClient(KeptFiles(origin))
    assert client.get(path).text == client.get(path).text
    assert origin.asked[path] == 2


def test_parts_conditions_and_heads_are_left_to_what_stands_behind(origin: Origin) -> None:
    client = TestClient(KeptFiles(origin))
    client.get("/static/js/a.js")
    assert client.get("/static/js/a.js", headers={"Range": "bytes=0-2"}).status_code == 206
    client.get("/static/js/a.js", headers={"If-None-Match": '"1"'})
    client.head("/static/js/a.js")
    assert origin.asked["/static/js/a.js"] == 4


def test_scripts_are_packed_for_those_who_take_that_and_fonts_are_not(
    origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "PACKED_AFTER", 0.0)
    with TestClient(Starlette(routes=[Mount("/", KeptFiles(origin))])) as client:  # whose loop lives on
        until = time.monotonic() + 20
        while "content-encoding" not in (answer := client.get("/static/js/a.js")).headers:
            assert time.monotonic() < until
        assert answer.text == SCRIPT
        assert int(answer.headers["content-length"]) == len(gzip.compress(SCRIPT.encode(), 6))
        assert answer.headers["vary"] == "Accept-Encoding" and "etag" not in answer.headers
        unpacked = client.get("/static/js/a.js", headers=PLAIN)
        assert unpacked.text == SCRIPT and "content-encoding" not in unpacked.headers and "etag" in unpacked.headers
        refused = client.get("/static/js/a.js", headers={"Accept-Encoding": "br, gzip;q=0"})
        assert "content-encoding" not in refused.headers and refused.headers["vary"] == "Accept-Encoding"
        assert all("content-encoding" not in client.get("/static/media/a.woff2").headers for _ in range(3))


@pytest.mark.parametrize(
    ("taken", "is_packed"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP ; Q=0.5", True),
        ("deflate, *", True),
        ("x-gzip", True),
        ("gzip;q=0", False),
        ("br, gzip; q=0.000", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("gzip;q=x", False),
        ("not-gzip, gzipped", False),
        ("identity", False),
        ("", False),
    ],
)
def test_a_file_is_sent_packed_to_those_alone_who_take_it(taken: str, is_packed: bool) -> None:
    assert takes_gzip(taken) is is_packed


def test_no_more_is_kept_than_there_is_room_for(origin: Origin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_files, "KEPT_BYTES", len(SCRIPT))
    client = TestClient(KeptFiles(origin))
    for path in ("/static/js/a.js", "/static/media/a.woff2") * 2:
        assert client.get(path).text == SCRIPT
    assert origin.asked == {"/static/js/a.js": 1, "/static/media/a.woff2": 2}


def test_what_every_browser_loads_first_is_there_before_the_first_asks(origin: Origin) -> None:
    behind = Starlette(routes=[Mount("/", origin)])
    with TestClient(KeptFiles(behind, first=["/static/js/a.js", "/static/missing.js"])) as client:
        assert origin.asked == {"/static/js/a.js": 1, "/static/missing.js": 1}
        assert client.get("/static/js/a.js").text == SCRIPT
        assert client.get("/static/missing.js").status_code == 404
    assert origin.asked == {"/static/js/a.js": 1, "/static/missing.js": 2}


def test_the_frame_of_the_pages_is_more_than_a_few_files_and_all_may_be_kept() -> None:
    static = Path(streamlit.__file__).parent / "static"
    files = [static / path.replace(CHINESE, ENGLISH).removeprefix("/") for path in frame_files()]
    assert len(files) > 20 and all(file.is_file() for file in files)


def test_all_that_streamlit_has_finds_room() -> None:
    files = (Path(streamlit.__file__).parent / "static" / "static").rglob("*.*")
    assert sum(file.stat().st_size for file in files) <= kept_files.KEPT_BYTES
