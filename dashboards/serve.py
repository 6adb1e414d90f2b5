"""Runs the dashboards of one database in this process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dashboards.hosts import HOSTS_VARIABLE, allowed_hosts
from dashboards.theme import streamlit_theme

DB_VARIABLE = "FENGJING_DB"
COLLECT_AFTER = 20_000  # objects: a refresh of the wall leaves some 700 in circles, which hold next to nothing
WEBSOCKET: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_ping_interval": 20,
    "ws_ping_timeout": 20,
    "ws_per_message_deflate": False,  # a refresh is a few dozen small messages: packing them costs more than it saves
}


def options(host: str, port: int) -> dict[str, Any]:
    """Streamlit's settings: nothing leaves the machine, nothing technical is shown, nothing watches the files."""
    return {
        "server.address": host,
        "server.port": port,
        "server.headless": True,
        "server.allowedHosts": ["*"],  # hosts.py has refused the foreign ones before
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 1,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "client.showSidebarNavigation": False,
        "ui.hideTopBar": True,
        "runner.magicEnabled": False,
        "runner.postScriptGC": False,  # it would walk through all that is kept after every refresh (COLLECT_AFTER)
        **streamlit_theme(),
    }


def serve(db: Path, host: str, port: int, *, names: Sequence[str] = (), tls: tuple[Path, Path] | None = None) -> None:
    """Serves `db` at host:port until it is stopped. Raises OSError if the port is taken.

    `names` are further names of this machine; `tls` is a certificate and its key.
    """
    import uvicorn
    from streamlit.web import bootstrap

    os.environ[DB_VARIABLE] = str(db)
    os.environ[HOSTS_VARIABLE] = ",".join(allowed_hosts(host, names))
    bootstrap.load_config_options(options(host, port))

    from dashboards.app import app  # here, because it reads the two variables set above

    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
        **WEBSOCKET,
    )
