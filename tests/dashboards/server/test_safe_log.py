"""The log: one line each, with where an error happened, and nothing of a secret or of a person."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Callable, Iterator
from datetime import datetime
from operator import attrgetter
from pathlib import Path

import pytest
from streamlit.logger import get_logger

from core.access.tokens import new_token
from core.access.totp import new_secret
from core.store.sqlite import StoreError
from dashboards.server.log_burst import IN_A_BURST
from dashboards.server.log_once import LogOnce
from dashboards.server.log_setup import LogPlan, set_up_log
from dashboards.server.streamlit_patches.one_log import hand_on_logs

NAME, CARD, PHONE = "赵钱孙李", "110101199003078515", "13800138000"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Lets the log of this process go into a file, and puts all back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def begin(form: str = "json", megabytes: int = 10, kept: int = 3) -> Path:
        path = tmp_path / "log" / "fengjing.log"
        path.parent.mkdir(exist_ok=True)
        set_up_log(LogPlan(form, path, megabytes, kept))  # type: ignore[arg-type]
        return path

    yield begin
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        handler.close()
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def fails(error: Exception) -> None:
    """Logs an error as a page does that could not be drawn."""
    try:
        raise error
    except Exception:
        logging.getLogger("dashboards.heartbeat").exception("a page could not be drawn")


def test_a_line_of_json_says_when_what_and_where(log: Callable[..., Path]) -> None:
    path = log()
    fails(ZeroDivisionError("division by zero"))
    (line,) = lines(path)
    assert datetime.fromisoformat(str(line["time"])).tzinfo is not None
    assert (line["level"], line["logger"], line["message"]) == (
        "error",
        "dashboards.heartbeat",
        "a page could not be drawn",
    )
    assert line["error"] == "ZeroDivisionError" and "test_safe_log.py" in str(line["places"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_secret_and_nothing_of_a_person_is_in_it(log: Callable[..., Path], form: str) -> None:
    token, secret = new_token(), new_secret()
    path = log(form)
    logger = logging.getLogger("dashboards.anything")
    for text in (
        f"GET /kiosk/{token}",
        f"/setup?token={token}",
        f"Cookie: {token}",
        f"key {'ab' * 32}",
        f"secret {secret}",
        f"row 3: {CARD}, {PHONE}",
        f"账号“{NAME}”已存在",
        f"2026年10月 已由 user:{NAME} 发布，不能覆盖",
    ):
        logger.warning("%s", text)
        fails(StoreError(text))
    for error in (KeyError(NAME), ValueError(f"could not convert '{NAME}'"), RuntimeError(NAME)):
        fails(error)
        logger.warning("it failed: %s", error)
        LogOnce(logger).failed("panel", "panel of ranks", error)
    content = path.read_text("utf-8")
    assert len(content.splitlines()) > 20
    for text in (token, secret, "ab" * 32, CARD, PHONE, NAME):
        assert text not in content, text


def test_what_is_needed_to_mend_it_stays(log: Callable[..., Path]) -> None:
    path = log()
    fails(StoreError("磁盘满了，什么也没有写入：/srv/fengjing/bureau.db"))
    fails(PermissionError(13, "Permission denied", "/srv/fengjing/bureau.db"))
    with pytest.raises(AttributeError) as caught:
        attrgetter("missing")(path)
    fails(caught.value)
    first, second, third = lines(path)
    assert third["error"] == "AttributeError: missing"
    assert first["error"] == "StoreError: 磁盘满了，什么也没有写入：/srv/fengjing/bureau.db"
    assert "Permission denied" in str(second["error"]) and "/srv/fengjing/bureau.db" in str(second["error"])


def test_what_streamlit_and_others_log_goes_the_same_way(
    log: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    path = log()
    hand_on_logs()
    try:
        raise KeyError(NAME)
    except KeyError:
        get_logger("streamlit.a_logger_of_later").error("Uncaught app execution", exc_info=True)
    logging.getLogger("uvicorn.error").info("Started")
    (line,) = lines(path)
    assert line["error"] == "KeyError" and NAME not in path.read_text("utf-8")
    assert capfd.readouterr().err == "", "it is written once"


@pytest.mark.slow
def test_files_replace_each_other_by_size_and_so_many_stay(log: Callable[..., Path]) -> None:
    path = log("text", megabytes=1, kept=2)
    for number in range(4_500):
        logging.getLogger("dashboards.x").warning(f"{number} {'word ' * 200}")
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["fengjing.log", "fengjing.log.1", "fengjing.log.2"]
    assert all(file.stat().st_size <= 2**20 and stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_what_somebody_makes_go_wrong_again_and_again_fills_no_log(
    log: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = log(), [100.0]
    monkeypatch.setattr("dashboards.server.log_burst.time.monotonic", lambda: clock[0])
    logger = logging.getLogger("tests.told_again")
    for number in range(500):
        logger.warning("no answer to %s", f"/{number}")
    logger.warning("something else")
    clock[0] += 60
    logger.warning("no answer to %s", "/last")
    messages = [str(line["message"]) for line in lines(path)]
    assert messages[:2] == ["no answer to /0", "no answer to /1"] and len(messages) == IN_A_BURST + 2
    assert messages[-2:] == ["something else", f"no answer to /last (and {500 - IN_A_BURST} more before)"]
