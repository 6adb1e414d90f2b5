"""The command that opens a class to telephones is the one by which this server was started, and its port."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from dashboards.classroom.addresses import port_option


@pytest.mark.parametrize(
    ("host", "option"),
    [("127.0.0.1:8501", ""), ("127.0.0.1:8611", " --port 8611"), ("localhost", ""), ("[::1]:9000", " --port 9000")],
)
def test_another_port_is_named(host: str, option: str) -> None:
    headers = [(b"host", host.encode())]
    scope = {"type": "http", "scheme": "http", "path": "/class", "query_string": b"", "headers": headers}
    request = Request(scope)
    assert port_option(request) == option
