"""Streamlit's own words: every one of the table is in the scripts that are installed, and is sent in Chinese."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.server.streamlit_patches import words as streamlit_words
from dashboards.server.streamlit_patches.language import CHINESE, NO_SCRIPT, ChinesePages
from dashboards.server.streamlit_patches.words import SCRIPTS, ChineseScripts, in_chinese, table

NAMES = sorted(script.name for script in SCRIPTS.glob("*.js"))
HAN = re.compile(r"[\u4e00-\u9fff]")


def ask(app: ASGIApp, path: str, query: str = "") -> tuple[dict[bytes, bytes], str]:
    """Return an app's answer to a browser that wants a page: its headers and its text."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}

    async def answer() -> None:
        await app({**scope, "headers": [(b"accept", b"text/html")]}, receive, send)

    # In a thread of its own: where a browser is driven in the same test run, this thread has a loop that runs.
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, answer()).result()
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:]).decode()


def scripts(section: str) -> list[str]:
    return [name for name in NAMES if name.partition(".")[0] == section]


@pytest.mark.parametrize("section", table())
def test_every_word_of_the_table_is_in_the_installed_scripts(section: str) -> None:
    written = "".join((SCRIPTS / name).read_text(encoding="utf-8") for name in scripts(section))
    translated = "".join(in_chinese(name) or "" for name in scripts(section))
    for phrase, chinese in table()[section].items():
        assert phrase in written, "Streamlit says it otherwise now"
        assert chinese in translated and phrase not in translated
        assert HAN.search(chinese) or "zh-CN" in chinese or chinese.endswith("``")


def test_what_is_put_in_has_the_same_marks_as_what_was_there() -> None:
    """A backtick or a name of the script's lost in translation would break the page."""
    marks = re.compile(r"`|\$\{[\w.]*")
    for phrases in table().values():
        for phrase, chinese in phrases.items():
            if "result${" not in phrase:  # a plural has a condition of its own within
                assert marks.findall(phrase) == marks.findall(chinese)


async def _streamlit(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand for Streamlit: answer with the path that was asked for."""
    await PlainTextResponse(scope["path"])(scope, receive, send)


def test_the_chinese_address_answers_scripts_that_speak_and_hands_on_the_others() -> None:
    app = ChineseScripts(_streamlit)
    speaking, silent, missing = scripts("Selectbox")[0], scripts("protobuf")[0], "Selectbox.nothing.js"
    headers, text = ask(app, streamlit_words.CHINESE + speaking)
    assert "没有相符的" in text and headers[b"content-type"].startswith(b"text/javascript")
    assert ask(app, streamlit_words.CHINESE + silent)[1] == streamlit_words.ENGLISH + silent
    assert ask(app, streamlit_words.CHINESE + missing)[1] == streamlit_words.ENGLISH + missing
    assert ask(app, streamlit_words.ENGLISH + speaking)[1] == streamlit_words.ENGLISH + speaking


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "..%2f..%2findex.html", "Selectbox/../../index.html", ""])
def test_no_other_file_is_read(name: str) -> None:
    assert in_chinese(name) is None


def test_a_page_asks_for_the_chinese_scripts_unless_it_speaks_english() -> None:
    page = (SCRIPTS.parent.parent / "index.html").read_bytes()
    assert all(english in page for english in CHINESE) and NO_SCRIPT.search(page), "Streamlit's page is another now"

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": page})

    app = ChinesePages(answer)
    chinese, english = ask(app, "/comparison")[1], ask(app, "/", "lang=en")[1]
    assert HAN.search(NO_SCRIPT.findall(chinese.encode())[0].decode())
    assert streamlit_words.CHINESE in chinese and streamlit_words.ENGLISH not in chinese
    assert streamlit_words.ENGLISH in english and streamlit_words.CHINESE not in english
