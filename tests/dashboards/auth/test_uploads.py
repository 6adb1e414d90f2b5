"""Uploads: only to one's own page, only as much as one's work needs, and never more than a few kept."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

import pytest
from starlette.types import Scope
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from core.access.roles import ASSIGNABLE, Role
from core.intake.table import LARGEST_FILE, MEGABYTE
from dashboards.auth import uploads
from dashboards.auth.uploads import KEPT_FILES, upload_refusal
from dashboards.pages.audit.upload import LARGEST_MB
from dashboards.server.options import options

PAGE, OWN, OTHERS = "page", "session", "another session"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """A runtime with one open page."""
    manager = MemoryUploadedFileManager("/upload")
    page = SimpleNamespace(session=SimpleNamespace(_user_info={"session": OWN}))
    pages = SimpleNamespace(get_active_session_info={PAGE: page}.get)
    runtime = SimpleNamespace(_session_mgr=pages, uploaded_file_mgr=manager)
    monkeypatch.setattr(uploads, "get_instance", lambda: runtime)
    return manager


Head = list[tuple[bytes, bytes]]


def status(
    size: int | str | None,
    role: Role,
    *,
    page: str = PAGE,
    session: str = OWN,
    method: str = "PUT",
    more: Head | None = None,
) -> int:
    headers = [] if size is None else [(b"content-length", str(size).encode())]
    headers += more or []
    path = f"/_stcore/upload_file/{page}/{uuid.uuid4()}"
    scope: Scope = {"type": "http", "path": path, "method": method, "headers": headers}
    refusal = upload_refusal(scope, session, role)
    return 0 if refusal is None else refusal.status_code


def test_as_much_as_the_page_takes_comes_through(files: MemoryUploadedFileManager) -> None:
    assert options("x", 1)["server.maxUploadSize"] * MEGABYTE == LARGEST_FILE, "Streamlit itself refuses what is larger"
    assert status(LARGEST_FILE + 500, Role.STEWARD) == 0
    assert status(LARGEST_FILE + MEGABYTE, Role.STEWARD) == 413
    for role in ASSIGNABLE:
        assert status(LARGEST_MB * MEGABYTE + 500, role) == 0
        assert status(LARGEST_MB * MEGABYTE + MEGABYTE, role) == (0 if role is Role.STEWARD else 413)


@pytest.mark.parametrize("size", [None, "", "-1", "1e3", "many"])
def test_whoever_does_not_say_how_much_is_refused(files: MemoryUploadedFileManager, size: str | None) -> None:
    assert status(size, Role.STEWARD) == 411


@pytest.mark.parametrize("more", [(b"transfer-encoding", b"chunked"), (b"content-length", b"20")])
def test_whoever_says_it_in_two_ways_is_refused(files: MemoryUploadedFileManager, more: tuple[bytes, bytes]) -> None:
    """The web server reads pieces to their end, whatever length is said beside them."""
    assert status(10, Role.STEWARD, more=[more]) == 411


def test_nobody_sends_to_anothers_page_or_takes_a_file_from_it(files: MemoryUploadedFileManager) -> None:
    for method in ("PUT", "DELETE"):
        assert status(10, Role.STEWARD, session=OTHERS, method=method) == 403
        assert status(10, Role.STEWARD, page="none", method=method) == 403
    assert status(None, Role.STEWARD, method="DELETE") == 0


def test_one_file_after_the_other_fills_no_memory(files: MemoryUploadedFileManager) -> None:
    for number in range(20):
        assert status(10, Role.OFFICER) == 0
        files.add_file(PAGE, UploadedFileRec(str(number), "a.csv", "text/csv", b"x"))
    assert list(files.file_storage[PAGE]) == [str(number) for number in range(20 - KEPT_FILES, 20)], "the newest"
