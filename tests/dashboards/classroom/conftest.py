"""A classroom without a server: the middleware, a trainer at this machine, telephones elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from core.store.sqlite import connect
from dashboards.auth.middleware import AuthMiddleware
from dashboards.classroom import gate, reader
from dashboards.classroom.middleware import ClassroomMiddleware
from dashboards.registry import home_address
from dashboards.server import allowed_hosts
from dashboards.server.security_headers import SecurityHeaders
from dashboards.settings import DB_VARIABLE
from seed.classes.model import ClassState
from tests.support.class_world import demo, opened

HERE, LAN = "http://127.0.0.1:8501", "http://10.0.0.5:8501"
Visitor = Callable[..., TestClient]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(allowed_hosts.HOSTS_VARIABLE, "localhost,127.0.0.1,::1,*")
    monkeypatch.setattr(gate, "_last_look", gate._LastLook())
    file = demo(tmp_path)
    monkeypatch.setenv(DB_VARIABLE, str(file))
    return file


@pytest.fixture
def app(path: Path) -> ASGIApp:
    return SecurityHeaders(ClassroomMiddleware(AuthMiddleware(PlainTextResponse("the screens"), home_address)))


@pytest.fixture
def state(path: Path) -> Iterator[ClassState]:
    """A class that is open now."""
    with closing(connect(path, read_only=False)) as connection:
        yield opened(connection, now=reader.now())


@pytest.fixture
def trainer(app: ASGIApp) -> TestClient:
    return _client(app, HERE, "127.0.0.1")


@pytest.fixture
def phone(app: ASGIApp) -> Visitor:
    """Another machine's browser, by its address."""
    return lambda address="10.0.0.77": _client(app, LAN, address)


def _client(app: ASGIApp, base: str, address: str) -> TestClient:
    headers = {"Origin": base, "Accept": "text/html"}
    return TestClient(app, base, headers=headers, follow_redirects=False, client=(address, 50_000))
