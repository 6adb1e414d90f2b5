"""What `fengjing serve` wants before it opens to others: encryption, a named proxy, accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from starlette.types import Scope

from dashboards.auth.request import is_this_machine
from dashboards.cli import serve_command
from dashboards.cli.command import cli
from dashboards.cli.gateway import Gateway
from tests.support.access_world import Bureau, guarded


@pytest.fixture(scope="module")
def bureau(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return guarded(demo_db, tmp_path_factory.mktemp("guarded"))


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(serve_command, "serve_at", lambda *arguments: calls.append(arguments))
    return calls


def serve(db: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["serve", "--db", str(db), *words])


def test_plain_http_beyond_this_machine_is_refused_unless_it_is_said(
    bureau: Bureau, served: list[tuple[Any, ...]]
) -> None:
    refused = serve(bureau.path, "--host", "0.0.0.0")
    assert refused.exit_code == 1 and "--tls-cert" in refused.output and "--plain-http" in refused.output
    assert not served
    for words in (["--host", "0.0.0.0", "--plain-http"], ["--host", "0.0.0.0", "--behind-proxy", "192.0.2.1"], []):
        assert serve(bureau.path, *words).exit_code == 0, words
    assert len(served) == 3


def test_the_gateway_is_read_from_the_options(bureau: Bureau, served: list[tuple[Any, ...]]) -> None:
    words = [
        "--behind-proxy",
        "127.0.0.1",
        "--base-path",
        "/portal/kpi/",
        "--frame-ancestors",
        "https://portal.example",
    ]
    assert serve(bureau.path, *words).exit_code == 0
    assert served[0][6] == Gateway(("127.0.0.1",), "/portal/kpi", ("https://portal.example",))


@pytest.mark.parametrize(
    "words",
    [
        ("--base-path", "kpi"),
        ("--base-path", "/a b"),
        ("--base-path", '/"><script>'),
        ("--behind-proxy", "proxy"),
        ("--frame-ancestors", "*"),
        ("--frame-ancestors", "https://a.example; script-src *"),
    ],
)
def test_what_cannot_be_is_refused(bureau: Bureau, served: list[tuple[Any, ...]], words: tuple[str, str]) -> None:
    assert serve(bureau.path, *words).exit_code == 2 and not served


def test_nobody_is_let_in_through_a_proxy_without_accounts(demo_db: Path, served: list[tuple[Any, ...]]) -> None:
    refused = serve(demo_db, "--behind-proxy", "127.0.0.1")
    assert refused.exit_code == 1 and "还没有账号" in refused.output and not served


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
def test_whoever_comes_through_a_proxy_is_not_this_machine(header: str) -> None:
    scope: Scope = {"type": "http", "client": ("127.0.0.1", 1), "headers": []}
    assert is_this_machine(scope)
    assert not is_this_machine({**scope, "headers": [(header.encode(), b"127.0.0.1")]})
