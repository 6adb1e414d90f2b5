"""Serves the dashboards of one database in this process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from dashboards.server.allowed_hosts import HOSTS_VARIABLE, allowed_hosts
from dashboards.server.options import WEBSOCKET, options
from dashboards.settings import DB_VARIABLE


def serve(db: Path, host: str, port: int, *, names: Sequence[str] = (), tls: tuple[Path, Path] | None = None) -> None:
    """Serve `db` at host:port until it is stopped. Raises OSError if the port is taken.

    `names` are further names of this machine; `tls` is a certificate and its key.
    """
    import uvicorn
    from streamlit.web import bootstrap

    os.environ[DB_VARIABLE] = str(db)
    os.environ[HOSTS_VARIABLE] = ",".join(allowed_hosts(host, names))
    bootstrap.load_config_options(options(host, port))

    from dashboards.app import app  # here, because it reads the two variables set above
    from dashboards.server.waiting_connections import PromptConnection

    uvicorn.run(
        app,
        host=host,
        port=port,
        http=PromptConnection,
        log_level="warning",
        server_header=False,
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
        **WEBSOCKET,
    )
