"""Answers monitoring on a port of its own, which knows no sign-in: it is for this machine, unless said otherwise."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6
from threading import Thread
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from dashboards.server.allowed_hosts import LOOPBACK, is_address

PATH = "/metrics"
SECONDS = 10  # for a request's head
_log = logging.getLogger(__name__)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: str, port: int, registry: CollectorRegistry) -> None:
        if ":" in host:
            self.address_family = AF_INET6
        self.registry = registry
        super().__init__((host, port), _Answer)

    def handle_error(self, _request: object, _address: object) -> None:
        """Say once on a line that an answer failed: the library's own way writes all of it to the standard error."""
        _log.exception("monitoring was not answered")


class _Answer(BaseHTTPRequestHandler):
    """One path, and nothing else; a foreign name is refused, lest a page elsewhere have a browser ask."""

    server: _Server
    timeout = SECONDS
    server_version, sys_version = "fengjing", ""

    def do_GET(self) -> None:
        """Answer with every measurement of this moment."""
        if self.path.partition("?")[0] != PATH or not _is_ours(self.headers.get("Host", "")):
            self.send_error(404)
            return
        content = generate_latest(self.server.registry)
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing of those who ask every few seconds."""


def _is_ours(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name in LOOPBACK or is_address(name)


@contextmanager
def answering(host: str, port: int, registry: CollectorRegistry) -> Iterator[int]:
    """Answer monitoring for as long as the block takes; yield the port. Raises OSError if it is taken."""
    server = _Server(host, port, registry)
    thread = Thread(target=server.serve_forever, name="monitoring", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
